"""Looking a company up (工商查询): the provider that the company chose, bounded in time, and what it fills in."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

import structlog

from core.company import decided
from core.errors import CrmError, Invalid, NotFound, Unavailable
from core.objects import custom
from core.objects.registry import object_named
from core.registry.port import FACTS, Company, Registry
from core.registry.sample import Sample

PATIENCE = 4.0
MOST = 8
SHORTEST = 2
FILLED = ("text", "long_text", "phone", "email", "url", "date")
PROVIDERS: dict[str, Registry] = {"sample": Sample()}
Found = TypeVar("Found")
log = structlog.get_logger()


async def chosen() -> Registry:
    """The provider of the company's setting. Raises Unavailable when there is none."""
    provider = PROVIDERS.get(str(await decided("registry.provider")))
    if provider is None:
        raise Unavailable("还没有接通工商查询，资料照常可以手工填写和保存；要用的话找管理员")
    return provider


async def search(q: str, provider: Registry | None = None) -> dict[str, Any]:
    """{"items": the likeliest companies in short, "note"}."""
    words = q.strip()
    if len(words) < SHORTEST:
        raise Invalid({"q": "至少输入两个字再查"})
    asked = provider or await chosen()
    found = await _answered(asked.search(words[:100]))
    short = ("code", "name", "legal_person", "status", "city")
    return {"items": [{key: getattr(one, key) for key in short} for one in found[:MOST]], "note": asked.note}


async def company(code: str, provider: Registry | None = None) -> dict[str, Any]:
    """{"company": all facts, "facts": the same with labels, "fills": values by field of an account, "note"}."""
    asked = provider or await chosen()
    found = await _answered(asked.company(code))
    if found is None:
        raise NotFound("工商登记里没有这家企业")
    return {
        "company": found.to_json(),
        "facts": [{"key": key, "label": label, "value": getattr(found, key)} for key, label in FACTS.items()],
        "fills": fills(found, await decided("registry.fills")),
        "note": asked.note,
    }


def fills(found: Company, mapping: dict[str, str]) -> dict[str, str]:
    """Values by account field, as far as the register knows them."""
    known = {field: getattr(found, fact) for field, fact in mapping.items() if fact in FACTS}
    return {field: value for field, value in known.items() if value}


def check_setting(key: str, value: Any) -> str:
    """What is wrong with a setting of the look-up, "" for nothing and for settings of others."""
    if key == "registry.provider":
        return "" if value in ("", *PROVIDERS) else "没有这个工商查询服务"
    if key != "registry.fills":
        return ""
    faces = custom.all_faces(object_named("account"))
    wrong = [field for field in value if field not in faces or faces[field].readonly or faces[field].kind not in FILLED]
    unknown = [fact for fact in value.values() if fact not in FACTS]
    return f"不能回填：{'、'.join(map(str, [*wrong, *unknown][:5]))}" if wrong or unknown else ""


async def _answered(question: Awaitable[Found]) -> Found:
    try:
        return await asyncio.wait_for(question, PATIENCE)
    except CrmError:
        raise
    except Exception as error:
        log.warning("registry.no_answer", error=repr(error))
        raise Unavailable("工商查询暂时没有回应，已填的内容都在，照常可以保存，过一会儿再查") from error
