"""Shared (共享、协作): beside its owner a record has a team of followers and collaborators (decisions 9 and 30)."""

from tortoise.models import Model

from core.teams.standing import team_grant


class Shared(Model):
    behaviour_grants = (team_grant,)

    class Meta:
        abstract = True
