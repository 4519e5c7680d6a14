"""Whom the demo company meets and works with (演示竞争对手、合作伙伴): products, news, shares of the market."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.demo.making import Making
from bot.demo.planned import At, Planned
from core import clock

BEGAN = timedelta(days=300)
AUTHORS = ("zhouyutong", "wangxiaoming", "luoanran")
Sold = tuple[str, int, str, str, str]
Told = tuple[int, str, str, str]


@dataclass(frozen=True)
class Rival:
    """`products` are name, yuan, which of ours, strengths, weaknesses; `news` days ago, kind, subject, content."""

    name: str
    city: str
    threat: str
    strengths: str
    weaknesses: str
    strategy: str
    response: str
    products: tuple[Sold, ...]
    news: tuple[Told, ...]


RIVALS = (
    Rival(
        "苏州砚衡精测仪器有限公司",
        "苏州",
        "high",
        "本地服务快，两小时到现场；三坐标的口碑好",
        "软件弱，数据要手工导出；大行程机型要进口",
        "用首台低价进场，再靠校准和备件赚钱",
        "带追溯系统一起演示，算三年总成本",
        (
            ("YH-686 三坐标测量机", 172_000, "SB-1001", "交期四周，比我们短", "没有在线补偿"),
            ("YH-V32 影像仪", 39_800, "SB-1002", "便宜三千元", "重复精度差一档"),
        ),
        (
            (6, "product", "发布新一代桥式三坐标", "宣传交期缩短到四周，老机型打九折清库存"),
            (20, "inside", "苏州服务站扩到 12 人", "从同行挖了三位校准工程师"),
        ),
    ),
    Rival(
        "上海珩驰自动化设备股份有限公司",
        "上海",
        "high",
        "产品线全，能整线打包",
        "项目经理流动大，售后响应慢",
        "绑定集成商，一起投标",
        "找出标书里的售后条款，要求写明响应时间",
        (
            ("HC-750 伺服电机", 1_860, "SB-2001", "带抱闸不加价", "过载能力低"),
            ("HC-T10 触摸屏", 2_980, "SB-2003", "亮度高", "组态软件按年收费"),
        ),
        ((11, "product", "伺服系列全线降价 6%", "只对年采购两百台以上的客户"),),
    ),
    Rival(
        "栖桐云联软件（深圳）有限公司",
        "深圳",
        "medium",
        "界面好看，部署快",
        "只有云端，老设备接不进来",
        "免费试用半年",
        "让客户试接一台老设备",
        (("栖桐联网云", 30_000, "RJ-3001", "按年付，起步价低", "超过一百台很贵"),),
        ((3, "product", "上线移动端巡检", "和我们的移动巡检正面竞争"),),
    ),
    Rival(
        "苏州沅测科技有限公司",
        "苏州",
        "low",
        "老板懂行，肯改非标",
        "产能小，单子一多就延期",
        "只做熟客",
        "强调交期和备件库存",
        (("YC-30 激光测距传感器", 1_320, "SB-1003", "可以改接口", "没有现货"),),
        (),
    ),
)
PARTNERS = (
    ("霁舟系统集成（苏州）有限公司", "integrator", "strategic", "沈舒言", "苏州", "苏南", "0512-0000 7101"),
    ("上海芷弦自动化工程有限公司", "integrator", "core", "何清川", "上海", "上海、浙北", "021-0000 7102"),
    ("深圳榆帆仪器商行", "channel", "core", "罗以朗", "深圳", "珠三角", "0755-0000 7103"),
    ("苏州漪麓校准技术服务有限公司", "supplier", "ordinary", "许知禾", "苏州", "长三角", "0512-0000 7104"),
    ("上海岚屿工业品代理有限公司", "agent", "ordinary", "章晚星", "上海", "华东", "021-0000 7105"),
)
SEGMENTS = ("三坐标测量机", "伺服系统", "设备联网", "传感器")
SHARES = (35, 20, 50, 15, 40, 10, 60, 25)
NOTED, OF_THE_REP = 24, 8


def plan_rivals(making: Making) -> None:
    """Nothing of this follows from chance, so that it changes no other record."""
    rivals = [_rival(making, number, rival) for number, rival in enumerate(RIVALS)]
    _market(making, rivals)
    for number, partner in enumerate(PARTNERS):
        name, kind, level, person, city, region, phone = partner
        values = {"name": name, "kind": kind, "level": level, "contact_person": person, "city": city}
        _add(making, "partner", number, BEGAN, {**values, "region": region, "phone": phone})


def _rival(making: Making, number: int, rival: Rival) -> At:
    said = ("name", "city", "threat", "strengths", "weaknesses", "strategy", "response")
    place = _add(making, "competitor", number, BEGAN, {key: getattr(rival, key) for key in said})
    for name, yuan, ours, strengths, weaknesses in rival.products:
        values = {"name": name, "competitor_id": place, "price": yuan * 100, "product_id": _sold(making, ours)}
        said_of_it = {"strengths": strengths, "weaknesses": weaknesses}
        _add(making, "competitor_product", number, BEGAN - timedelta(days=5), {**values, **said_of_it})
    for days, kind, subject, content in rival.news:
        at = making.times.on(-days, "10:00")
        values = {"subject": subject, "competitor_id": place, "kind": kind, "content": content, "at": at}
        _add(making, "competitor_event", number, making.times.now - at, values)
    return place


def _market(making: Making, rivals: list[At]) -> None:
    """At some customers of the usual rep and of others, who has how much of what they buy."""
    contacts: dict[At, At] = {}
    for position, planned in enumerate(making.made):
        if planned.object == "contact":
            contacts.setdefault(planned.values["account_id"], At(position))
    known = [place for place in contacts if making.at(place).owner is not None]
    usual = [place for place in known if making.at(place).owner == making.named(AUTHORS[0])]
    for number, place in enumerate([*usual[:OF_THE_REP], *known[:: len(known) // NOTED]]):
        account, rival = making.at(place), number % len(rivals)
        written = max(making.at(contacts[place]).created, account.values.get("owned_since") or account.created)
        values: dict[str, Any] = {
            "segment": SEGMENTS[rival],
            "account_id": place,
            "competitor_id": rivals[rival],
            "share": SHARES[number % len(SHARES)],
            "volume": (8 + number) * 1_000_000,
            "as_of": clock.local(written).date(),
            "contact_id": contacts[place],
            "owner_id": account.owner,
        }
        making.add(Planned("market_note", written, account.owner, values))


def _sold(making: Making, code: str) -> At:
    products = (At(n) for n, one in enumerate(making.made) if one.object == "product" and one.values["code"] == code)
    return next(products)


def _add(making: Making, kind: str, number: int, ago: timedelta, values: dict[str, Any]) -> At:
    owner = making.named(AUTHORS[number % len(AUTHORS)])
    return making.add(Planned(kind, making.times.now - ago, owner, {**values, "owner_id": owner}))
