"""Why someone sees a record: every rule says so, and together they say what visibility says."""

import random
from typing import Any

import pytest

from core import clock
from core.accounts.account import ACCOUNT, Account
from core.accounts.contact import CONTACT, Contact
from core.accounts.contact_company import CONTACT_COMPANY, ContactCompany
from core.accounts.invoice_profile import INVOICE_PROFILE, InvoiceProfile
from core.activities.activity import ACTIVITY, Activity
from core.catalog.product import Product
from core.files.file import ATTACHMENT, Attachment
from core.leads.lead import LEAD, Lead
from core.objects.definition import ObjectDef
from core.objects.query import visible_ids
from core.objects.registry import objects
from core.opportunities.line import OPPORTUNITY_LINE, OpportunityLine
from core.opportunities.opportunity import OPPORTUNITY, Opportunity
from core.opportunities.proposal import PROPOSAL, Proposal
from core.org.actor import Actor
from core.org.tables import MemberRole, Role, RoleGrant
from core.people.people import MEMBER
from core.pools.group import PoolGroup, PoolMember
from core.teams.powers import ORDER
from core.teams.team import TeamMember
from core.teams.why import why
from tests.conftest import Company, actor
from tests.opportunities.making import first_stage
from tests.teams.conftest import collaborate, new, share

PEOPLE = ("boss", "manager", "rep", "other", "south")


async def rules(who: Actor, definition: ObjectDef, record: Any, verb: str = "read") -> dict[str, str]:
    """The rules that hold, each with its detail."""
    record = await definition.model.get(id=record.id)
    because, _ = await why(who, definition, record, verb)
    return {said.rule: said.detail for said in because}


async def test_owner_superior_and_administrator_are_named(company: Company, account: Account):
    assert await rules(company.rep, ACCOUNT, account) == {"owner": "他就是负责人"}
    assert await rules(company.manager, ACCOUNT, account) == {"superior": "陈思远 → 周雨桐"}
    assert await rules(company.boss, ACCOUNT, account) == {
        "admin": "管理员能看到和修改全部记录",
        "superior": "林一诺 → 陈思远 → 周雨桐",
    }
    assert await rules(company.other, ACCOUNT, account) == {}


async def test_a_role_says_how_far_it_reaches(company: Company, account: Account):
    for name, reach in (("south", "all"), ("other", "department")):
        role = await Role.create(name=f"看{reach}", key=reach)
        await RoleGrant.create(role=role, object="account", verb="read", reach=reach)
        await MemberRole.create(member_id=getattr(company, name).id, role=role)
    assert await rules(await actor("south"), ACCOUNT, account) == {"role": "角色「看all」的数据权限是全部"}
    assert await rules(await actor("other"), ACCOUNT, account) == {
        "department": "数据权限是本部门，负责人周雨桐在华东销售一部"
    }
    assert await rules(await actor("other"), ACCOUNT, account, "update") == {}


async def test_a_place_in_the_team_says_which(company: Company, account: Account):
    await share(account, company.rep, company.south)
    await collaborate(account, company.rep, company.other, powers=("edit", "filing"))
    assert await rules(company.south, ACCOUNT, account) == {"team": "共享跟进人，只看和跟进"}
    assert await rules(company.other, ACCOUNT, account, "update") == {"team": "协作人：修改资料、协助归档"}
    assert await rules(company.south, ACCOUNT, account, "update") == {}


async def test_an_open_pool_says_which_group(company: Company):
    group = await PoolGroup.create(name="华南公海", pool_of="account", details=True, everyone=True, active=True)
    account = await Account.create(name="汇筑", pool_group_id=group.id, pool_state="unclaimed")
    assert "「华南公海」" in (await rules(await actor("south"), ACCOUNT, account))["pool"]


async def test_a_child_says_which_parent_opens_it_and_why_that_is_open(company: Company, account: Account):
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=account.id)
    activity = await new(company.rep, ACTIVITY, content="电话", contact=contact.id)
    await share(account, company.rep, company.south)
    name = "客户「苏州汇筑科技有限公司」：团队，共享跟进人，只看和跟进"
    assert await rules(company.south, CONTACT, contact) == {"parent": name}
    assert (await rules(company.south, ACTIVITY, activity))["parent"] in (name, f"联系人「林嘉禾」：上级记录，{name}")
    assert await rules(company.south, MEMBER, company.rep) == {"public": "成员对所有成员公开"}


async def test_a_contact_says_which_further_company_opens_it(company: Company, account: Account):
    elsewhere = await new(company.south, ACCOUNT, name="湛石建材有限公司")
    contact = await new(company.rep, CONTACT, name="林嘉禾", account=account.id)
    assert await rules(company.south, CONTACT, contact) == {}
    await collaborate(elsewhere, company.south, company.rep, powers=("contacts",))
    await new(company.rep, CONTACT_COMPANY, contact=contact.id, account=elsewhere.id, title="董事")
    name = "任职公司「湛石建材有限公司」：负责人，他就是负责人"
    assert await rules(company.south, CONTACT, contact) == {"way": name}
    assert await rules(company.south, CONTACT, contact, "update") == {}
    activity = await new(company.rep, ACTIVITY, content="电话", contact=contact.id)
    assert await rules(company.south, ACTIVITY, activity) == {"parent": f"联系人「林嘉禾」：关联记录，{name}"}


async def test_what_is_missing_is_told_for_every_rule(company: Company, account: Account):
    _, denied = await why(company.south, ACCOUNT, account)
    assert [said.rule for said in denied] == ["owner", "superior", "team", "pool", "parent"]
    nothing = Actor(**{**company.rep.__dict__, "reaches": {("account", "read"): "none"}})
    assert [said.rule for said in (await why(nothing, ACCOUNT, account))[1]] == ["role"]
    account.deleted_at = clock.now()
    assert [said.rule for said in (await why(company.boss, ACCOUNT, account))[1]] == ["bin"]


