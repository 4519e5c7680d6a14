"""Fields from lines of text, without any picture: layouts, labels, languages, misreadings."""

import numpy as np
import pytest

from ocr.card import read_card
from ocr.lines import Line


def line(text: str, left: float, top: float, height: float = 30, score: float = 0.99) -> Line:
    """A line of text at a place, as wide as its letters are."""
    width = height * sum(0.55 if letter.isascii() else 1.0 for letter in text)
    right, bottom = left + width, top + height
    box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return Line(text, score, score, box, left, top, right, bottom)


def fields(*lines: Line) -> dict[str, list[str]]:
    card = read_card(sorted(lines, key=lambda one: (one.top, one.left)), 1.0)
    return {name: [value.value for value in values] for name, values in card.fields.items()}


def column(*texts: str, left: float = 80, top: float = 60) -> list[Line]:
    return [line(text, left, top + 60 * index) for index, text in enumerate(texts)]


def test_a_plain_chinese_card() -> None:
    assert fields(
        line("湖州澄明光电科技有限公司", 80, 60, 44),
        line("闻人雪", 80, 200, 80),
        line("华东大区 销售总监", 400, 230),
        *column(
            "手机：138 0013 8000",
            "电话：0572-2345678-8012",
            "传真：(0572)2345679",
            "邮箱：wenrenxue@chengming.com.cn",
            "网址：www.chengming.com.cn",
            "地址：浙江省湖州市吴兴区湖东路88号时代广场A座1203室 313000",
            top=360,
        ),
    ) == {
        "name": ["闻人雪"],
        "company": ["湖州澄明光电科技有限公司"],
        "department": ["华东大区"],
        "title": ["销售总监"],
        "mobile": ["138 0013 8000"],
        "phone": ["0572-2345678-8012"],
        "fax": ["(0572)2345679"],
        "email": ["wenrenxue@chengming.com.cn"],
        "website": ["www.chengming.com.cn"],
        "address": ["浙江省湖州市吴兴区湖东路88号时代广场A座1203室"],
        "postcode": ["313000"],
    }


def test_a_bilingual_card_keeps_both_languages_apart() -> None:
    found = fields(
        line("宁德启岸物流有限公司", 80, 60, 44),
        line("Ningde Qi'an Logistics Co., Ltd.", 80, 120, 26),
        line("钭思齐", 80, 220, 70),
        line("Siqi Tou", 360, 240, 36),
        line("总经理", 80, 320),
        line("General Manager", 360, 320, 26),
        line("地址：福建省宁德市蕉城区天湖东路9号", 80, 440),
        line("Add: No.9 East Tianhu Road, Jiaocheng District, Ningde, China", 80, 500),
    )
    assert (found["name"], found["name_en"]) == (["钭思齐"], ["Siqi Tou"])
    assert (found["company"], found["company_en"]) == (["宁德启岸物流有限公司"], ["Ningde Qi'an Logistics Co., Ltd."])
    assert (found["title"], found["title_en"]) == (["总经理"], ["General Manager"])
    assert found["address_en"] == ["No.9 East Tianhu Road, Jiaocheng District, Ningde, China"]


def test_an_english_card_uses_the_plain_fields() -> None:
    found = fields(
        line("Ingrid Solberg", 80, 60, 60),
        line("Head of Procurement", 80, 150),
        line("Fjordline Marine AS", 80, 240, 40),
        *column(
            "T +47 22 33 44 55", "M +47 912 34 567", "E ingrid.solberg@fjordline.no", "W www.fjordline.no", top=330
        ),
    )
    assert found == {
        "name": ["Ingrid Solberg"],
        "title": ["Head of Procurement"],
        "company": ["Fjordline Marine AS"],
        "phone": ["+47 22 33 44 55"],
        "mobile": ["+47 912 34 567"],
        "email": ["ingrid.solberg@fjordline.no"],
        "website": ["www.fjordline.no"],
    }


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Mob.: 13912345678", "mobile", "13912345678"),
        ("M|139 1234 5678", "mobile", "139 1234 5678"),
        ("移动电话+86-13912345678", "mobile", "+86-13912345678"),
        ("手 机：(86)13912345678", "mobile", "(86)13912345678"),
        ("Cell 139-1234-5678", "mobile", "139-1234-5678"),
        ("直线：0755-2613 4567", "phone", "0755-2613 4567"),
        ("总机 0755 26134567 转 801", "phone", "0755 26134567 转 801"),
        ("售后服务热线：400-820-1234", "phone", "400-820-1234"),
        ("T: +86 (21) 5888-6666", "phone", "+86 (21) 5888-6666"),
        ("Te1：021-58886666", "phone", "021-58886666"),
        ("图文传真：021-58886667", "fax", "021-58886667"),
        ("Emai1: someone@firm.com", "email", "someone@firm.com"),
        ("电子邮箱:some.one@firm,com", "email", "some.one@firm.com"),
        ("微信：sunny_day88", "wechat", "sunny_day88"),
        ("微信号 wx20740741", "wechat", "wx20740741"),
        ("QQ号|49431937", "qq", "49431937"),
        ("Http: www.firm.com.cn", "website", "www.firm.com.cn"),
        ("公司网址 firm.cn", "website", "firm.cn"),
        ("邮政编码：518000", "postcode", "518000"),
        ("P.C.200182", "postcode", "200182"),
        ("ADD|青岛市市南区迎宾大道536号1121室", "address", "青岛市市南区迎宾大道536号1121室"),
    ],
)
def test_labels_of_many_kinds(text: str, field: str, value: str) -> None:
    assert fields(line(text, 80, 60)) == {field: [value]}


