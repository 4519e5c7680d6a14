"""The invented company 澄石科技 (演示公司): nine departments in three levels, thirty people."""

from typing import NamedTuple

COMPANY = "澄石科技"
AGENT_NAME = "销售助手"
ADMIN = "linyinuo"
FIRST = "zhouyutong"
PROMINENT = ("zhouyutong", "chensiyuan", "wangxiaoming", "lijiayi")


class Department(NamedTuple):
    id: int
    name: str
    parent: int
    leaders: tuple[str, ...]


class Person(NamedTuple):
    userid: str
    name: str
    gender: str  # "1" man, "2" woman, as WeCom writes it
    department: int
    position: str
    superior: str


class Place(NamedTuple):
    label: str
    latitude: float  # GCJ-02
    longitude: float


DEPARTMENTS = (
    Department(1, COMPANY, 0, ("shenyanzhi",)),
    Department(2, "华东大区", 1, ("chensiyuan",)),
    Department(3, "华南大区", 1, ("huangshuyao",)),
    Department(4, "财务部", 1, ("tangwenjin",)),
    Department(5, "市场部", 1, ("suwanqing",)),
    Department(6, "客户成功部", 1, ("caomuyang",)),
    Department(7, "华东销售一部", 2, ("zhaolinchuan",)),
    Department(8, "华东销售二部", 2, ("hansongye",)),
    Department(9, "华南销售一部", 3, ("heyusen",)),
)

PEOPLE = (
    Person("zhouyutong", "周雨桐", "2", 7, "销售", "zhaolinchuan"),
    Person("chensiyuan", "陈思远", "1", 2, "总监", "shenyanzhi"),
    Person("wangxiaoming", "王晓明", "1", 8, "销售", "hansongye"),
    Person("lijiayi", "李佳怡", "2", 4, "开票审核", "tangwenjin"),
    Person("linyinuo", "林一诺", "2", 1, "系统管理员", "shenyanzhi"),
    Person("shenyanzhi", "沈砚之", "1", 1, "总经理", ""),
    Person("guqinghe", "顾清和", "2", 2, "销售运营", "chensiyuan"),
    Person("zhaolinchuan", "赵临川", "1", 7, "销售经理", "chensiyuan"),
    Person("xujiamu", "许嘉木", "1", 7, "销售", "zhaolinchuan"),
    Person("fangzhixia", "方知夏", "2", 7, "销售", "zhaolinchuan"),
    Person("songyuan", "宋予安", "1", 7, "售前", "zhaolinchuan"),
    Person("hansongye", "韩松野", "1", 8, "销售经理", "chensiyuan"),
    Person("wuyining", "吴以宁", "2", 8, "销售", "hansongye"),
    Person("zhengshuran", "郑舒然", "2", 8, "销售", "hansongye"),
    Person("xujingxing", "徐景行", "1", 8, "售前", "hansongye"),
    Person("huangshuyao", "黄书瑶", "2", 3, "总监", "shenyanzhi"),
    Person("liangzhiyuan", "梁致远", "1", 3, "销售运营", "huangshuyao"),
    Person("heyusen", "何屿森", "1", 9, "销售经理", "huangshuyao"),
    Person("luoanran", "罗安然", "2", 9, "销售", "heyusen"),
    Person("xiemingliang", "谢明亮", "1", 9, "销售", "heyusen"),
    Person("panruogu", "潘若谷", "1", 9, "销售", "heyusen"),
    Person("caizhiwei", "蔡知微", "2", 9, "售前", "heyusen"),
    Person("tangwenjin", "唐文谨", "1", 4, "财务经理", "shenyanzhi"),
    Person("dengsuxin", "邓素心", "2", 4, "出纳", "tangwenjin"),
    Person("suwanqing", "苏晚晴", "2", 5, "市场经理", "shenyanzhi"),
    Person("yuanbowen", "袁博文", "1", 5, "市场专员", "suwanqing"),
    Person("caomuyang", "曹沐阳", "1", 6, "客户成功经理", "shenyanzhi"),
    Person("pengsiqi", "彭思齐", "2", 6, "客户成功", "caomuyang"),
    Person("weinanxing", "魏南星", "1", 6, "合同管理", "caomuyang"),
    Person("lukexin", "陆可欣", "2", 6, "服务工程师", "caomuyang"),
)

PLACES = (
    Place("苏州工业园区星湖街 328 号", 31.2989, 120.7390),
    Place("上海市徐汇区漕溪北路 88 号", 31.1946, 121.4366),
    Place("深圳市南山区科技园南区", 22.5405, 113.9535),
)
