"""Owned (负责人): a record belongs to one member; the owner's superiors see and change what the team owns."""

from dataclasses import dataclass

from tortoise.models import Model

from core.objects.fields import reference


@dataclass(frozen=True)
class Assigned:
    """A record got another owner."""

    object: str
    record_id: int
    owner_id: int
    former_id: int | None
    by_id: int


class Owned(Model):
    owner = reference("负责人", "member", "Member", sortable=False)

    class Meta:
        abstract = True
