"""Words from which the demo company's customers are made (演示词表): firms, people and numbers are all invented."""

from typing import Final, NamedTuple


class District(NamedTuple):
    """A part of a city and its middle, GCJ-02."""

    city: str
    name: str
    lat: float
    lng: float


DISTRICTS: Final = (
    District("苏州", "工业园区", 31.3120, 120.7200),
    District("苏州", "吴中区", 31.2640, 120.6310),
    District("苏州", "高新区", 31.2960, 120.5730),
    District("苏州", "相城区", 31.3690, 120.6420),
    District("上海", "徐汇区", 31.1880, 121.4370),
    District("上海", "浦东新区", 31.2210, 121.5440),
    District("上海", "闵行区", 31.1120, 121.3810),
    District("上海", "松江区", 31.0320, 121.2270),
    District("深圳", "南山区", 22.5330, 113.9300),
    District("深圳", "福田区", 22.5410, 114.0600),
    District("深圳", "宝安区", 22.5550, 113.8840),
    District("深圳", "龙华区", 22.6580, 114.0340),
)
AREA_CODES: Final = {"苏州": "0512", "上海": "021", "深圳": "0755"}
STREETS: Final = [
    "云杉路",
    "星汀街",
    "栖梧路",
    "望澄路",
    "石榴巷",
    "青禾路",
    "听潮路",
    "霜叶街",
    "白鹭路",
    "砚池路",
    "竹里路",
    "鸣泉街",
]
BUILDINGS: Final = ["澄园", "栖云中心", "霁月大厦", "拾光产业园", "青砚创新园", "汀洲广场"]

BRAND_FIRST: Final = "霁岚珩澄芷栖砚汀琢瑾屿筱漪翎榆槿沅骋衡粼昱晗"
BRAND_SECOND: Final = "棠峤序川锦笙野珺禾澈堂屹枫翰澜筑弦曜辰舟帆麓"
TRADES: Final[tuple[tuple[str, str], ...]] = (
    ("精密制造", "manufacturing"),
    ("自动化", "manufacturing"),
    ("新材料", "manufacturing"),
    ("机电设备", "manufacturing"),
    ("包装材料", "manufacturing"),
    ("软件", "software"),
    ("信息技术", "software"),
    ("智能科技", "software"),
    ("商贸", "trade"),
    ("电子商务", "trade"),
    ("建筑工程", "construction"),
    ("装饰设计", "construction"),
    ("供应链", "logistics"),
    ("冷链物流", "logistics"),
    ("医疗器械", "medical"),
    ("生物科技", "medical"),
    ("教育科技", "education"),
    ("融资租赁", "finance"),
    ("环保科技", "other"),
    ("新能源", "other"),
)
LEGAL_FORMS: Final = ("有限公司", "有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司")

SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻章苏潘葛范彭鲁"
GIVEN: Final = "嘉予知景清疏若舒远承亦书以安宁然松砚禾溪桐川舟宜言朗澄初晚星微望南北青白"
TITLES: Final = (
    ("采购部", "采购经理"),
    ("采购部", "采购总监"),
    ("生产部", "生产经理"),
    ("生产部", "厂长"),
    ("设备部", "设备主管"),
    ("信息部", "信息主管"),
    ("信息部", "IT 经理"),
    ("财务部", "财务经理"),
    ("总经办", "总经理"),
    ("总经办", "副总经理"),
    ("运营部", "运营经理"),
    ("质量部", "质量经理"),
)
SOURCES: Final = (
    *("card",) * 5,
    *("exhibition",) * 5,
    *("website",) * 4,
    *("referral",) * 3,
    *("phone",) * 3,
    *("campaign",) * 2,
    *("import",) * 2,
    "other",
)
LEVELS: Final = ("a", "b", "b", "b", "c", "c", "")
LEAD_NOTES: Final = (
    "展位上聊了十分钟，想先看样品",
    "同行介绍来的，年底前要定供应商",
    "官网留言问交期和最小起订量",
    "现有供应商交期不稳，愿意比价",
    "预算明年一季度下来，先保持联系",
    "关心售后响应时间，要看案例",
)

TOPICS: Final = (
    "报价",
    "交期",
    "样品尺寸",
    "付款方式",
    "维保条款",
    "现场安装",
    "产线改造方案",
    "年度框架协议",
    "系统对接",
    "验收标准",
    "备件清单",
    "试用安排",
)
CALL_RESULTS: Final = (
    "对方要内部讨论，下周给答复",
    "对方希望再优惠 3 个点",
    "对方认可方案，等预算批下来",
    "对方让把资料发到邮箱",
    "约好下次当面细谈",
    "对方在比较另外两家",
    "没有接通，发了短信说明来意",
    "对方转给了设备部，留了新的联系人",
)
VISIT_RESULTS: Final = (
    "看了现场，空间够用，电源要加一路",
    "见到了负责人，需求比电话里说的多一条线",
    "演示了样机，节拍满足要求",
    "讨论了合同里的验收条款，差两处没谈拢",
    "对方介绍了现有流程，痛点在换型时间",
)
MAIL_RESULTS: Final = ("已发方案和案例，等回复", "已发报价单第二版", "对方回信确认收到，周内讨论")
CHAT_RESULTS: Final = ("对方回了语音，说周末前定", "发了产品视频，对方转给了同事", "约了明天上午电话")
