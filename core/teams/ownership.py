"""The ownership query (归属查询): whether somebody follows a company or a number already, and who; nothing else.

Exact takes a full company name or a full mobile number and answers under the words that were asked. Fuzzy, when the
company allows it, also takes a part of a company name and answers with the names. Never more than five rows, nothing
before a question, and the same statements whether anything is found or not (decision 10).
"""

from typing import Any

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Criterion

from core.company import decided
from core.db import rows
from core.errors import Invalid
from core.objects import custom
from core.objects.access import select_from
from core.objects.definition import ObjectDef
from core.objects.query import matching
from core.objects.registry import object_named
from core.text.fold import fold
from core.text.keys import company_keys, mobile_keys
from core.text.search import query_tokens

MOST = 5
LOOKED_AT = 200
SHORTEST_PART = 2
GONE = ("discarded", "converted")
COMPANIES = {"account": "name", "lead": "company"}  # the field that names the company


async def ownership(q: str) -> dict[str, Any]:
    """{"mode", "items"}: object, label, owner, status and whether it waits in the pool, at most five of them."""
    mode, asked = "fuzzy" if await decided("ownership.fuzzy") else "exact", q.strip()
    if not asked:
        return {"mode": mode, "items": []}
    if numbers := mobile_keys(asked):
        found = await _by_mobile(asked, numbers[0])
    else:
        found = await _by_company(asked)
        found += await _by_part(asked) if mode == "fuzzy" else []
    first = {(item["object"], item.pop("id")): item for item in reversed(found)}
    return {"mode": mode, "items": list(reversed(first.values()))[:MOST]}


async def _by_company(asked: str) -> list[dict[str, Any]]:
    """Companies of the same name: places, legal forms, width and case do not tell them apart."""
    key, hint, found = (company_keys(asked) or [""])[0], Table("record_hint"), []
    for name, field in COMPANIES.items():
        definition, table = object_named(name), Table(object_named(name).table)
        same = (hint.object == name) & (hint.kind == "company") & (hint.value == key)
        query = _heads(definition, table, field).join(hint).on(hint.record_id == table.id).where(same)
        found += [_item(definition, row, asked) for row in await _read(query.orderby(table.id).limit(MOST))]
    return found


async def _by_mobile(asked: str, number: str) -> list[dict[str, Any]]:
    """The lead of the number, and the account of the contact who has it."""
    key, lead, contact, account = Table("record_key"), object_named("lead"), Table("contact"), object_named("account")

    def of(name: str) -> Criterion:
        same: Criterion = (key.object == name) & (key.kind == "mobile") & (key.value == number)
        return same

    leads, accounts = Table(lead.table), Table(account.table)
    query = _heads(lead, leads, COMPANIES["lead"]).join(key).on(key.record_id == leads.id).where(of("lead"))
    found = [_item(lead, row, asked) for row in await _read(query.limit(MOST))]
    query = _heads(account, accounts, COMPANIES["account"]).join(contact).on(contact.account_id == accounts.id)
    query = query.join(key).on(key.record_id == contact.id).where(of("contact") & contact.deleted_at.isnull())
    found += [_item(account, row, asked) for row in await _read(query.limit(MOST))]
    alone, person = Table("contact"), object_named("contact")
    query = _heads(person, alone, person.title).join(key).on(key.record_id == alone.id)
    query = query.where(of("contact") & alone.account_id.isnull())
    return found + [_item(person, row, asked) for row in await _read(query.limit(MOST))]


async def _by_part(asked: str) -> list[dict[str, Any]]:
    """Companies whose name holds the words, among the newest that the search index finds."""
    part, found = fold(asked), []
    if len(part) < SHORTEST_PART:
        raise Invalid({"q": "至少输入两个字"})
    for name, field in COMPANIES.items():
        definition, table = object_named(name), Table(object_named(name).table)
        query = _heads(definition, table, field).where(matching(definition, query_tokens(asked), table))
        hits = await _read(query.orderby(table.id).limit(LOOKED_AT))
        found += [_item(definition, row, str(row[1])) for row in hits if part in fold(str(row[1]))][:MOST]
    return found


def _heads(definition: ObjectDef, table: Table, field: str) -> QueryBuilder:
    """id, name, owner id, owner name, status and pool state of living records."""
    member = Table("member")
    query = select_from(table).left_join(member).on(member.id == table.owner_id)
    query = query.select(table.id, table[field], table.owner_id, member.name).where(table.deleted_at.isnull())
    if definition.pooled:
        query = query.select(table.status, table.pool_state).where(table.pool_state.notin(list(GONE)))
    return query


async def _read(query: QueryBuilder) -> list[Any]:
    return await rows(*query.get_parameterized_sql())


def _item(definition: ObjectDef, row: Any, label: str) -> dict[str, Any]:
    status = None
    if definition.pooled:
        word = custom.all_faces(definition)["status"].word(row[4])
        status = {"value": row[4], "label": word}
    return {
        "id": int(row[0]),
        "object": definition.key,
        "label": label,
        "owner": {"id": row[2], "label": row[3]} if row[2] else None,
        "status": status,
        "pooled": definition.pooled and row[2] is None,
    }
