"""Under a customer (客户下的业务): opportunities, and later contracts, orders and receipts, stand with an account.

They have their own owner, superiors and team. Whoever may only open the account does not see them; its owner reads
them, and so does a collaborator of the account with the power of mutual sight (decision 31).
"""

from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion
from tortoise.models import Model

from core.actor import Actor
from core.db import database
from core.objects.access import select_from
from core.objects.definition import ObjectDef
from core.objects.fields import reference
from core.objects.terms import Bound, Fragment


def account_owner_grant(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """The owner of the account reads; changing stays with the record's own people."""
    if verb != "read":
        return None
    accounts = Table("account")
    owned = (accounts.owner_id == actor.id) & accounts.deleted_at.isnull()
    found: Criterion = table.account_id.isin(select_from(accounts).select(accounts.id).where(owned))
    return found


def account_mutual_grant(actor: Actor, definition: ObjectDef, verb: str, table: Table) -> Criterion | None:
    """A collaborator of the account who may see the other side's work reads it too."""
    if verb != "read":
        return None
    places, accounts, dialect = Table("team_member"), Table("account"), database().dialect
    before, between, after = dialect.holds_any()
    mutual = Fragment(before, places.powers, between, Bound(dialect.wanted_of(["mutual"])), after)
    mine = (places.member_id == actor.id) & (places.object == "account") & mutual
    living = select_from(accounts).select(accounts.id).where(accounts.deleted_at.isnull())
    wanted = mine & places.record_id.isin(living)
    found: Criterion = table.account_id.isin(select_from(places).select(places.record_id).where(wanted))
    return found


class UnderAccount(Model):
    account = reference("客户", "account", "Account", required=True)
    account_id: int | None

    behaviour_grants: tuple[Any, ...] = (account_owner_grant, account_mutual_grant)

    class Meta:
        abstract = True
