"""Templates: the chosen fields of an object as headers, with what helps to fill them in."""

import zipfile
from pathlib import Path

import pytest

from core.actor import SYSTEM
from core.errors import Invalid
from core.importing.columns import guess, targets
from core.importing.template import template
from core.objects import custom
from core.objects.field_settings import FieldSetting
from core.objects.registry import object_named
from core.sheets.opening import open_sheet
from core.sheets.writing import KINDS, FileKind
from core.work import work
from tests.conftest import Company
from tests.objects.making import narrowed

LEAD, ACCOUNT, CONTACT = (object_named(key) for key in ("lead", "account", "contact"))


@pytest.mark.feature("AR-IMP-004")
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_the_chosen_columns_in_the_chosen_order_and_no_rows(tmp_path: Path, kind: FileKind) -> None:
    template(SYSTEM, LEAD, ["company", "name", "mobile", "name"]).write(tmp_path / f"t.{kind}", kind)
    sheet = open_sheet(tmp_path / f"t.{kind}")
    assert (sheet.headers, sheet.height) == (["公司名称", "姓名", "手机"], 0)
    assert list(guess(sheet.headers, targets(SYSTEM, LEAD)).values()) == ["company", "name", "mobile"]


@pytest.mark.feature("AR-IMP-005")
def test_a_template_of_customers_holds_contacts_only_where_their_fields_are_ticked() -> None:
    assert template(SYSTEM, ACCOUNT, ["name", "phone"]).headers == ["客户名称", "电话"]
    assert template(SYSTEM, ACCOUNT, ["name", "contact.name"]).headers == ["客户名称", "联系人·姓名"]
    assert "所属客户" in template(SYSTEM, CONTACT).headers


def test_the_number_of_a_record_is_a_column_only_when_it_is_chosen() -> None:
    assert "系统编号" not in template(SYSTEM, LEAD).headers
    assert template(SYSTEM, LEAD, ["id", "name"]).headers == ["系统编号", "姓名"]


def test_options_are_offered_and_telephone_numbers_stay_as_they_are_typed(tmp_path: Path) -> None:
    found = template(SYSTEM, ACCOUNT, ["name", "industry", "phone", "contact.main", "lat"])
    assert found.form.choices == {
        1: ["制造", "软件与信息技术", "贸易零售", "建筑工程", "物流", "医疗健康", "教育", "金融", "其他"],
        3: ["是", "否"],
    }
    assert found.form.texts == {0, 1, 2}
    found.write(tmp_path / "t.xlsx", "xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'sqref="B2:B10001"' in xml
    assert "制造,软件与信息技术" in xml


def test_the_notes_say_what_each_column_takes_and_which_must_be_filled() -> None:
    notes = template(
        SYSTEM, LEAD, ["name", "company", "status", "owner", "next_follow_at"], required=["company"]
    ).form.notes
    by_label = {line[0]: line[1:] for line in notes if len(line) == 3}
    assert by_label["姓名"] == ["必填", "文字，最多 100 字"]
    assert by_label["公司名称"] == ["必填", "文字，最多 200 字"]
    assert by_label["跟进状态"] == ["", "只填一个：未处理、已联系、已关闭"]
    assert by_label["负责人"] == ["", "成员姓名，和通讯录一致；重名时写成 姓名(账号)"]
    assert by_label["下次跟进"] == ["", "时间，例如 2026-01-05 10:30"]
    assert any("列名不要改" in line[0] for line in notes)


def test_the_name_of_a_contact_is_only_asked_for_where_a_row_has_one() -> None:
    notes = template(SYSTEM, ACCOUNT, ["name", "contact.name"]).form.notes
    assert notes[2][:2] == ["联系人·姓名", "有联系人时必填"]


async def test_the_template_follows_what_the_company_set(company: Company) -> None:
    async with work():
        await FieldSetting.create(
            object="lead",
            field="source",
            required=True,
            options=[
                {"value": "card", "label": "名片"},
                {"value": "fair", "label": "展会"},
                {"value": "old", "label": "旧的", "retired": True},
            ],
        )
    await custom.load()
    found = template(company.rep, LEAD, ["source"])
    assert found.form.choices == {0: ["名片", "展会"]}
    assert found.form.notes[1] == ["来源", "必填", "只填一个：名片、展会"]


async def test_fields_that_a_member_may_not_fill_are_not_offered(company: Company) -> None:
    actor = narrowed(company.rep, hidden=frozenset({("lead", "mobile")}))
    assert "手机" not in template(actor, LEAD).headers
    for fields in (["mobile"], ["frozen"], ["created_at"], ["x" * 200]):
        with pytest.raises(Invalid) as refused:
            template(actor, LEAD, fields)
        assert refused.value.fields["fields"].endswith("这个字段，或你不能填它")
