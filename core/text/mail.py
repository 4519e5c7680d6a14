"""Read e-mail addresses and web domains, and tell personal mailboxes from shared ones (邮箱、域名)."""

import re
from typing import Final

from core.text.fold import narrow
from core.text.listed import listed

_EMAIL: Final = re.compile(r"[a-z0-9][a-z0-9._%+\-]*\s?@\s?(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z][a-z0-9\-]+")
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z][a-z0-9\-]+")

FREE_MAIL: Final = frozenset(
    listed(
        """
        qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com vip.126.com yeah.net 188.com sina.com sina.cn
        vip.sina.com sina.com.cn sohu.com vip.sohu.com tom.com 139.com 189.cn wo.cn 21cn.com aliyun.com 263.net
        263.net.cn eyou.com citiz.net 2980.com gmail.com googlemail.com outlook.com hotmail.com live.com live.cn
        msn.com yahoo.com yahoo.cn yahoo.com.cn yahoo.com.hk yahoo.com.tw yahoo.co.jp ymail.com icloud.com
        me.com mac.com proton.me protonmail.com gmx.com gmx.de mail.com mail.ru yandex.com naver.com hanmail.net
        aol.com zoho.com petalmail.com
        """
    )
)
_HOSTED: Final = frozenset(
    listed(
        """
        1688.com alibaba.com taobao.com tmall.com jd.com pinduoduo.com made-in-china.com globalsources.com
        hc360.com weixin.qq.com qq.com weibo.com github.io gitee.io wixsite.com weebly.com wordpress.com
        blogspot.com shopify.com myshopify.com linkedin.com facebook.com zhihu.com baidu.com douyin.com
        """
    )
)
_SHARED: Final = frozenset(
    listed(
        """
        info sales sale service services support hr admin administrator contact contacts contactus office market
        marketing webmaster postmaster hostmaster noreply no-reply donotreply mail email enquiry enquiries
        inquiry inquiries query jobs job career careers recruit recruiting recruitment resume cv finance account
        accounts accounting billing invoice purchase purchasing procurement buyer order orders business bd cs
        customer customerservice help helpdesk feedback press media pr legal reception hello hi team all staff
        company public export import export-sales qa it xiaoshou kefu caiwu xingzheng renshi zhaopin caigou
        shangwu lianxi bangongshi gongsi yingxiao shichang fuwu shouhou waimao jishu rlzy hezuo tousu guanli
        zongjingban
        """
    )
)
_SECOND_LEVEL: Final = frozenset(listed("com net org gov edu ac co mil idv gob or ne go"))


def emails(text: str) -> list[str]:
    """Every address in the text, lower case, in order, each once; full-width @, mailto: and a space at @ are read."""
    plain = narrow(text).lower().replace("mailto:", " ")
    return list(dict.fromkeys("".join(found.split()) for found in _EMAIL.findall(plain)))


def is_shared_mailbox(email: str) -> bool:
    """Whether several people read it (info@, sales01@, hr-sh@ …), so that it says nothing about a person.

    A mailbox at a free provider (163, qq …) belongs to whoever opened it and is never called shared.
    """
    local, _, host = email.strip().lower().partition("@")
    if host in FREE_MAIL:
        return False
    parts = [part.rstrip("0123456789") for part in re.split(r"[._+]", local)]
    return any(part in _SHARED or part.split("-")[0] in _SHARED for part in parts[:1]) or local in _SHARED


def domain(text: str) -> str:
    """The company's own domain in a web address or e-mail: `https://www.huizhu.com.cn/a` → huizhu.com.cn.

    '' for free mailboxes, pages on somebody's platform (1688, tmall …), IP addresses and anything else.
    """
    plain = narrow(text).lower().strip()
    found = _HOST.search(plain.rpartition("@")[2] if "@" in plain else plain.partition("://")[2] or plain)
    if not found:
        return ""
    registered = _registered(found[0])
    return "" if found[0] in FREE_MAIL or registered in FREE_MAIL | _HOSTED else registered


def _registered(host: str) -> str:
    """The part of a host name that was bought: two labels, three below com.cn, co.uk and their like."""
    labels = host.split(".")
    below_country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if below_country else -2 :])
