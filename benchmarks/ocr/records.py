"""Invented people and companies for drawn cards (样本名片的内容)."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

Fields = dict[str, list[str]]

FAMILIES = (
    ("曾", "Zeng"),
    ("龚", "Gong"),
    ("欧阳", "Ouyang"),
    ("温", "Wen"),
    ("祝", "Zhu"),
    ("季", "Ji"),
    ("单", "Shan"),
    ("游", "You"),
    ("翟", "Zhai"),
    ("卓", "Zhuo"),
    ("诸葛", "Zhuge"),
    ("辛", "Xin"),
    ("麦", "Mai"),
    ("房", "Fang"),
    ("葛", "Ge"),
    ("蒲", "Pu"),
)
GIVEN = (
    ("立群", "Liqun"),
    ("思远", "Siyuan"),
    ("晓岚", "Xiaolan"),
    ("岩", "Yan"),
    ("嘉禾", "Jiahe"),
    ("子衿", "Zijin"),
    ("沛然", "Peiran"),
    ("守正", "Shouzheng"),
    ("玥", "Yue"),
    ("景行", "Jingxing"),
    ("若楠", "Ruonan"),
    ("春生", "Chunsheng"),
    ("慧", "Hui"),
)
FOREIGNERS = ("Martin Keller", "Olivia Brooks", "Pedro Alvarez", "Nora Lindqvist", "George P. Hammond", "Claire Dubois")
BRANDS = (
    ("云杉", "yunshan"),
    ("赤霞", "chixia"),
    ("百川", "baichuan"),
    ("青禾", "qinghe"),
    ("拓野", "tuoye"),
    ("澜石", "lanshi"),
    ("铭鼎", "mingding"),
)
TRADES = (
    ("精密仪器", "Precision Instruments"),
    ("文旅发展", "Culture & Tourism"),
    ("冷链物流", "Cold Chain Logistics"),
    ("数字科技", "Digital Technology"),
    ("建材", "Building Materials"),
    ("医疗科技", "Medical Technology"),
    ("检测技术", "Testing Technology"),
)
FORMS = (
    ("有限公司", "Co., Ltd."),
    ("股份有限公司", "Corporation"),
    ("（集团）有限公司", "Group Co., Ltd."),
    ("有限责任公司", "Limited"),
)
FOREIGN_FIRMS = (
    "Harbor & Pine Consulting Ltd.",
    "Nordwind Maschinenbau GmbH",
    "Crestline Foods Inc.",
    "Solara Energy Pte. Ltd.",
)
POSTS = (
    ("总经理", "General Manager"),
    ("区域销售总监", "Regional Sales Director"),
    ("研发工程师", "R&D Engineer"),
    ("财务经理", "Finance Manager"),
    ("品牌主管", "Brand Supervisor"),
    ("执行董事", "Executive Director"),
    ("高级顾问", "Senior Consultant"),
    ("副总裁", "Vice President"),
)
UNITS = (
    ("国际贸易部", "International Trade Department"),
    ("质量管理部", "Quality Management Department"),
    ("华北大区", "North China Region"),
    ("运营中心", "Operations Center"),
    ("工程技术部", "Engineering Department"),
)
TOWNS = (
    ("武汉", "湖北省", "027", "430", "Wuhan", "洪山区", "Hongshan District", "珞喻路", "Luoyu Road"),
    ("天津", "", "022", "300", "Tianjin", "河西区", "Hexi District", "友谊路", "Youyi Road"),
    ("宁波", "浙江省", "0574", "315", "Ningbo", "鄞州区", "Yinzhou District", "惊驾路", "Jingjia Road"),
    ("合肥", "安徽省", "0551", "230", "Hefei", "蜀山区", "Shushan District", "潜山路", "Qianshan Road"),
    ("东莞", "广东省", "0769", "523", "Dongguan", "南城区", "Nancheng District", "鸿福西路", "West Hongfu Road"),
)
HOUSES = (
    ("绿地中心", "Greenland Center"),
    ("科技大厦", "Technology Mansion"),
    ("金融城", "Financial City"),
    ("智慧产业园", "Smart Industry Park"),
)
ABROAD = (
    "48 Harbour Street, Suite 300, Bristol BS1 4QA, UK",
    "1200 Lakeview Drive, Austin, TX 78701, USA",
    "Lindenallee 14, 50968 Cologne, Germany",
)
LOOSE = (
    "专业成就价值",
    "国家高新技术企业",
    "Quality you can trust",
    "微信扫一扫",
    "服务范围：设计 安装 维护",
    "ISO 9001 质量管理体系认证",
)
LABELS = {
    "zh": {
        "mobile": "手机",
        "phone": "电话",
        "fax": "传真",
        "email": "邮箱",
        "wechat": "微信",
        "qq": "QQ",
        "website": "网址",
        "address": "地址",
        "postcode": "邮编",
    },
    "en": {
        "mobile": "Mobile",
        "phone": "Tel",
        "fax": "Fax",
        "email": "E-mail",
        "wechat": "WeChat",
        "qq": "QQ",
        "website": "Web",
        "address": "Add",
        "postcode": "Zip",
    },
    "short": {
        "mobile": "M",
        "phone": "T",
        "fax": "F",
        "email": "E",
        "wechat": "微信",
        "qq": "QQ",
        "website": "W",
        "address": "A",
        "postcode": "P.C.",
    },
    "formal": {
        "mobile": "移动电话",
        "phone": "直线",
        "fax": "图文传真",
        "email": "电子邮件",
        "wechat": "微信号",
        "qq": "QQ号",
        "website": "公司网站",
        "address": "办公地址",
        "postcode": "邮政编码",
    },
}


@dataclass(frozen=True)
class Record:
    """What is printed on one card, by field; `loose` belongs to no field."""

    language: str
    fields: Fields
    loose: list[str] = field(default_factory=list)


def invent(random: Random) -> Record:
    """A record in Chinese, English or both."""
    language = random.choice(("zh", "zh", "bi", "bi", "en"))
    family, given = random.choice(FAMILIES), random.choice(GIVEN)
    foreign = language == "en" and random.random() < 0.5
    name, name_en = family[0] + given[0], random.choice(FOREIGNERS) if foreign else f"{given[1]} {family[1]}"
    town, brand = random.choice(TOWNS), random.choice(BRANDS)
    firm, firm_en = _firm(random, town, brand, foreign)
    place, place_en = _places(random, town, foreign)
    post, unit = random.choice(POSTS), random.choice(UNITS)
    domain = (firm_en.split()[0].lower() if foreign else brand[1]) + random.choice(
        (".com", ".cn", ".com.cn", "-tech.com")
    )
    chinese = {"name": name, "company": firm, "title": post[0], "address": place}
    english = {"name": name_en, "company": firm_en, "title": post[1], "address": place_en}
    if random.random() < 0.5:
        chinese["department"], english["department"] = unit
    fields: Fields = {key: [value] for key, value in (english if language == "en" else chinese).items()}
    if language == "bi":
        fields |= {f"{key}_en": [value] for key, value in english.items() if key != "address" or random.random() < 0.6}
    fields |= _contacts(random, town, name_en, domain)
    return Record(language, fields, [random.choice(LOOSE)] if random.random() < 0.4 else [])


def _firm(random: Random, town: tuple[str, ...], brand: tuple[str, str], foreign: bool) -> tuple[str, str]:
    if foreign:
        return "", random.choice(FOREIGN_FIRMS)
    trade, form = random.choice(TRADES), random.choice(FORMS)
    chinese = random.choice(
        (
            f"{town[0]}{brand[0]}{trade[0]}{form[0]}",
            f"{brand[0]}（{town[0]}）{trade[0]}{form[0].replace('（集团）', '')}",
        )
    )
    return chinese, f"{brand[1].capitalize()} {trade[1]} {form[1]}"


def _places(random: Random, town: tuple[str, ...], foreign: bool) -> tuple[str, str]:
    city, province, _, _, city_en, district, district_en, road, road_en = town
    number, room, house = random.randrange(3, 900), random.randrange(301, 2899), random.choice(HOUSES)
    end = random.choice((f"{room}室", f"A座{room}", f"{room // 100}层"))
    chinese = f"{province}{city}市{district}{road}{number}号{house[0]}{end}"
    english = f"Room {room}, {house[1]}, No.{number} {road_en}, {district_en}, {city_en}, China"
    return chinese, random.choice(ABROAD) if foreign else english


def _contacts(random: Random, town: tuple[str, ...], name: str, domain: str) -> Fields:
    words = name.lower().replace(".", "").split()
    user = random.choice(
        (f"{words[0]}.{words[-1]}", f"{words[-1]}{words[0][0]}", f"{words[0]}_{random.randrange(10, 99)}")
    )
    digits = f"1{random.choice(('39', '58', '77', '86', '95'))}{random.randrange(10**8):08d}"
    line = f"{random.randrange(2, 9)}{random.randrange(10**7):07d}"
    fields = {
        "mobile": [random.choice((digits, f"{digits[:3]} {digits[3:7]} {digits[7:]}", f"+86-{digits}"))],
        "phone": [
            random.choice(
                (
                    f"{town[2]}-{line}",
                    f"({town[2]}){line}",
                    f"+86 {town[2][1:]} {line[:4]} {line[4:]}",
                    f"{town[2]}-{line}-80{random.randrange(10, 99)}",
                )
            )
        ],
        "email": [f"{user}@{domain}"],
    }
    optional = {
        "fax": f"{town[2]}-{random.randrange(2, 9)}{random.randrange(10**7):07d}",
        "website": f"www.{domain}",
        "wechat": f"{words[-1]}_{random.randrange(100, 9999)}",
        "qq": str(random.randrange(10**7, 10**9)),
        "postcode": f"{town[3]}{random.randrange(1000):03d}",
    }
    return fields | {key: [value] for key, value in optional.items() if random.random() < 0.35}
