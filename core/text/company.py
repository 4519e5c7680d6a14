"""Company names as keys: what is left when legal forms, brackets and places are gone (公司名归一).

Three strengths, from exact to bold: `company_exact` keeps every word that tells two legal entities apart (good for a
hard key), `company_key` also drops places and the legal form (good for finding the same customer), and `brand` keeps
only the words that are the company's own (good for comparing).
"""

import re
from functools import lru_cache
from typing import Final

from core.text.fold import WIDE, fold
from core.text.listed import listed
from core.text.places import AMBIGUOUS, REGIONS, is_place, latin_places, without_place

_JUNK: Final = re.compile(rf"[^0-9a-z{WIDE}]+")
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
LEGAL_TAIL: Final = re.compile(
    r"(?:(?:集团|控股|集团控股|控股集团|投资控股)?(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|责任公司|总公司"
    r"|无限公司|集团公司|公司)|集团|株式会社|合伙企业|有限合伙|普通合伙|个体工商户|分公司)+$"
)
_CHINA_TAIL: Final = re.compile(r"(?<=..)中国$")
_CHINA: Final = "中国"
_JAPANESE_HEAD: Final = re.compile(r"^(?:株式会社|有限会社|合同会社)(?=.)")
_FORMER: Final = re.compile(r"^(?:原|曾用名|简称|以下简称|又名)")
_BRANCH: Final = re.compile(
    r"(?<=.)(?:集团)?(?:股份|有限责任|有限|责任)+公司(?=.*(?:分公司|办事处|分店|分部|事业部|营业部)$)"
)
_FORMS: Final = frozenset(
    listed(
        """
        集团 控股 筹 筹建 有限合伙 普通合伙 特殊普通合伙 有限责任公司 有限公司 股份有限公司 股份公司 个体
        个体工商户 总部 本部 limited ltd group 合伙企业 个人独资 自然人独资 外商独资 法人独资 中外合资 在业 存续 开业
        在营 注销 吊销 迁出
        """
    )
)
_ENGLISH: Final = frozenset(
    listed(
        """
        co company ltd limited inc incorporated llc llp lp corp corporation plc gmbh ag kg sa sarl srl spa bv nv
        ab as oy pte pty sdn bhd kk group holding holdings the
        """
    )
)
_GENERIC: Final = listed(
    """
    科技 技术 信息 信息技术 信息科技 网络 网络科技 软件 电子 电子商务 智能 智能科技 数据 数字 商贸 贸易 国际贸易
    进出口 实业 工业 工贸 企业 企业管理 管理 咨询 服务 投资 发展 建设 建筑 工程 装饰 设计 文化 传媒 文化传媒
    广告 教育 培训 医疗 医药 生物 生物科技 食品 餐饮 物流 运输 供应链 机械 机械设备 设备 制造 材料 新材料 新能源
    能源 环保 化工 汽车 地产 房地产 置业 物业 酒店 银行 保险 证券 基金 金融 大学 学院 医院 学校 中学 小学 移动
    电信 联通 电力 铁路 地铁 机场 航空 石油 石化 烟草 邮政 农商 农村商业 市场 市场营销 营销 国际 控股 集团 产业
    服饰 服装 家具 电器 五金 塑料 包装 印刷 半导体 光电 自动化 通信 安防 仪器 的 一 新 大 区 县 市 人民 中心
    研究院 研究所 设计院 协会 商会 出版社 日报 电视台 厂 店 商行 经营部 工作室 事务所 律师 会计师
    """
)
_LONGEST_FIRST: Final = sorted(_GENERIC, key=len, reverse=True)
_GENERIC_ONLY: Final = re.compile(f"(?:{'|'.join(_LONGEST_FIRST)})*")
_GENERIC_WORD: Final = re.compile("|".join(word for word in _LONGEST_FIRST if len(word) > 1))
_ENGLISH_GENERIC: Final = frozenset(
    listed(
        """
        bank university hospital school airport airlines technology technologies tech trading trade industry
        industrial international electronics software network information media logistics and of
        """
    )
)


def company_exact(name: str) -> str:
    """The name without spaces, punctuation, width, case and script differences; '' only for an empty name."""
    plain = fold(name)
    return _JUNK.sub("", plain) or "".join(plain.split())


@lru_cache(maxsize=4096)
def company_key(name: str) -> str:
    """The bold key: 杭州汇筑科技有限公司 = 汇筑科技（杭州）股份公司 = 汇筑科技; Huizhu Tech Co., Ltd. = huizhutech.

    Places stay where nothing but general words would be left (北京银行). Never '' for a name with any character.
    """
    plain = _open_brackets(fold(name))
    if not re.search(f"[{WIDE}]", plain):
        return _english(plain) or company_exact(name)
    whole = _JUNK.sub("", plain)
    short = _CHINA_TAIL.sub("", without_legal_form(whole))
    bare = without_place(short.removeprefix(_CHINA))
    if len(bare) > 1 and not _GENERIC_ONLY.fullmatch(bare):
        return bare
    return short if len(short) > 1 else company_exact(name)


def without_legal_form(name: str) -> str:
    """A folded name without 有限公司, 集团 and their like at the end (or before the name of a branch)."""
    return LEGAL_TAIL.sub("", _BRANCH.sub("", _JAPANESE_HEAD.sub("", name)))


def brand(key: str) -> str:
    """A company key without general words: 汇筑科技 → 汇筑; the key itself when only a place or nothing is left."""
    own = _GENERIC_WORD.sub("", key)
    return key if not own or own in REGIONS or is_place(own) else own


def _open_brackets(plain: str) -> str:
    """Drop brackets that hold a place, a legal form, a former name or nothing; keep the words of all others."""
    return _BRACKET.sub(lambda match: "" if _is_aside(match[1].strip()) else f" {match[1]} ", plain)


def _is_aside(inside: str) -> bool:
    word = _JUNK.sub("", inside)
    return not word or word in _FORMS | REGIONS | AMBIGUOUS or is_place(word) or _FORMER.match(word) is not None


def _english(plain: str) -> str:
    words = re.findall(r"[0-9a-z]+", re.sub(r"[.']", "", plain.replace("&", " and ")))
    while len(words) > 1 and words[-1] in _ENGLISH:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    if len(words) > 1 and words[0] in latin_places() and not set(words[1:]) <= _ENGLISH_GENERIC:
        del words[0]
    return "".join(words)
