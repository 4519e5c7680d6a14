"""What people are told of opportunities."""

from tests.tasks.conftest import told as told