def test_values_without_labels_are_told_by_their_form() -> None:
    assert fields(*column("189 5468 7653", "0512-41950359", "lei@orchard.cn", "https://orchard.cn")) == {
        "mobile": ["189 5468 7653"],
        "phone": ["0512-41950359"],
        "email": ["lei@orchard.cn"],
        "website": ["https://orchard.cn"],
    }


def test_labels_in_a_column_belong_to_the_values_beside_them() -> None:
    assert fields(
        *column("手机", "微信", "地址"),
        *column("13912345678", "sunny_day88", "苏州市吴中区东方大道1号", left=260),
    ) == {"mobile": ["13912345678"], "wechat": ["sunny_day88"], "address": ["苏州市吴中区东方大道1号"]}


def test_one_line_may_hold_several_values() -> None:
    assert fields(line("电话/传真：021-58886666  手机：13912345678 / 18612345678", 80, 60)) == {
        "phone": ["021-58886666"],
        "fax": ["021-58886666"],
        "mobile": ["13912345678", "18612345678"],
    }


def test_wrapped_lines_are_joined() -> None:
    found = fields(
        line("昆山和谐嘉业精密机械制造有", 80, 60, 40),
        line("限公司", 80, 116, 40),
        line("地址：江苏省昆山市开发区前进中路100号国际", 80, 300),
        line("大厦1608室", 170, 342),
    )
    assert found["company"] == ["昆山和谐嘉业精密机械制造有限公司"]
    assert found["address"] == ["江苏省昆山市开发区前进中路100号国际大厦1608室"]


def test_letters_set_far_apart_are_one_name() -> None:
    assert fields(line("单", 80, 60, 70), line("立", 220, 60, 70), line("群", 360, 60, 70), line("总经理", 80, 200))[
        "name"
    ] == ["单立群"]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("市场部 项目经理", {"department": ["市场部"], "title": ["项目经理"]}),
        ("人力资源部客户经理", {"department": ["人力资源部"], "title": ["客户经理"]}),
        ("销售部经理", {"title": ["销售部经理"]}),
        ("市场总监董事长", {"title": ["市场总监", "董事长"]}),
        ("董事长助理", {"title": ["董事长助理"]}),
        ("主任工程师", {"title": ["主任工程师"]}),
        ("Sales Dept., Sales Manager", {"department": ["Sales Dept."], "title": ["Sales Manager"]}),
        ("Project Manager CTO", {"title": ["Project Manager", "CTO"]}),
    ],
)
def test_departments_and_titles_are_told_apart(text: str, posts: dict[str, list[str]]) -> None:
    assert fields(line(text, 80, 60)) == posts


def test_a_mailbox_is_mended_by_the_name_it_spells() -> None:
    found = fields(line("林磊", 80, 60, 70), line("邮箱：1inlei64@firm.com", 80, 200), line("微信：1in-lei60", 80, 260))
    assert (found["email"], found["wechat"]) == (["linlei64@firm.com"], ["lin-lei60"])


def test_a_misread_at_sign_is_mended_by_the_web_site() -> None:
    found = fields(line("E-mail：tina.huoacmecn.com", 80, 60), line("网址：www.acmecn.com", 80, 120))
    assert (found["email"], found["website"]) == (["tina.hu@acmecn.com"], ["www.acmecn.com"])


def test_slogans_and_services_are_no_fields() -> None:
    card = read_card(column("专业成就价值", "主营：阀门 管件 法兰", "微信扫一扫"), 1.0)
    assert card.fields == {}
    assert "专业成就价值" in card.other


def test_stray_traditional_letters_on_a_simplified_card_are_misreadings() -> None:
    found = fields(
        line("郭霞強", 80, 60, 70),
        line("瑞源建筑工程有限公司", 80, 160),
        line("地址：苏州市吴中区东方大道1号", 80, 240),
    )
    assert found["name"] == ["郭霞强"]


def test_a_traditional_card_stays_traditional() -> None:
    found = fields(line("鄧麗華", 80, 60, 70), line("總經理", 80, 160), line("寶華實業股份有限公司", 80, 240))
    assert (found["name"], found["title"], found["company"]) == (["鄧麗華"], ["總經理"], ["寶華實業股份有限公司"])


def test_a_blurred_line_gives_a_doubtful_value() -> None:
    card = read_card([line("手机：13912345678", 80, 60, score=0.7)], 1.0)
    assert card.fields["mobile"][0].doubtful


def test_boxes_are_given_in_pixels_of_the_original() -> None:
    card = read_card([line("Tel: 021-58886666", 100, 60)], 2.0)
    left, right = card.fields["phone"][0].box[0][0], card.fields["phone"][0].box[1][0]
    assert 200 < left < right <= 762
