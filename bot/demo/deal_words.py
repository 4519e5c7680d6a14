"""The sales of the demo company and what was said of them (演示商机的内容)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Sale:
    """`way` is the process and `stage` the place in it; `end` is empty, "won" or the reason why it was lost.

    `age`, `talks` are days ago; `close` and `follow` are days from today. `lines` are code, quantity, per cent to pay.
    """

    name: str
    way: str
    stage: int
    end: str
    age: int
    close: int
    follow: int | None
    talks: tuple[int, ...]
    lines: tuple[tuple[str, int, int], ...]
    committed: bool = False
    need: str = ""


def _sale(
    name: str, way: str, stage: int, end: str, days: tuple[int, int], follow: int | None, talks: tuple[int, ...],
    *lines: tuple[str, int, int], committed: bool = False, need: str = "",
) -> Sale:  # fmt: skip
    return Sale(name, way, stage, end, *days, follow, talks, lines, committed, need)


SALES: Final = (
    _sale(
        "测量室新建",
        "guided",
        2,
        "",
        (48, 16),
        2,
        (1, 6, 15),
        ("SB-1001", 2, 92),
        ("FW-4001", 3, 100),
        committed=True,
        need="新厂房要一间恒温测量室，年底前验收",
    ),
    _sale(
        "质量追溯一期",
        "standard",
        1,
        "",
        (20, 35),
        0,
        (3, 12),
        ("RJ-3002", 60, 90),
        need="两条装配线先上，批次要能追到人",
    ),
    _sale(
        "产线视觉读码改造",
        "standard",
        3,
        "",
        (70, 6),
        1,
        (2, 9, 30),
        ("SB-2004", 24, 95),
        ("FW-4002", 6, 100),
        committed=True,
    ),
    _sale("年度校准服务", "standard", 0, "", (4, 40), 3, (2,), ("FW-4005", 80, 85)),
    _sale(
        "设备联网试点",
        "standard",
        2,
        "",
        (85, -5),
        -2,
        (18, 40),
        ("RJ-3001", 1, 88),
        ("FW-4002", 10, 100),
        need="先接 50 台老设备，看停机时间",
    ),
    _sale("备件框架采购", "standard", 3, "won", (60, -2), None, (2, 20), ("BJ-5001", 40, 90), ("BJ-5002", 2, 95)),
    _sale("影像仪更新", "standard", 2, "competitor", (75, -12), None, (14, 33), ("SB-1002", 3, 93)),
    _sale(
        "能耗监测二期", "guided", 1, "", (30, 60), 5, (4, 16), ("RJ-3004", 2, 95), need="空压站和涂装线加 120 个测点"
    ),
    _sale(
        "三坐标以旧换新",
        "guided",
        3,
        "",
        (90, 9),
        0,
        (1, 8, 25),
        ("SB-1001", 1, 90),
        ("FW-4004", 2, 100),
        committed=True,
    ),
    _sale("伺服产线配套", "standard", 1, "", (25, 50), 4, (5,), ("SB-2001", 36, 96), ("SB-2002", 12, 96)),
    _sale("仓储管理上线", "standard", 2, "", (55, 20), 6, (6, 22), ("RJ-3003", 2, 92), ("FW-4002", 12, 100)),
    _sale("安全光幕加装", "standard", 0, "", (9, 30), None, (8,), ("SB-2006", 16, 95)),
    _sale(
        "巡检无纸化",
        "standard",
        1,
        "",
        (64, 12),
        None,
        (30,),
        ("RJ-3005", 80, 90),
        need="点检表改到手机上，异常自动派单",
    ),
    _sale(
        "操作培训与年度维保", "standard", 3, "won", (40, -8), None, (9, 21), ("FW-4003", 4, 100), ("FW-4004", 1, 100)
    ),
    _sale("实验室硬度计采购", "standard", 2, "won", (95, -42), None, (44, 60), ("SB-1006", 5, 95)),
    _sale("激光测距批量供货", "standard", 1, "price", (80, -30), None, (35, 55), ("SB-1003", 120, 82)),
    _sale("车间触摸屏替换", "standard", 2, "", (33, -9), 1, (5, 19), ("SB-2003", 20, 94)),
    _sale(
        "整线检测方案",
        "guided",
        0,
        "",
        (12, 90),
        7,
        (3,),
        ("SB-1001", 3, 90),
        ("RJ-3002", 120, 88),
        need="新车型产线，三个检测工位",
    ),
    _sale("温湿度集中监控", "standard", 1, "", (18, 26), 2, (2, 10), ("SB-1004", 60, 93), ("RJ-3004", 1, 100)),
    _sale("夹爪小批试用", "standard", 0, "", (3, 21), 1, (1,), ("SB-2005", 10, 100)),
    _sale("追溯系统扩容", "standard", 3, "won", (110, -75), None, (78, 90), ("RJ-3002", 200, 85), ("FW-4002", 15, 95)),
    _sale("振动诊断服务包", "standard", 1, "budget", (100, -50), None, (52,), ("SB-1005", 6, 95), ("FW-4004", 1, 100)),
    _sale("新工厂设备联网", "guided", 1, "", (50, 75), 9, (7, 24), ("RJ-3001", 4, 86), ("FW-4001", 20, 100)),
    _sale(
        "控制柜标准化", "standard", 2, "", (45, 3), 0, (2, 13), ("SB-2002", 30, 92), ("SB-2003", 30, 92), committed=True
    ),
    _sale("测针年度协议", "standard", 3, "", (38, 11), 3, (6,), ("BJ-5001", 200, 80)),
    _sale("移动巡检试用转正", "standard", 2, "fit", (66, -20), None, (23, 41), ("RJ-3005", 150, 88)),
    _sale("三坐标校准与培训", "standard", 3, "won", (52, -15), None, (17,), ("FW-4005", 30, 95), ("FW-4003", 2, 100)),
    _sale("质检实验室整体", "guided", 3, "won", (120, -26), None, (28, 49, 70), ("SB-1001", 1, 93), ("SB-1006", 2, 95)),
    _sale("电机备货框架", "standard", 0, "given_up", (44, -18), None, (20,), ("SB-2001", 100, 88)),
    _sale("老线传感器换型", "standard", 1, "", (15, 45), None, (11,), ("SB-1003", 48, 96)),
)

TALKS: Final = (
    ("visit", "上门看了现场，测量节拍满足要求，对方要一份书面对比"),
    ("call", "电话确认预算已经报上去，等月底评审"),
    ("wechat", "发了同行业案例，对方转给了工艺部"),
    ("meeting", "和采购、设备部一起过了技术协议，还差两条"),
    ("call", "对方问能不能分期，答应下周给方案"),
    ("visit", "带样件去试测，结果比现有设备好一档"),
    ("email", "发了第二版报价和交期表"),
    ("meeting", "演示了系统，班组长提了三处要改"),
    ("wechat", "约好下周见总经理，对方让带上付款方案"),
    ("call", "对手也在报，对方希望我们交期再短一周"),
)
LATER: Final = ("", "发技术协议终稿", "约见决策人", "", "确认付款方式")
ANSWERS: Final = (
    ("", "八十万到一百二十万，含安装"),
    ("", "设备部提需求，总经理拍板，采购压价"),
    ("", "比我们低约百分之四，交期长两周"),
    ("三六一，质保金一年",),
)
ATTITUDES: Final = ("support", "neutral", "support", "", "oppose")
RIVALRY: Final = (
    ("ahead", "交期八周，没有本地服务", "强调两小时到现场"),
    ("even", "报价接近，送一年维保", "用三年总成本来比"),
    ("behind", "低一成进场", "请客户去看已上线的工厂"),
)
PROPOSALS: Final = (("初步方案", "sent"), ("技术方案", "accepted"), ("实施计划", "draft"), ("优化方案", "rejected"))
LOST_NOTES: Final = {
    "won": "合同已签，按约定交货",
    "competitor": "对手送一年耗材，我们没有跟",
    "price": "价差百分之八，客户总部定了最低价",
    "budget": "今年投资预算冻结，明年再议",
    "fit": "要接的老系统没有接口",
    "given_up": "需求一直不清楚，先放下",
}
