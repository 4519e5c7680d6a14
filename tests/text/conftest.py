"""Property tests here are pure and quick; how long one example takes on a busy machine says nothing."""

from hypothesis import settings

settings.register_profile("text", deadline=None)
settings.load_profile("text")
