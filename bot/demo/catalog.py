"""What the demo company sells (演示产品): gauges and machines, the software beside them, and services."""

from datetime import timedelta

from bot.demo.making import Making
from bot.demo.planned import At, Planned

BEGAN = timedelta(days=400)
Sold = tuple[str, str, str, str, int]
GOODS: dict[str, dict[str, tuple[Sold, ...]]] = {
    "工业设备": {
        "检测仪器": (
            ("三坐标测量机", "SB-1001", "行程 600×800×600 毫米", "machine", 186_000),
            ("二次元影像仪", "SB-1002", "行程 300×200 毫米", "machine", 42_800),
            ("激光测距传感器", "SB-1003", "量程 30 米", "piece", 1_450),
            ("温湿度记录仪", "SB-1004", "双通道，存 10 万条", "piece", 680),
            ("手持测振仪", "SB-1005", "10 赫兹至 10 千赫兹", "piece", 3_600),
            ("便携硬度计", "SB-1006", "里氏，带打印", "piece", 5_200),
        ),
        "自动化部件": (
            ("伺服电机", "SB-2001", "750 瓦，带抱闸", "machine", 1_980),
            ("可编程控制器", "SB-2002", "32 点，以太网口", "machine", 2_650),
            ("工业触摸屏", "SB-2003", "10 寸，防护 IP65", "piece", 3_280),
            ("视觉读码器", "SB-2004", "130 万像素", "piece", 4_900),
            ("气动夹爪", "SB-2005", "行程 20 毫米", "piece", 860),
            ("安全光幕", "SB-2006", "保护高度 600 毫米", "set", 2_150),
        ),
    },
    "软件与服务": {
        "云服务": (
            ("设备联网平台", "RJ-3001", "按接入设备计，50 台起", "year", 36_000),
            ("质量追溯系统", "RJ-3002", "按用户计", "user", 1_200),
            ("仓储管理系统", "RJ-3003", "单仓库版", "year", 28_800),
            ("能耗监测系统", "RJ-3004", "100 个测点", "year", 19_800),
            ("移动巡检", "RJ-3005", "按用户计", "user", 480),
        ),
        "实施与维保": (
            ("现场安装调试", "FW-4001", "不含差旅", "day", 1_800),
            ("上线实施", "FW-4002", "不含差旅", "day", 2_200),
            ("操作培训", "FW-4003", "每次不超过 20 人", "time", 3_000),
            ("年度维保", "FW-4004", "每年两次上门", "year", 12_000),
            ("校准服务", "FW-4005", "出具校准报告", "time", 900),
        ),
    },
    "备品备件": {
        "": (
            ("红宝石测针", "BJ-5001", "直径 2 毫米", "piece", 320),
            ("标准量块", "BJ-5002", "83 块组，1 级", "set", 2_760),
        ),
    },
}


def plan_goods(making: Making) -> None:
    """Categories in two levels with their products; they are nobody's, and no chance changes them."""
    for place, (top, parts) in enumerate(GOODS.items(), 1):
        above = _category(making, top, place, "", None)
        for below, (name, products) in enumerate(parts.items(), 1):
            inside = _category(making, name, below, top, above) if name else above
            for product in products:
                _product(making, inside, product)


def _category(making: Making, name: str, place: int, above: str, parent: At | None) -> At:
    path = f"{above} / {name}" if above else name
    values = {"name": name, "path": path, "place": place, "parent_id": parent}
    return making.add(Planned("product_category", making.times.now - BEGAN, None, values))


def _product(making: Making, category: At, product: Sold) -> None:
    name, code, spec, unit, yuan = product
    values = {"name": name, "code": code, "spec": spec, "unit": unit, "price": yuan * 100, "category_id": category}
    making.add(Planned("product", making.times.now - BEGAN, None, values))
