"""Which columns fill which fields: by our own headers, by other people's words, by what a member may fill."""

from typing import Any

import pytest

from core.actor import SYSTEM
from core.errors import Invalid
from core.importing.columns import chosen, guess, targets
from core.importing.headers import ERROR_COLUMN, is_exmail
from core.importing.template import template
from core.objects import custom
from core.objects.custom import add_field
from core.objects.definition import ObjectDef
from core.objects.fields import Face
from core.objects.registry import object_named
from core.work import work
from tests.conftest import Company
from tests.objects.making import creatable, narrowed

LEAD, ACCOUNT, CONTACT = (object_named(key) for key in ("lead", "account", "contact"))


def guessed(definition: ObjectDef, *headers: str) -> dict[str, str]:
    """By header, the key of the guessed field."""
    found = guess(headers, targets(SYSTEM, definition))
    return {headers[index]: key for index, key in found.items()}


@creatable
def test_every_header_of_a_template_finds_its_own_field(definition: ObjectDef) -> None:
    fields = [target for target in targets(SYSTEM, definition) if target.writable]
    headers = template(SYSTEM, definition).headers
    assert list(guess(headers, fields).values()) == [field.key for field in fields]


@pytest.mark.feature("XS-CPOOL-003")
def test_the_prefixes_of_customer_and_contact_columns_are_understood() -> None:
    assert guessed(
        ACCOUNT,
        "[客]客户名称",
        "[客]公海池分组",
        "[客]负责人",
        "[客]邮箱",
        "[联]姓名",
        "[联]手机",
        "[联]邮箱",
        "【联】电话",
        "[客]电话",
    ) == {
        "[客]客户名称": "name",
        "[客]公海池分组": "pool_group",
        "[客]负责人": "owner",
        "[客]邮箱": "email",
        "[联]姓名": "contact.name",
        "[联]手机": "contact.mobile",
        "[联]邮箱": "contact.email",
        "【联】电话": "contact.phone",
        "[客]电话": "phone",
    }
    assert guessed(ACCOUNT, "客户名称", "客户所有人", "公海池分组") == {
        "客户名称": "name",
        "客户所有人": "owner",
        "公海池分组": "pool_group",
    }


def test_other_words_width_case_and_marks_do_not_matter() -> None:
    assert guessed(
        LEAD, "＊姓名(必填)", "公司全称", "手机号码", "E-Mail", "职 位", "跟进人", "线索状态", "微信号", "ＱＱ号"
    ) == {
        "＊姓名(必填)": "name",
        "公司全称": "company",
        "手机号码": "mobile",
        "E-Mail": "email",
        "职 位": "title",
        "跟进人": "owner",
        "线索状态": "status",
        "微信号": "wechat",
        "ＱＱ号": "qq",
    }
    assert guessed(ACCOUNT, "公司名称", "联系人", "联系人手机", "客户电话", "税号") == {
        "公司名称": "name",
        "联系人": "contact.name",
        "联系人手机": "contact.mobile",
        "客户电话": "phone",
        "税号": "credit_code",
    }
    assert guessed(CONTACT, "姓名", "所属公司", "移动电话", "是否主联系人") == {
        "姓名": "name",
        "所属公司": "account",
        "移动电话": "mobile",
        "是否主联系人": "main",
    }


def test_our_own_words_win_and_no_field_is_filled_twice() -> None:
    assert guessed(LEAD, "联系人", "姓名", "手机", "手机") == {"姓名": "name", "手机": "mobile"}
    assert guess(["手机", "手机"], targets(SYSTEM, LEAD)) == {0: "mobile"}


def test_only_the_system_number_means_our_records() -> None:
    assert guessed(LEAD, "系统编号", "姓名") == {"系统编号": "id", "姓名": "name"}
    assert guessed(ACCOUNT, "编号", "客户编号", "ID", "序号", "客户名称") == {"客户名称": "name"}


@pytest.mark.feature("XS-LPOOL-010")
def test_the_column_of_reasons_is_left_out_when_a_file_comes_again() -> None:
    assert guessed(LEAD, "姓名", ERROR_COLUMN) == {"姓名": "name"}


