"""Accounts that a lead's company may already be (合并已有客户): by the company key, exact when the names are the same.

The key finds 汇筑科技 for 杭州汇筑科技有限公司 and is only a hint; joining by itself needs the same registered name
but for spaces, width, brackets and case.
"""

from dataclasses import dataclass
from typing import Any

from core.accounts.account import ACCOUNT, Account
from core.actor import Actor
from core.objects.duplicates import RecordHint
from core.objects.query import visible_ids
from core.org.tables import Member
from core.text.company import company_exact
from core.text.keys import company_keys
from core.text.mask import mask_company

SHOWN = 5
LOOKED_AT = 200


@dataclass(frozen=True)
class Existing:
    """An account of the same company. Outside the actor's scope there is no id and the name is masked."""

    id: int | None
    label: str
    owner: dict[str, Any] | None
    exact: bool
    pooled: bool

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__}

    @property
    def joins(self) -> bool:
        """Whether a lead may be merged into it by itself."""
        return self.exact and self.id is not None and not self.pooled


async def existing(actor: Actor, name: str) -> list[Existing]:
    """The likeliest accounts of a company name, exact ones first, at most 5; found by index only."""
    keys = company_keys(name)
    hints = RecordHint.filter(object=ACCOUNT.key, kind="company", value__in=[key[:200] for key in keys])
    ids = await hints.order_by("-record_id").limit(LOOKED_AT).values_list("record_id", flat=True) if keys else []
    accounts: Any = await Account.filter(id__in=list(ids), deleted_at=None).order_by("id") if ids else []
    within = await visible_ids(actor, ACCOUNT, [account.id for account in accounts])
    names = {m.id: m.name for m in await Member.filter(id__in=[a.owner_id for a in accounts if a.owner_id])}
    wanted = company_exact(name)
    found = [_existing(account, account.id in within, names, wanted) for account in accounts]
    return sorted(found, key=lambda one: (not one.exact, one.id is None))[:SHOWN]


def _existing(account: Any, within: bool, names: dict[int, str], wanted: str) -> Existing:
    return Existing(
        id=account.id if within else None,
        label=account.name if within else mask_company(account.name),
        owner={"id": account.owner_id, "label": names.get(account.owner_id, "")} if account.owner_id else None,
        exact=company_exact(account.name) == wanted,
        pooled=account.owner_id is None,
    )
