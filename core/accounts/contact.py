"""Contacts (联系人): the people of an account."""

from typing import Any

from core.accounts.birthdays import settle_next
from core.accounts.companies import main_is_no_further_one
from core.accounts.main_one import only_one_main
from core.actor import Actor
from core.behaviours.called import REACHED, Called, call_mark, columns_of, marked
from core.behaviours.doubted import Doubted
from core.behaviours.owned import Owned
from core.objects.definition import HardKey, Index, ObjectDef, SoftKey, Values, View, Way
from core.objects.fields import Option, choice, day, long_text, mailbox, reference, telephone, text, yes_no
from core.objects.record import Record
from core.objects.registry import definition_of, object_named
from core.objects.writing import write
from core.text.keys import mailbox_keys, mobile_keys, phone_keys, shared_mailbox_keys

DECISION_ROLES = (
    Option("decider", "决策人", "violet"),
    Option("influencer", "影响者", "blue"),
    Option("user", "使用者", "neutral"),
    Option("buyer", "采购", "teal"),
)
CATEGORIES = (
    Option("customer", "客户联系人", "blue"),
    Option("partner", "合作方", "teal"),
    Option("supplier", "供应商", "amber"),
    Option("other", "其他"),
)


class Contact(Doubted, Called, Owned, Record):
    name = text("姓名", required=True, searchable=True, sortable=True)
    account = reference("所属客户", "account", "Account", required=True)
    department = text("部门")
    title = text("职务")
    mobile = telephone("手机", searchable=True)
    phone = telephone("电话", searchable=True)
    email = mailbox("邮箱", searchable=True)
    wechat = text("微信", 64)
    qq = text("QQ", 20)
    address = text("地址", 300)
    main = yes_no("主联系人")
    category = choice("分类", CATEGORIES, default="customer")
    decision_role = choice("决策角色", DECISION_ROLES)
    birthday = day("生日")
    next_birthday = day("下次生日", readonly=True)
    note = long_text("备注")

    behaviour_settling = (settle_next,)
    behaviour_ways = (Way("contact_company", "contact", "account"),)

    class Meta:
        table = "contact"


async def mark(actor: Actor, contact: Any, values: Values) -> dict[str, Any]:
    """A call to a contact is a call to its account too: both show the mark, which is kept once."""
    told = await marked(actor, contact, values)
    account = await account_of(contact)
    if account is not None:
        await write(actor, definition_of(account), account, columns_of(values), "call_mark")
    return told


async def account_of(contact: Any) -> Any:
    """The contact's living account, held against other writers; None without one."""
    accounts = object_named("account").model.select_for_update()
    return await accounts.get_or_none(id=contact.account_id, deleted_at=None) if contact.account_id else None


CONTACT = ObjectDef(
    key="contact",
    label="联系人",
    model=Contact,
    title="name",
    subtitle=("account", "title"),
    tags=("category", "decision_role"),
    listed=("name", "account", "title", "mobile", "email", "owner", "updated_at"),
    common=("name", "account", "title", "mobile", "email", "main"),
    parents=("account",),
    actions=(call_mark(REACHED, mark),),
    after=(only_one_main, main_is_no_further_one),
    views=(
        View("all", "全部"),
        View("mine", "我的", {"field": "owner", "is": "me"}),
        View("birthdays", "近期生日", {"field": "next_birthday", "within": "next_n_days:30"}, "next_birthday"),
    ),
    person=True,
    hard_keys=(
        HardKey("mobile", "mobile", mobile_keys, also=("lead",)),
        HardKey("email", "email", mailbox_keys, also=("lead",)),
    ),
    soft_keys=(SoftKey("phone", "phone", phone_keys), SoftKey("email", "email", shared_mailbox_keys)),
    indexes=(
        Index(("name", "id"), where="deleted_at IS NULL"),
        Index(("next_birthday", "id"), where="deleted_at IS NULL AND next_birthday IS NOT NULL"),
        Index(("owner_id", "next_birthday", "id"), where="deleted_at IS NULL AND next_birthday IS NOT NULL"),
    ),
)