async def test_what_stands_with_a_customer_says_whose_customer_it_is(company: Company, account: Account):
    await share(account, company.rep, company.other, can_edit=True)
    opportunity = await new(company.other, OPPORTUNITY, name="续约", account=account.id)
    await collaborate(account, company.rep, company.south, powers=("mutual",))
    name = "客户「苏州汇筑科技有限公司」"
    assert await rules(company.rep, OPPORTUNITY, opportunity) == {
        "account_owner": f"他负责{name}，可以看客户名下的商机"
    }
    assert await rules(company.south, OPPORTUNITY, opportunity) == {"mutual": f"他是{name}的协作人，和负责人互相可见"}
    assert await rules(company.rep, OPPORTUNITY, opportunity, "update") == {}
    assert await rules(company.south, OPPORTUNITY, opportunity, "update") == {}


@pytest.fixture(params=[1, 2, 3])
async def generated(request: pytest.FixtureRequest, company: Company) -> dict[str, list[int]]:
    """A company with rows of everything, tied to each other and to people at random; ids by object."""
    dice = random.Random(request.param)
    people = [getattr(company, name).id for name in PEOPLE]
    groups = [
        await PoolGroup.create(name=f"组{n}", pool_of=of, details=n % 2 == 0, everyone=n == 2, active=True)
        for n, of in enumerate(("lead", "lead", "account", "account"))
    ]
    for group in groups:
        for member_id in dice.sample(people, 2):
            await PoolMember.create(group=group, member_id=member_id, admin=dice.random() < 0.4)
    await _roles(dice, people)
    ids: dict[str, list[int]] = {}
    tops: list[tuple[ObjectDef, Any]] = [(LEAD, Lead), (ACCOUNT, Account)]
    for definition, model in tops:
        ids[definition.key] = [await _top(dice, model, definition, people, groups) for _ in range(6)]
    kinds: list[tuple[ObjectDef, Any]] = [
        (CONTACT, Contact), (CONTACT_COMPANY, ContactCompany), (INVOICE_PROFILE, InvoiceProfile),
        (OPPORTUNITY, Opportunity), (OPPORTUNITY_LINE, OpportunityLine), (PROPOSAL, Proposal), (ACTIVITY, Activity),
        (ATTACHMENT, Attachment),
    ]  # fmt: skip
    product = await Product.create(name="备份")
    must = {"opportunity": await first_stage(), "opportunity_line": {"product_id": product.id}}
    for definition, model in kinds:
        ids[definition.key] = []
        for n in range(6):
            places = {
                f"{key}_id": dice.choice(ids[key])
                for key in definition.above
                if key in ids and (_needed(definition, key) or dice.random() < 0.6)
            }
            owner = {"owner_id": dice.choice([*people, None])} if definition.owned else {}
            values = {definition.title: f"v{n}", **must.get(definition.key, {}), **owner, **places}
            row = await model.create(**values, deleted_at=_bin(dice))
            ids[definition.key].append(row.id)
            if definition.shared:
                await _team(dice, definition, row, people)
    return ids


def _needed(definition: ObjectDef, parent: str) -> bool:
    """Whatever is in the matrix of opportunities stands somewhere."""
    return definition.faces[parent].required and parent in ("account", "opportunity")


async def _roles(dice: random.Random, people: list[int]) -> None:
    for n in range(3):
        role = await Role.create(name=f"角色{n}", key=f"r{n}")
        for key in ("lead", "account", "contact", "activity", "*"):
            verb, reach = dice.choice(["read", "update"]), dice.choice(["none", "own", "team", "department", "all"])
            await RoleGrant.create(role=role, object=key, verb=verb, reach=reach)
        await MemberRole.create(role=role, member_id=people[n + 2])


def _bin(dice: random.Random) -> Any:
    return clock.now() if dice.random() < 0.15 else None


async def _top(dice: random.Random, model: Any, definition: ObjectDef, people: list[int], groups: list[Any]) -> int:
    group = dice.choice([None, *[one.id for one in groups if one.pool_of == definition.key]])
    owner = dice.choice([*people, None])
    state = ("unclaimed" if owner is None else "claimed") if group else "private"
    if state == "private" and owner is None:
        owner = people[2]
    row = await model.create(name="v", owner_id=owner, pool_group_id=group, pool_state=state, deleted_at=_bin(dice))
    await _team(dice, definition, row, people)
    return int(row.id)


async def _team(dice: random.Random, definition: ObjectDef, row: Any, people: list[int]) -> None:
    for member_id in dice.sample([one for one in people if one != row.owner_id], 2):
        powers = dice.sample(ORDER, dice.randrange(1, 4)) if dice.random() < 0.5 else []
        await TeamMember.create(
            object=definition.key,
            record_id=row.id,
            member_id=member_id,
            kind="collaborator" if powers else "follower",
            can_edit="edit" in powers if powers else dice.random() < 0.5,
            powers=powers,
            added_at=clock.now(),
        )


@pytest.mark.parametrize("verb", ["read", "update", "assign"])
async def test_the_rules_say_what_visibility_says(verb: str, generated: dict[str, list[int]], company: Company):
    answers = {True: 0, False: 0}
    for name in PEOPLE:
        who = await actor(name)
        for key, ids in generated.items():
            definition = objects()[key]
            visible = await visible_ids(who, definition, ids, verb)
            for record in await definition.model.filter(id__in=ids):
                because, _ = await why(who, definition, record, verb)
                assert bool(because) is (record.id in visible), (name, key, record.id, because)
                answers[bool(because)] += 1
    assert min(answers.values()) > 20
