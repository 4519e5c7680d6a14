import pytest

from core.text.similar import company_similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州汇筑科技有限公司", "汇筑科技（杭州）有限公司"),
        ("汇筑科技", "汇筑软件有限公司"),
        ("汇筑科技", "惠筑科技"),
        ("汇筑科技有限公司", "汇筑精密科技有限公司"),
        ("腾飞", "腾飞达科技"),
        ("Huizhu Tech Ltd", "Huizhu Technology Co., Ltd."),
        ("深圳市华辰智能装备有限公司", "深圳华晨智能装备有限公司"),
        ("深圳市华辰智能装备有限公司", "深圳华辰装备有限公司"),
    ],
)
def test_what_may_be_one_company_is_worth_a_hint(one: str, other: str) -> None:
    assert 0.75 <= company_similarity(one, other) <= 1
    assert company_similarity(one, other) == pytest.approx(company_similarity(other, one), abs=0.1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("汇筑科技", "汇丰科技"),
        ("汇筑科技", "腾飞网络"),
        ("北京银行", "上海银行"),
        ("小米科技", "大米科技"),
        ("杭州科技有限公司", "杭州贸易有限公司"),
        ("中国移动", "中国电信"),
        ("汇筑科技", ""),
    ],
)
def test_what_only_shares_general_words_is_not(one: str, other: str) -> None:
    assert company_similarity(one, other) < 0.5


def test_the_same_name_is_fully_alike() -> None:
    assert company_similarity("滙築科技 有限公司", "汇筑科技有限公司") == 1
