"""What `make migration` gives Tortoise to compare the models with the migrations (迁移生成)."""

from core.db import tortoise_config

TORTOISE_ORM = tortoise_config("sqlite://:memory:")
