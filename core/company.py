"""What a company decides for itself (企业设置): one JSON value per key, with the default where it has none."""

from collections.abc import Callable
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.errors import Invalid

DEFAULTS: dict[str, Any] = {
    "ownership.fuzzy": False,
    "account.rename_by_application": False,
    "duplicates.match": {
        "lead": ["mobile", "email"],
        "account": ["company", "credit"],
        "contact": ["mobile", "email"],
        "product": ["code"],
        "competitor": ["company"],
        "partner": ["company"],
    },
    "duplicates.company_is_hard": False,
    "opportunities.announce_wins": "off",
    "import.required_columns": {},
    "import.nameless_become_leads": False,
    "registry.provider": "sample",
    "registry.fills": {"address": "address", "phone": "phone", "website": "website"},
}
IS = "is"  # a JSON column of ours cannot hold a bare text, so every value is wrapped


class CompanySetting(Model):
    key = fields.CharField(60, primary_key=True)
    value: Any = fields.JSONField(null=True)

    class Meta:
        table = "company_setting"


async def decided(key: str) -> Any:
    """The company's value of a known key; KeyError for an unknown one is a bug."""
    default = DEFAULTS[key]
    row = await CompanySetting.get_or_none(key=key)
    return default if row is None else row.value[IS]


async def decisions() -> dict[str, Any]:
    """Every key with the company's value or the default."""
    rows = {row.key: row.value[IS] for row in await CompanySetting.filter(key__in=list(DEFAULTS))}
    return {key: rows.get(key, default) for key, default in DEFAULTS.items()}


async def decide_all(values: dict[str, Any], check: Callable[[str, Any], str]) -> None:
    """Sets several keys; run inside `work()`. `check` gives the sentence against a value of the right shape, or "".

    Raises Invalid with all problems at once: an unknown key, another shape than the default's, what `check` says.
    """
    problems = {key[:60]: sentence for key, value in values.items() if (sentence := _problem(key, value, check))}
    if problems:
        raise Invalid(problems)
    for key, value in values.items():
        await decide(key, value)


def _problem(key: str, value: Any, check: Callable[[str, Any], str]) -> str:
    if key not in DEFAULTS:
        return "没有这项设置"
    return "这项设置的写法不对" if type(value) is not type(DEFAULTS[key]) else check(key, value)


async def decide(key: str, value: Any) -> None:
    """Sets the value of a known key; run inside `work()`."""
    if key not in DEFAULTS:
        raise KeyError(key)
    await CompanySetting.update_or_create(defaults={"value": {IS: value}}, key=key)
