"""/api/settings/duties and /api/settings/company: what administrators decide for the company (职能与企业设置接口)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core import company
from core.opportunities import announcing
from core.org import duties
from core.registry import look_up
from core.suspects import criteria, switched
from miniapp.endpoint import Call, Endpoints

endpoints = Endpoints()
CHECKS = (look_up.check_setting, criteria.check_setting, announcing.check_setting)


class Holders(BaseModel):
    members: list[int] = Field(max_length=200)


class Decisions(BaseModel):
    """Values by key of the setting; what is left out stays."""

    model_config = ConfigDict(extra="allow")


@endpoints.get("/api/settings/duties", "Who holds which duty, and who acts for it")
async def all_duties(call: Call) -> Any:
    duties.administrators_only(call.actor)
    return {"duties": await duties.duties()}


@endpoints.put("/api/settings/duties/{duty}", "The holders of a duty; nobody means the administrators")
async def give_duty(call: Call, body: Holders) -> Any:
    await duties.give(call.actor, call.text("duty"), body.members)
    return {"duties": await duties.duties()}


@endpoints.get("/api/settings/company", "What the company decided, with the defaults")
async def company_settings(call: Call) -> Any:
    return await company.decisions()


@endpoints.put("/api/settings/company", "Changes some of the company's settings")
async def change_company_settings(call: Call, body: Decisions) -> Any:
    duties.administrators_only(call.actor)
    values = body.model_extra or {}
    await company.decide_all(values, check_setting)
    await switched.decided_anew(call.actor, values)
    return await company.decisions()


def check_setting(key: str, value: Any) -> str:
    """What is wrong with a setting of the right shape, "" for nothing."""
    return next((sentence for check in CHECKS if (sentence := check(key, value))), "")
