"""Real-life spellings of company names (企业名称写法): which are one customer, and which are not."""

import pytest

from core.text.company import company_exact, company_key
from core.text.similar import company_similarity

ONE_CUSTOMER = """
汇筑（杭州）科技有限公司 = 杭州汇筑科技有限公司
汇筑(杭州)科技 = 汇筑科技
杭州汇筑科技有限公司 = 杭州市汇筑科技有限责任公司
浙江汇筑科技股份有限公司 = 汇筑科技（浙江）股份有限公司
臺灣積體電路製造股份有限公司 = 台湾积体电路制造股份有限公司
ＡＢＣ科技有限公司 = abc科技有限公司
ＨＵＡＷＥＩ技术有限公司 = Huawei技术有限公司
汇筑科技集团有限公司 = 汇筑科技（集团）有限公司
汇筑集团股份有限公司 = 汇筑集团
汇筑控股集团有限公司 = 汇筑控股有限公司
汇筑科技有限公司（曾用名：汇筑软件有限公司） = 汇筑科技有限公司
汇筑科技有限公司（原名：杭州汇筑软件有限公司） = 汇筑科技
汇筑科技有限公司（原杭州汇筑软件） = 汇筑科技有限公司
汇筑科技有限公司【筹】 = 汇筑科技有限公司
汇筑科技有限公司（个人独资） = 汇筑科技有限公司
汇筑科技合伙企业（有限合伙） = 汇筑科技合伙企业
汇筑管理咨询合伙企业(有限合伙) = 汇筑管理咨询（有限合伙）
中国汇筑科技有限公司 = 汇筑科技（中国）有限公司
北京市海淀区汇筑科技有限公司 = 汇筑科技（北京）有限公司
浙江省杭州市余杭区汇筑科技有限公司 = 杭州汇筑科技有限公司
上海浦东汇筑科技有限公司 = 上海汇筑科技有限公司
广西壮族自治区汇筑科技有限公司 = 广西汇筑科技有限公司
内蒙古自治区呼和浩特市汇筑乳业 = 内蒙古汇筑乳业有限公司
香港汇筑有限公司 = 汇筑（香港）有限公司
汇筑科技（HK）有限公司 = 汇筑科技有限公司
汇筑科技(Hangzhou)有限公司 = 汇筑科技有限公司
汇 筑 科 技 有 限 公 司 = 汇筑科技有限公司
汇筑科技 有限公司。 = 汇筑科技有限公司
“汇筑”科技有限公司 = 汇筑科技有限公司
汇筑・科技有限公司 = 汇筑科技有限公司
汇筑科技有限公司　 = 汇筑科技有限公司
汇筑科技有限公司（总部） = 汇筑科技有限公司
Huizhu Technology Co., Ltd. = HUIZHU TECHNOLOGY CO LTD
Huizhu Technology (Hangzhou) Co., Ltd. = Hangzhou Huizhu Technology Co., Ltd
Huizhu Technology Company Limited = Huizhu Technology Co.,Ltd
Ｈｕｉｚｈｕ Technology Ltd = huizhu technology
Huizhu Technology Inc. = Huizhu Technology, Inc
Huizhu Technology L.L.C. = Huizhu Technology LLC
Müller Maschinenbau GmbH = Muller Maschinenbau
Siemens AG = SIEMENS
Johnson & Johnson = Johnson and Johnson
Procter & Gamble Co. = Procter and Gamble
Samsung Electronics Co., Ltd. = SAMSUNG ELECTRONICS
Zhejiang Huizhu Technology Group Co., Ltd. = Huizhu Technology Group
株式会社日立製作所 = 日立製作所
深圳市华辰智能装备有限公司 = 深圳华辰智能装备有限公司
深圳市南山区华辰智能装备有限公司 = 深圳市华辰智能装备有限公司
苏州工业园区华辰装备有限公司 = 苏州华辰装备有限公司
西安高新区汇筑科技有限公司 = 西安汇筑科技有限公司
天津经济技术开发区汇筑科技有限公司 = 天津汇筑科技有限公司
天津滨海新区汇筑科技有限公司 = 天津汇筑科技有限公司
广州市天河区汇筑贸易有限公司 = 广州汇筑贸易有限公司
重庆两江新区汇筑科技有限公司 = 重庆汇筑科技有限公司
昆山市汇筑精密有限公司 = 昆山汇筑精密有限公司
汇筑科技发展（上海）有限公司 = 上海汇筑科技发展有限公司
汇筑科技有限公司(在业) = 汇筑科技有限公司
汇筑科技有限公司（存续） = 汇筑科技有限公司
汇筑科技公司 = 汇筑科技有限公司
杭州萧山汇筑科技有限公司 = 杭州汇筑科技有限公司
义乌市汇筑饰品厂 = 义乌汇筑饰品厂
"""

TWO_CUSTOMERS = """
汇筑科技有限公司上海分公司 = 汇筑科技有限公司
汇筑科技有限公司上海分公司 = 汇筑科技有限公司北京分公司
汇筑科技有限公司第一分公司 = 汇筑科技有限公司第二分公司
上海汇筑科技有限公司杭州分公司 = 上海汇筑科技有限公司
汇筑科技有限公司杭州办事处 = 汇筑科技有限公司
汇筑科技有限公司 = 汇筑软件有限公司
北京银行股份有限公司 = 上海银行股份有限公司
中国移动通信集团浙江有限公司 = 中国移动通信集团江苏有限公司
国网浙江省电力有限公司 = 国网江苏省电力有限公司
平安银行 = 平安保险
东方电气 = 东方航空
北京大学 = 南京大学
北京大学第一医院 = 北京大学第三医院
杭州第一中学 = 杭州第二中学
汇筑一号科技 = 汇筑二号科技
中国工商银行 = 中国农业银行
上海汽车集团 = 北京汽车集团
长城汽车 = 长安汽车
Huizhu Technology = Huizhu Logistics
Shanghai Bank = Beijing Bank
3M中国有限公司 = 3D中国有限公司
杭州西湖啤酒有限公司 = 北京海淀啤酒有限公司
广州白云山制药股份有限公司 = 杭州西湖山制药有限公司
"""


def pairs(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(" = ")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("one", "other"), pairs(ONE_CUSTOMER))
def test_two_spellings_of_one_customer_share_a_key(one: str, other: str) -> None:
    assert company_key(one) == company_key(other)
    assert company_similarity(one, other) > 0.95


@pytest.mark.parametrize(("one", "other"), pairs(TWO_CUSTOMERS))
def test_names_that_only_look_alike_have_keys_of_their_own(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)
    assert company_exact(one) != company_exact(other)


def test_a_short_form_of_a_place_is_a_hint_and_no_key() -> None:
    assert 0.75 <= company_similarity("臺灣積體電路製造股份有限公司", "台積體電路製造") < 0.95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("汇筑科技（杭州）有限公司", "滙築科技(杭州)　有限公司"),
        ("臺灣積體電路製造股份有限公司", "台湾积体电路制造股份有限公司"),
        ("ＡＢＣ科技有限公司", "abc 科技有限公司。"),
    ],
)
def test_writing_alone_does_not_make_another_legal_entity(one: str, other: str) -> None:
    assert company_exact(one) == company_exact(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("汇筑科技有限公司", "汇筑科技股份有限公司"),
        ("汇筑科技（杭州）有限公司", "汇筑科技（上海）有限公司"),
        ("汇筑科技有限公司", "汇筑科技有限公司上海分公司"),
    ],
)
def test_form_place_and_branch_make_another_legal_entity(one: str, other: str) -> None:
    assert company_exact(one) != company_exact(other)
