"""The firms and people of the guide's pictures (演示故事): one day in the life of 周雨桐 and her colleagues.

The sample card of 林嘉禾 must find one customer, followed by 王晓明, and nothing that stops it from being saved.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.demo.planned import At, Planned, Times

ZHOU, WANG, LUO = "zhouyutong", "wangxiaoming", "luoanran"


@dataclass(frozen=True)
class StoryAccount:
    """`follow` is days from today and a time of day."""

    brand: str
    owner: str
    created_days_ago: int
    follow: tuple[int, str] | None
    columns: dict[str, Any] = field(default_factory=dict)

    def planned(self, owner: int, times: Times) -> Planned:
        values = {
            "owner_id": owner,
            "next_follow_at": times.on(*self.follow) if self.follow else None,
            **self.columns,
        }
        return Planned("account", times.on(-self.created_days_ago, "10:20"), owner, values)


@dataclass(frozen=True)
class StoryContact:
    brand: str
    name: str
    title: str
    mobile: str
    role: str = "user"
    main: bool = True

    def planned(self, account: At, above: Planned) -> Planned:
        values = {
            "name": self.name,
            "title": self.title,
            "mobile": self.mobile,
            "decision_role": self.role,
            "main": self.main,
            "account_id": account,
            "owner_id": above.owner,
        }
        return Planned("contact", above.created, above.owner, values)


@dataclass(frozen=True)
class StoryLead:
    name: str
    company: str
    city: str
    mobile: str
    source: str
    status: str
    level: str
    follow: tuple[int, str]
    owner: str = ZHOU

    def planned(self, owner: int, times: Times) -> Planned:
        values = {
            "name": self.name,
            "company": self.company,
            "city": self.city,
            "mobile": self.mobile,
            "source": self.source,
            "status": self.status,
            "level": self.level,
            "next_follow_at": times.on(*self.follow),
            "owner_id": owner,
        }
        return Planned("lead", times.working(-12), owner, values)


@dataclass(frozen=True)
class StoryTalk:
    """`about` is the brand of an account or the name of a lead."""

    about: str
    kind: str
    content: str
    days_ago: int
    clock: str


def _account(name: str, industry: str, level: str, status: str, address: str, lat: float, lng: float) -> dict[str, Any]:
    return {
        "name": name,
        "industry": industry,
        "level": level,
        "status": status,
        "city": name[:2],
        "address": address,
        "lat": lat,
        "lng": lng,
    }


ACCOUNTS = (
    StoryAccount(
        "惠筑",
        WANG,
        96,
        (1, "15:00"),
        {
            **_account(
                "苏州惠筑科技有限公司",
                "construction",
                "a",
                "active",
                "苏州市工业园区云杉路 88 号 3 幢",
                31.3066,
                120.7281,
            ),
            "phone": "0512-0000 6688",
        },
    ),
    StoryAccount(
        "湛石",
        ZHOU,
        240,
        (0, "14:30"),
        _account(
            "常州湛石建材集团有限公司", "construction", "a", "active", "常州市武进区长虹路 66 号", 31.7012, 119.9426
        ),
    ),
    StoryAccount(
        "禾木",
        ZHOU,
        180,
        (-1, "16:00"),
        _account(
            "苏州禾木精工有限公司", "manufacturing", "a", "active", "苏州市工业园区星湖街 306 号", 31.3018, 120.7401
        ),
    ),
    StoryAccount(
        "启棠",
        ZHOU,
        75,
        (0, "16:00"),
        _account(
            "昆山启棠软件股份有限公司", "software", "b", "potential", "苏州市工业园区望澄路 12 号", 31.3116, 120.7464
        ),
    ),
    StoryAccount(
        "霁川",
        ZHOU,
        60,
        (2, "15:00"),
        _account("嘉兴霁川新能源有限公司", "other", "a", "potential", "苏州市工业园区听潮路 40 号", 31.3155, 120.7173),
    ),
    StoryAccount(
        "澜汐",
        ZHOU,
        130,
        (0, "17:00"),
        _account("杭州澜汐环保工程有限公司", "other", "b", "active", "苏州市工业园区白鹭路 7 号", 31.2918, 120.7539),
    ),
    StoryAccount(
        "云岫",
        WANG,
        150,
        (3, "10:00"),
        _account(
            "上海云岫自动化设备有限公司",
            "manufacturing",
            "b",
            "active",
            "上海市徐汇区漕溪北路 88 号",
            31.1948,
            121.4369,
        ),
    ),
    StoryAccount(
        "南屿",
        LUO,
        110,
        (4, "10:30"),
        _account(
            "深圳南屿电子有限公司", "manufacturing", "b", "potential", "深圳市南山区科技园南区 6 栋", 22.5408, 113.9531
        ),
    ),
)
CONTACTS = (
    StoryContact("惠筑", "沈叔远", "生产总监", "13500009001", "decider"),
    StoryContact("湛石", "贺清扬", "设备部经理", "13700006350", "decider"),
    StoryContact("湛石", "康予柔", "采购主管", "13500009002", "buyer", main=False),
    StoryContact("禾木", "吴若溪", "生产经理", "13800004127", "decider"),
    StoryContact("启棠", "沈亦舟", "信息主管", "13600009914", "influencer"),
    StoryContact("霁川", "程以安", "副总经理", "13500007741", "decider"),
    StoryContact("澜汐", "周明远", "项目经理", "13800009076", "influencer"),
)
LEADS = (
    StoryLead("孟知远", "无锡星屿包装材料有限公司", "无锡", "13900008802", "website", "new", "b", (-3, "10:00")),
    StoryLead("陆怀瑾", "苏州栎木仪器有限公司", "苏州", "13800007315", "referral", "contacted", "a", (-1, "11:00")),
    StoryLead("顾南乔", "南通云栎食品有限公司", "南通", "13800005523", "exhibition", "contacted", "c", (2, "09:30")),
    StoryLead(
        "罗景行", "湖州砺山重工股份有限公司", "湖州", "13900003368", "exhibition", "contacted", "b", (3, "10:00")
    ),
    StoryLead("温以宁", "苏州沐辰医疗器械有限公司", "苏州", "13700004402", "card", "new", "b", (0, "10:00")),
    StoryLead("许知南", "上海朗岳供应链有限公司", "上海", "13600002285", "phone", "contacted", "c", (6, "09:00")),
    StoryLead("方予墨", "宁波景澄塑业有限公司", "宁波", "13500001189", "website", "new", "c", (8, "09:30")),
    StoryLead("蒋书瑶", "绍兴远黛纺织有限公司", "绍兴", "13700007720", "campaign", "contacted", "b", (9, "15:30")),
    StoryLead("姚承宇", "扬州岚谷机电有限公司", "扬州", "13900006041", "referral", "contacted", "b", (10, "10:30")),
)
TALKS = (
    StoryTalk("湛石", "call", "报价 68 万，对方要求补充 3 年维保条款", 0, "09:12"),
    StoryTalk("湛石", "visit", "到访厂区，三期产线的位置已经量好，周内给方案", 1, "15:10"),
    StoryTalk("禾木", "call", "对方问样品尺寸，约好回电确认", 2, "16:20"),
    StoryTalk("启棠", "wechat", "发了产品资料，对方转给了同事", 3, "11:05"),
    StoryTalk("澜汐", "email", "已发样品确认单，等对方盖章", 4, "17:30"),
    StoryTalk("惠筑", "visit", "看了二号厂房，客户希望年底前上线", 5, "14:00"),
    StoryTalk("惠筑", "call", "采购部在走立项流程，下周出结果", 2, "10:40"),
    StoryTalk("陆怀瑾", "call", "有意向，让我们先报两种配置的价", 3, "09:40"),
    StoryTalk("罗景行", "meeting", "展会上谈了半小时，要看同行案例", 6, "13:30"),
)
