"""The customers that people of 澄石科技 added in WeCom (外部联系人), the same with every start."""

import random
from typing import NamedTuple

SELLERS_IN_SCOPE = ("chensiyuan", "guqinghe", "heyusen", "luoanran", "xiemingliang")
PARTIES_IN_SCOPE = (6, 7, 8)
WECHAT, WECOM = 1, 2
FEWEST, MOST = 6, 10


class Customer(NamedTuple):
    """A person and the member who added them. `corp_name` and `position` of the card exist for WeCom users only."""

    external_userid: str
    name: str
    owner: str
    description: str = ""
    kind: int = WECHAT
    corp_name: str = ""
    position: str = ""
    remark_company: str = ""
    mobiles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Tag(NamedTuple):
    id: str
    group: str
    name: str


TAGS = (
    Tag("etsim01", "客户等级", "重要"),
    Tag("etsim02", "客户等级", "一般"),
    Tag("etsim03", "来源", "展会"),
    Tag("etsim04", "来源", "转介绍"),
)
KNOWN = (
    Customer("wmsim0001", "林嘉禾", "zhouyutong", "惠筑科技采购总监", remark_company="苏州惠筑科技有限公司"),
    Customer("wmsim0002", "吴若溪", "zhouyutong", "禾木精工", mobiles=("13800004127",), tags=("etsim01",)),
    Customer("wmsim0003", "贺清扬", "zhouyutong", "湛石建材", mobiles=("13700006350",), tags=("etsim01", "etsim03")),
    Customer("wmsim0004", "江予怀", "wangxiaoming", "惠筑科技", remark_company="苏州惠筑科技有限公司"),
    Customer("wmsim0005", "叶疏桐", "wangxiaoming", "云岫自动化", remark_company="上海云岫自动化设备有限公司"),
    Customer("wmsim0006", "白景初", "luoanran", "南屿电子", remark_company="深圳南屿电子有限公司"),
    Customer("wmsim0007", "沈叔远", "zhouyutong", "在展会上加的", mobiles=("13500009001",), tags=("etsim03",)),
)
SURNAMES, GIVEN = "江叶白顾陆秦温许柳程骆简闻柏荀", "予疏景怀初桐砚舟知微言禾与归岚宁"
BRANDS, TRADES = "栎云砾岚汐屿澄墨", ("仪器", "包装", "自动化", "新材料", "冷链", "医疗器械")
FORMS, POSITIONS = ("有限公司", "股份有限公司"), ("采购经理", "设备主管", "总经理", "项目经理", "信息主管", "厂长")
CITIES = {"east": ("苏州", "上海", "无锡", "南京"), "south": ("深圳", "东莞", "广州")}
SOUTH = ("heyusen", "luoanran", "xiemingliang", "panruogu")
SELLERS = (
    *("zhouyutong", "wangxiaoming", "chensiyuan", "zhaolinchuan", "xujiamu", "fangzhixia", "songyuan", "hansongye"),
    *("wuyining", "zhengshuran", "xujingxing", "heyusen", "luoanran", "xiemingliang", "panruogu", "pengsiqi"),
)


def invented() -> tuple[Customer, ...]:
    """Six to ten customers for each who sells: the known ones, the rest made up."""
    chance = random.Random("澄石科技的外部联系人")
    numbers, mobiles = iter(range(101, 1000)), iter(chance.sample(range(10_000), 9_999))
    made = list(KNOWN)
    for seller in SELLERS:
        theirs = sum(customer.owner == seller for customer in made)
        made += [
            _customer(chance, seller, next(numbers), next(mobiles))
            for _ in range(chance.randint(FEWEST, MOST) - theirs)
        ]
    return tuple(made)


def _customer(chance: random.Random, seller: str, number: int, mobile: int) -> Customer:
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
    city = chance.choice(CITIES["south" if seller in SOUTH else "east"])
    company = f"{city}{''.join(chance.sample(BRANDS, 2))}{chance.choice(TRADES)}{chance.choice(FORMS)}"
    of_wecom = chance.random() < 0.5
    named = of_wecom or chance.random() < 0.6
    return Customer(
        external_userid=f"{'wo' if of_wecom else 'wm'}sim{number:04}",
        name=name,
        owner=seller,
        description=chance.choice(("", "展会上加的", "官网咨询", "老客户介绍", "想先看样品")),
        kind=WECOM if of_wecom else WECHAT,
        corp_name=company if of_wecom else "",
        position=chance.choice(POSITIONS) if of_wecom else "",
        remark_company=company if named and not of_wecom else "",
        mobiles=(f"1380000{mobile:04}",) if chance.random() < 0.7 else (),
        tags=tuple(sorted(tag.id for tag in chance.sample(TAGS, chance.choice((0, 1, 2))))),
    )


CUSTOMERS = invented()
