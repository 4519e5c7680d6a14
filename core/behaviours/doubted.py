"""Doubted (请核对): values that a machine read and nobody has confirmed yet keep their mark until somebody does."""

from tortoise import fields
from tortoise.models import Model


class Doubted(Model):
    doubtful: list[str] = fields.JSONField(default=list)

    class Meta:
        abstract = True
