"""What people call their columns (列名): other words for our fields, prefixes of other systems, address books."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.text.fold import fold
from core.text.listed import listed

ERROR_COLUMN: Final = "错误原因"  # what we add to the rows that we give back
_ASIDE: Final = re.compile(r"\((?:必填|必须|选填|可选|\*|多选|单选|文本|日期|数字)[^)]*\)")
_TAG: Final = re.compile(r"^[\[(](客|联|客户|联系人|线索)[\])]")
_LED: Final = re.compile(r"^(客户|联系人|线索)[·:.\-/]")
_JUNK: Final = re.compile(r"[\s*:_\-/·.'\"]+")
_BELOW: Final = ("联", "联系人")
_OWN: Final = ("客", "客户", "线索")
_WORDS: Final = """
person.name: 姓名 名字 昵称 联系人 联系人姓名 联系人名称 客户姓名 线索姓名 线索名称 显示名 name fullname displayname
    nickname
company.name: 客户名称 客户 客户名 公司 公司名称 公司全称 企业 企业名称 单位 单位名称 name company companyname account
    accountname customer organization
company: 公司 公司名称 公司全称 企业 企业名称 单位 单位名称 工作单位 客户名称 客户 company companyname organization
account: 客户 客户名称 公司 公司名称 所属公司 所属客户 单位 企业名称 company companyname account
mobile: 手机 手机号 手机号码 移动电话 移动手机 手机1 mobile mobilephone cell cellphone mobilenumber
phone: 电话 固定电话 座机 办公电话 联系电话 电话号码 公司电话 商务电话 单位电话 businessphone phone telephone tel
    officephone workphone
email: 邮箱 电子邮箱 邮件 邮件地址 电子邮件 电子邮件地址 邮箱地址 邮箱账号 email emailaddress mail
title: 职务 职位 职称 头衔 岗位 title jobtitle position
department: 部门 所在部门 department
wechat: 微信 微信号 wechat weixin
qq: qq qq号 qq号码
fax: 传真 传真号码 商务传真 businessfax fax
website: 网站 网址 官网 公司网址 公司网站 主页 网页 个人主页 webpage website url homepage
address: 地址 联系地址 公司地址 办公地址 详细地址 通讯地址 商务地址街道 家庭地址 address businessstreet
    businessaddress
postcode: 邮编 邮政编码 商务地址邮政编码 businesspostalcode postalcode zip zipcode
city: 城市 所在城市 商务地址市县 businesscity city
note: 备注 说明 附注 其他信息 note notes remark remarks comment
owner: 负责人 客户所有人 线索所有人 所有人 所有者 跟进人 归属人 业务员 销售 销售人员 销售负责人 owner
pool_group: 公海分组 公海池分组 公海池 公海 所属公海 所属公海池 线索公海 客户公海 线索池 分组
status: 状态 跟进状态 线索状态 客户状态 status
source: 来源 线索来源 客户来源 source
industry: 行业 所属行业 客户行业 industry
level: 级别 客户级别 线索级别 等级 客户等级 level
stage: 阶段 客户阶段 stage
credit_code: 信用代码 社会信用代码 统一社会信用代码 税号 纳税人识别号
next_follow_at: 下次跟进 下次跟进时间 下次联系时间
"""
KIN: Final = {
    key: frozenset(listed(words)) for key, words in re.findall(r"^([a-z_.]+): (.+(?:\n .+)*)", _WORDS, re.MULTILINE)
}
_PEOPLE: Final = ("person.name", "company", "mobile", "phone", "email", "title", "department", "note", "address")
_OURS: Final = ("owner", "pool_group", "status", "level", "stage", "next_follow_at")
_MORE_OF_PEOPLE: Final = (
    "姓 名 性别 生日 分组 组 别名 拼音 账号 帐号 firstname lastname middlename suffix birthday gender categories"
)


@dataclass(frozen=True)
class Said:
    """A header without what does not matter; `side` is "own" or "below" where it says whose field it means."""

    plain: str
    side: str = ""


def said(header: str) -> Said:
    text = _ASIDE.sub("", fold(header).strip())
    tagged = _TAG.match(text) or _LED.match(text)
    side = "" if tagged is None else "below" if tagged[1] in _BELOW else "own"
    rest = text[tagged.end() :] if tagged else text
    return Said(_JUNK.sub("", rest).removeprefix("是否"), side)


def readings(name: Said) -> list[Said]:
    """What a header may mean, the likeliest first: 联系人手机 is also the 手机 of the 联系人."""
    found = [name]
    for words, side in ((_BELOW, "below"), (_OWN, "own")):
        for word in words:
            if len(word) > 1 and name.plain.startswith(word) and len(name.plain) > len(word) and not name.side:
                found.append(Said(name.plain.removeprefix(word), side))
    return found


def is_exmail(headers: Sequence[str]) -> bool:
    """Whether the columns are those of a mailbox's address book (腾讯企业邮箱联系人): people with addresses, nothing of
    ours, and hardly anything else.
    """
    names = {said(header).plain for header in headers if header}
    people = frozenset().union(*(KIN[key] for key in _PEOPLE), listed(_MORE_OF_PEOPLE))
    ours = frozenset().union(*(KIN[key] for key in _OURS)) - people
    if names & ours or not names & KIN["email"]:
        return False
    named = names & KIN["person.name"] or {"firstname", "lastname"} & names or {"姓", "名"} & names
    return bool(named) and len(names & people) * 2 >= len(names)