@pytest.mark.feature("WN-LEAD-006", "WN-CUST-010")
@pytest.mark.parametrize(
    "headers",
    [
        ["姓名", "邮件地址", "移动电话", "电话", "公司", "职务", "备注"],
        ["昵称", "邮箱", "手机", "公司", "备注", "分组"],
        ["姓", "名", "电子邮件地址", "商务电话", "移动电话", "单位", "职务", "附注"],
        [
            "First Name",
            "Last Name",
            "E-mail Address",
            "Mobile Phone",
            "Business Phone",
            "Company",
            "Job Title",
            "Notes",
        ],
    ],
)
def test_the_address_book_of_a_mailbox_is_recognised(headers: list[str]) -> None:
    assert is_exmail(headers)
    lead, account = guessed(LEAD, *headers), guessed(ACCOUNT, *headers)
    assert {"email", "mobile", "company"} <= set(lead.values())
    assert "分组" not in lead
    assert {"contact.email", "contact.mobile", "name"} <= set(account.values())
    assert not {"email", "phone", "note"} & set(account.values())


def test_a_file_of_ours_is_no_address_book() -> None:
    assert not is_exmail(["姓名", "公司名称", "负责人", "状态", "手机", "邮箱"])
    assert not is_exmail(["客户名称", "行业", "城市", "电话"])
    assert not is_exmail(["姓名", "邮箱", "省份", "展位", "产品", "意向金额", "参展日期"])


async def test_hidden_and_locked_fields_are_no_columns(company: Company) -> None:
    hidden, locked = frozenset({("lead", "mobile"), ("contact", "email")}), frozenset({("lead", "level")})
    actor = narrowed(company.rep, hidden=hidden, readonly=locked)
    keys = {target.key for target in targets(actor, LEAD)}
    assert not keys & {"mobile", "level", "last_follow_at", "converted_by", "created_at", "frozen"}
    assert {"id", "name", "pool_group", "owner"} <= keys
    assert "contact.email" not in {target.key for target in targets(actor, ACCOUNT)}


async def test_who_may_not_create_contacts_brings_none_along(company: Company) -> None:
    actor = narrowed(company.rep, reaches={("contact", "create"): "none"})
    assert not [target.key for target in targets(actor, ACCOUNT) if "." in target.key]


@pytest.mark.feature("XS-LEAD-002", "XS-CPOOL-004")
async def test_fields_that_the_company_added_are_columns(company: Company) -> None:
    async with work():
        await add_field("lead", "booth", Face("展位号", "text", max_length=20))
    await custom.load()
    assert guessed(LEAD, "姓名", "展位号") == {"姓名": "name", "展位号": "booth"}
    assert "展位号" in template(company.rep, LEAD).headers


HEADERS = ["姓名", "手机", "手机"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (None, {0: "name", 1: "mobile"}),
        ({}, {0: "name", 1: "mobile"}),
        ({"0": "name", "2": "mobile", "1": None}, {0: "name", 2: "mobile"}),
        ({"姓名": "name", "手机": "phone"}, {0: "name", 1: "phone"}),
        ({"0": "note"}, {0: "note"}),
    ],
)
def test_a_mapping_is_by_column_or_by_header(given: Any, found: dict[int, str]) -> None:
    assert chosen(given, HEADERS, targets(SYSTEM, LEAD)) == found


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"0": "frozen"}, "没有「frozen」这个字段，或你不能填它"),
        ({"0": 7}, "没有「7」这个字段，或你不能填它"),
        ({"0": "mobile", "1": "mobile"}, "有两列都对应了「手机」，只留一列"),
        ({"地址": "address"}, "文件里没有「地址」这一列"),
        ({"3": "name"}, "文件里没有「3」这一列"),
        ({"0": None, "1": ""}, "没有一列对应到字段，先选好每一列是什么"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(given: Any, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        chosen(given, HEADERS, targets(SYSTEM, LEAD))
    assert refused.value.fields == {"mapping": sentence}
