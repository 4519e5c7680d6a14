import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.company import company_exact, company_key
from core.text.credit_code import check_character, credit_code
from core.text.people import person_key, without_title


@pytest.mark.parametrize(
    "name",
    [
        "汇筑科技",
        "杭州汇筑科技有限公司",
        "汇筑科技（杭州）有限公司",
        "汇筑科技(中国)股份有限公司",
        "浙江省杭州市西湖区汇筑科技有限责任公司",
        "滙築科技（杭州）股份有限公司",
        "汇筑科技集团",
        "汇筑科技(集团)股份有限公司",
        "汇筑科技集团有限公司（筹）",
        "汇筑科技有限公司（原汇筑软件）",
        " 汇 筑 · 科 技 ",
        "【汇筑科技】",
        "苏州工业园区汇筑科技有限公司",
        "汇筑科技中国有限公司",
    ],
)
def test_all_spellings_of_a_company_share_one_key(name: str) -> None:
    assert company_key(name) == "汇筑科技"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("北京银行", "北京银行"),
        ("上海银行股份有限公司", "上海银行"),
        ("中国移动", "中国移动"),
        ("杭州科技有限公司", "杭州科技"),
        ("杭州市场营销有限公司", "杭州市场营销"),
        ("东方电气股份有限公司", "东方电气"),
        ("东方市汇筑商贸", "汇筑商贸"),
        ("中山大学", "中山大学"),
        ("广西壮族自治区南宁市汇筑", "汇筑"),
        ("浦东新区汇筑", "汇筑"),
        ("3M中国有限公司", "3m"),
        ("株式会社トヨタ", "トヨタ"),
        ("汇筑建设集团有限公司第三分公司", "汇筑建设第三"),
        ("有限公司", "有限公司"),
        ("北京", "北京"),
        ("Huizhu Technology Co., Ltd.", "huizhutechnology"),
        ("HUIZHU TECHNOLOGY CO.,LTD", "huizhutechnology"),
        ("Shanghai Huizhu Technology (China) Co Ltd", "huizhutechnology"),
        ("Shanghai Bank Co., Ltd.", "shanghaibank"),
        ("The Huizhu Group", "huizhu"),
        ("A & B Inc.", "aandb"),
        ("Limited", "limited"),
        ("！！", "!!"),
    ],
)
def test_a_key_keeps_what_tells_companies_apart(name: str, key: str) -> None:
    assert company_key(name) == key


@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_no_company_name_has_an_empty_key(name: str) -> None:
    if company_exact(name):
        assert company_key(name)


@given(st.text("汇筑科技杭州北京市省有限公司集团股份（）() aB.,", max_size=20))
def test_a_company_key_is_its_own_key_up_to_legal_form(name: str) -> None:
    assert company_exact(company_key(name)) == company_key(name)


def test_the_exact_key_tells_sister_companies_apart() -> None:
    assert company_exact("汇筑科技（杭州）有限公司") == company_exact("滙築科技(杭州) 有限公司")
    assert company_exact("北京汇筑科技有限公司") != company_exact("上海汇筑科技有限公司")
    assert company_exact("") == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("91330100MA2XXXXX00", ""),
        ("", ""),
        ("91330100799655058C", ""),
        ("9133010079965505", ""),
        ("91330100I99655058B", ""),
    ],
)
def test_a_wrong_credit_code_is_no_key(written: str, code: str) -> None:
    assert credit_code(written) == code


@given(st.from_regex(r"91[0-9]{6}[0-9A-HJ-NP-RTUWXY]{9}", fullmatch=True))
def test_a_right_credit_code_is_read_in_any_spelling(first_17: str) -> None:
    code = first_17 + check_character(first_17)
    assert credit_code(f" {code[:8].lower()} {code[8:]}") == code
    wrong = code[:8] + ("A" if code[8] != "A" else "B") + code[9:]
    assert credit_code(wrong) == ""


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("林 嘉禾（采购）", "林嘉禾"),
        ("林嘉禾先生", "林嘉禾"),
        ("林嘉禾 Julia", "林嘉禾"),
        ("林嘉禾总经理", "林嘉禾"),
        ("葉嘉禾", "叶嘉禾"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("Lin, Jiahe", "jiahelin"),
        ("Jiahe LIN", "jiahelin"),
        ("张总", "张总"),
        ("张", "张"),
        ("", ""),
    ],
)
def test_spellings_of_a_person_share_one_key(written: str, key: str) -> None:
    assert person_key(written) == key


def test_a_form_of_address_is_told_from_a_word() -> None:
    assert [without_title(word) for word in ("张总", "李工", "林嘉禾经理", "欧阳总")] == ["张", "李", "林嘉禾", "欧阳"]
    assert [without_title(word) for word in ("施工", "手工", "汇筑总", "总", "王")] == [
        "施工",
        "手工",
        "汇筑总",
        "总",
        "王",
    ]
