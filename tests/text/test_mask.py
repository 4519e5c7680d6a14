import pytest

from core.text.mask import mask_company, mask_email, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [("林嘉禾", "林*禾"), ("林嘉", "林*"), ("林", "*"), ("欧阳嘉禾", "欧**禾"), ("Jiahe Lin", "J**** L**"), ("", "")],
)
def test_a_name_keeps_its_ends(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("杭州汇筑科技有限公司", "杭州****有限公司"),
        ("汇筑科技", "汇筑**"),
        ("汇筑有限公司", "汇*有限公司"),
        ("汇", "*"),
        ("公司", "公*"),
        ("", ""),
    ],
)
def test_a_company_keeps_its_beginning_and_legal_form(name: str, masked: str) -> None:
    assert mask_company(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13900002716", "139****2716"),
        ("+86 139 0000 2716", "139****2716"),
        ("0571-88886666", "0571****6666"),
        ("4008208820", "400****820"),
        ("95588", "***88"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_a_number_keeps_its_ends(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


def test_an_address_keeps_its_host() -> None:
    assert mask_email("lin.jiahe@huizhu.com") == "l***e@huizhu.com"
    assert mask_email("li@huizhu.com") == "l***@huizhu.com"
