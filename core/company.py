"""What a company decides for itself (企业设置): one JSON value per key, with the default where it has none."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

DEFAULTS: dict[str, Any] = {
    "ownership.fuzzy": False,
    "account.rename_by_application": False,
    "registry.provider": "sample",
    "registry.fills": {"address": "address", "phone": "phone", "website": "website"},
}


class CompanySetting(Model):
    key = fields.CharField(60, primary_key=True)
    value: Any = fields.JSONField(null=True)

    class Meta:
        table = "company_setting"


async def decided(key: str) -> Any:
    """The company's value of a known key; KeyError for an unknown one is a bug."""
    default = DEFAULTS[key]
    row = await CompanySetting.get_or_none(key=key)
    return default if row is None else row.value


async def decide(key: str, value: Any) -> None:
    """Sets the value of a known key; run inside `work()`."""
    if key not in DEFAULTS:
        raise KeyError(key)
    await CompanySetting.update_or_create(defaults={"value": value}, key=key)
