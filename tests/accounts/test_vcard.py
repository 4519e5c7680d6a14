"""A contact as a vCard: what it says, how it is written, and what stays in a code that has little room."""

from core.accounts.vcard import Card, card_of, fitted
from tests.conftest import Company
from tests.leads import making
from tests.objects.making import narrowed, row

LONG = Card(
    name="名" * 100,
    company="公" * 200,
    title="职" * 100,
    department="部" * 100,
    mobiles=("13900002716", "13900002717"),
    emails=("lin@huizhu.example",),
    address="址" * 300,
    website="https://huizhu.example/" + "y" * 200,
)


async def test_a_card_says_who_it_is_where_they_work_and_how_to_reach_them(company: Company):
    account = await making.account(company.rep, website="https://huizhu.example", address="苏州市园区路1号")
    contact = await making.contact(
        company.rep, name="林嘉禾", account=account, department="采购部", title="总监", note="爱喝茶",
        mobile="13900002716; 13900002717", phone="0512-66880001", email="lin@huizhu.example, jia@huizhu.example",
    )  # fmt: skip
    assert (await card_of(company.rep, contact)).text.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:林嘉禾;;;;",
        "FN:林嘉禾",
        "ORG:苏州惠筑科技有限公司;采购部",
        "TITLE:总监",
        "ADR;TYPE=WORK:;;苏州市园区路1号;;;;",
        "URL:https://huizhu.example",
        "TEL;TYPE=CELL:13900002716",
        "TEL;TYPE=CELL:13900002717",
        "TEL;TYPE=WORK:0512-66880001",
        "EMAIL;TYPE=INTERNET:lin@huizhu.example",
        "EMAIL;TYPE=INTERNET:jia@huizhu.example",
        "END:VCARD",
        "",
    ]


async def test_a_card_holds_what_its_reader_sees_and_nothing_else(company: Company):
    account = await making.account(company.rep, website="https://huizhu.example", address="苏州市园区路1号")
    contact = await making.contact(company.rep, name="林嘉禾", account=account, mobile="13900002716", email="a@b.cn")
    hidden = frozenset({("contact", "mobile"), ("account", "website"), ("account", "name")})
    assert await card_of(narrowed(company.rep, hidden=hidden), contact) == Card(
        "林嘉禾", emails=("a@b.cn",), address="苏州市园区路1号"
    )
    own = await row(making.CONTACT, company.south, name="江予怀", account_id=account)
    assert await card_of(company.south, own) == Card("江予怀", "苏州惠筑科技有限公司")  # the customer does not open
    assert await card_of(narrowed(company.south, hidden=hidden), own) == Card("江予怀")
    nameless = narrowed(company.rep, hidden=frozenset({("contact", "name"), ("contact", "account")}))
    assert (await card_of(nameless, contact)).name == "联系人"


def test_special_signs_are_escaped_and_breaks_stay_in_their_line():
    text = Card("林,嘉;禾\\", company="甲;乙", address="一号\r\n二楼").text
    assert "FN:林\\,嘉\\;禾\\\\\r\n" in text and "ORG:甲\\;乙\r\n" in text and ";;一号\\n二楼;" in text


def test_long_lines_are_folded_between_characters():
    lines = LONG.text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])
    assert LONG.text.replace("\r\n ", "").split("\r\n")[3] == f"FN:{LONG.name}"


def test_a_small_code_leaves_out_the_least_needed_and_says_so():
    plain = Card("林嘉禾", "惠筑", "采购部", "总监", ("13900002716",), address="苏州市园区路1号" * 20)
    assert fitted(plain, 4000) == (plain, [])
    card, left_out = fitted(plain, 300)
    assert left_out == ["地址"] and card.department == "采购部" and card.address == ""
    card, left_out = fitted(LONG, 666)
    assert (card.name, card.mobiles, card.emails) == ("名" * 40, LONG.mobiles, LONG.emails)
    assert left_out == ["公司", "职务", "部门", "地址"] and len(card.text.encode()) <= 666
