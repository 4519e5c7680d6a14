"""Names of people as keys, and the forms of address around them (人名归一、称谓)."""

import re
from typing import Final

from core.text.fold import HAN, fold
from core.text.listed import listed

_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊"
    "纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪"
    "包诸左石崔吉龚程嵇邢滑裴陆荣翁荀羊惠甄曲封芮储靳焦巴弓牧隗山谷车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司黎"
    "薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂牛寿通边扈燕冀浦尚农温庄晏柴瞿阎充慕连茹习艾鱼容"
    "向古易慎戈廖庾终居衡步都耿满弘匡文寇广禄阙东欧沃利蔚越师巩聂晁勾敖融冷辛阚那简饶曾沙养鞠须丰关蒯相查后荆红游权盖益桓公仉督岳"
    "帅缑亢况郈有琴归海晋楚闫肖涂覃代付丘岑佟亓麦候"
)
_TITLE: Final = re.compile(
    r"(?<=.)(?:总经理|副总经理|董事长|副总裁|总裁|总监|经理|副总|老板|老师|先生|女士|小姐|主任|主管|部长|科长|处长|局长|厂长|店长|院长|校长"
    r"|会长|书记|秘书|助理|律师|医生|教授|博士|工程师|师傅|总|工|董|姐|哥)$"
)
_WORDS_NOT_TITLES: Final = frozenset(listed("施工 包工 高工 水工 石工 金工 农工 华工 代工 后工 计工"))
_HAN_RUN: Final = re.compile(f"[{HAN}·.]*[{HAN}]")


def person_key(name: str) -> str:
    """林 嘉禾（采购）, 林嘉禾先生 and 林嘉禾 Julia → 林嘉禾; Lin, Jiahe and Jiahe LIN → jiahelin; '' only for ''."""
    plain = re.sub(r"\([^()]*\)", " ", fold(name))
    han = "".join(_HAN_RUN.findall(re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", plain))[:1])
    han = re.sub("[·.]", "", han)
    if len(han) > 1:
        bare = _TITLE.sub("", han)
        return bare if len(bare) > 1 else han
    return han if han and not re.search("[a-z]", plain) else _letters(plain) or "".join(fold(name).split())


def _letters(plain: str) -> str:
    return "".join(sorted(re.findall(r"[0-9a-z]+", plain)))


def without_title(word: str) -> str:
    """张总 → 张, 林嘉禾经理 → 林嘉禾, for a folded word that reads as a form of address; else the word itself."""
    bare = _TITLE.sub("", word)
    reads_as_name = bare != word and len(bare) <= 3 and bare[0] in _SURNAMES and word not in _WORDS_NOT_TITLES
    return bare if reads_as_name else word
