"""Names that say which record is meant (重名): a title that several records bear gets the account or the number."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Term

from core.moment import Moment
from core.objects.access import living, select_from
from core.objects.registry import object_named
from core.objects.terms import Fragment

MEMBER = "member"


@dataclass(frozen=True)
class Namesakes:
    """Titles that are borne more than once, by object, and the accounts of members who bear one."""

    titles: dict[str, frozenset[str]] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)

    def name(self, key: str, record_id: int, title: str | None) -> str:
        if not title:
            return str(record_id)
        if _alike(title) not in self.titles[key]:
            return title
        return f"{title}({self.accounts.get(record_id) or f'#{record_id}'})"


def _alike(title: str) -> str:
    """Brackets of either width are the same to whoever looks for a title."""
    return title.replace("（", "(").replace("）", ")")


async def namesakes(moment: Moment, keys: Iterable[str]) -> Namesakes:
    """One statement per object, and one for the accounts."""
    titles = {key: await _shared(moment, key) for key in set(keys)}
    shared = titles.get(MEMBER)
    return Namesakes(titles, await _accounts(moment, shared) if shared else {})


async def _shared(moment: Moment, key: str) -> frozenset[str]:
    definition = object_named(key)
    table = Table(definition.table)
    alike = _alike_term(table[definition.title])
    query = select_from(table).select(alike).where(living(table)).groupby(alike).having(Count("*") > 1)
    return frozenset(str(row[0]) for row in await moment.rows(*query.get_parameterized_sql()))


def _alike_term(title: Term) -> Term:
    return Fragment("replace(replace(", title, ",'（','('),'）',')')")


async def _accounts(moment: Moment, shared: frozenset[str]) -> dict[int, str]:
    table = Table(object_named(MEMBER).table)
    only = _alike_term(table.name).isin(sorted(shared))
    query = select_from(table).select(table.id, table.userid).where(only)
    return {int(row[0]): str(row[1]) for row in await moment.rows(*query.get_parameterized_sql())}
