"""Names of provinces and cities that stand before or inside company names (地名)."""

import re
from functools import cache
from typing import Final

from core.text.fold import WIDE
from core.text.listed import listed
from core.text.pinyin import pinyin

PROVINCES: Final = listed(
    """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川
    贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
    """
)

CITIES: Final = listed(
    """
    石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾
    吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州
    营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗
    双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江
    泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆
    黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余
    鹰潭 赣州 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
    郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 武汉 黄石
    十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州
    永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞
    中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 儋州
    成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义
    毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 拉萨 日喀则 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林
    商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫
    乌鲁木齐 克拉玛依 哈密 昌吉 喀什 伊犁 石河子 昆山 江阴 张家港 常熟 太仓 宜兴 义乌 慈溪 余姚 诸暨 温岭 乐清
    瑞安 海宁 桐乡 平湖 永康 晋江 石狮 南安 福清 顺德 南海 浦东 滨海新区 雄安 前海 横琴 西咸新区
    """
)

# Cities whose names are just as often a brand: they count as places only when 市 follows.
AMBIGUOUS: Final = frozenset(
    listed("三明 大同 安康 安顺 东方 吉安 兴安 和田 平安 长乐 太和 朝阳 白银 南海 黄山 中山 永康")
)

# Wider regions that occur in brackets only.
REGIONS: Final = frozenset(
    listed("中国 中国大陆 大中华 大中华区 亚太 亚洲 华东 华南 华北 华中 西南 西北 东北 全国 国际 全球")
)

# Districts that people write without 区: they count as places only behind their city.
DISTRICTS: Final = listed(
    """
    海淀 丰台 通州 顺义 昌平 大兴 房山 怀柔 浦东 闵行 嘉定 松江 青浦 奉贤 崇明 宝山 徐汇 静安 杨浦 普陀 虹口 萧山
    余杭 富阳 临安 滨江 拱墅 西湖 鄞州 奉化 镇海 北仑 柯桥 上虞 江宁 六合 浦口 栖霞 吴江 吴中 相城 武进 新北 锡山
    惠山 滨湖 番禺 花都 增城 从化 天河 越秀 黄埔 白云 宝安 龙岗 南山 福田 罗湖 龙华 光明 顺德 禅城 三水 高明 斗门
    香洲 江夏 黄陂 东湖 渝北 巴南 江北 双流 温江 郫都 新都 青羊 武侯 长安 雁塔 高陵 翔安 同安 集美 海沧 马尾 即墨
    黄岛 城阳 章丘 历城
    """
)

_UNMISTAKABLE: Final = "|".join(city for city in CITIES if city not in AMBIGUOUS)
_PROVINCE: Final = (
    rf"(?:(?:{'|'.join(PROVINCES)})(?:省|市(?!场|政|民|北)|特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区)?)?"
)
_PLACE: Final = re.compile(
    rf"{_PROVINCE}(?:(?:{'|'.join(CITIES)})(?:市|地区|州|新区|区)?)?(?:[^省市区县]{{1,3}}(?:区|县|镇))?"
)
_LEADING: Final = re.compile(
    rf"{_PROVINCE}(?:(?:{'|'.join(sorted(AMBIGUOUS))})市(?!场)|(?:{_UNMISTAKABLE})(?:市(?!场|政|民|北)|新区)?)?"
)
_ZONE: Final = "(?:(?:经济技术|经济|高新技术产业|高新|工业)?开发区|自由贸易试验区|自贸试验区|综合保税区)"
_BARE: Final = rf"(?:{'|'.join(DISTRICTS)})(?!山)(?=.{{4}})"  # 西湖啤酒 and 白云山制药 are names
_DISTRICT: Final = re.compile(rf"(?:[{WIDE}]{{0,2}}?{_ZONE}|[{WIDE}]{{2,3}}?(?:区|县))(?=..)|{_BARE}")


def is_place(word: str) -> bool:
    """Whether a folded word is a province, city or district, in Chinese or spelled (hangzhou)."""
    return bool(word) and (_PLACE.fullmatch(word) is not None or word in latin_places())


def without_place(name: str) -> str:
    """A folded name without the province, city and district it begins with: 浙江省杭州市西湖区汇筑 → 汇筑."""
    place = _LEADING.match(name)
    end = place.end() if place else 0
    if end and (district := _DISTRICT.match(name, end)):
        end = district.end()
    return name[end:]


@cache
def latin_places() -> frozenset[str]:
    """Chinese places as English company names spell them."""
    spelled = ("".join(pinyin(place)) for place in (*PROVINCES, *CITIES))
    return frozenset(spelled) | {"china", "prc", "hongkong", "asia", "hk"}
