"""What WeCom's error codes mean and what cures them (错误码): matched by number, never by text."""

from enum import StrEnum

from wechatpy.constants import WeChatErrorCode

from core.errors import CrmError, Malformed, NotAllowed, TooLarge, Unavailable


class Kind(StrEnum):
    """What to do about a refusal; the table follows WeCom's global error list (path/90313)."""

    CREDENTIAL = "credential"  # refresh the token, then once more
    TRANSIENT = "transient"  # busy; back off and try again
    RATE_LIMITED = "rate_limited"  # park everything for this call
    RECIPIENT = "recipient"  # nobody there, or a parameter names nothing: surface it
    PERMISSION = "permission"  # an administrator has to change something
    CONSUMED = "consumed"  # a one-shot code was used or has expired: never again
    MEDIA = "media"  # the file is gone, too large or of a wrong kind
    CARD = "card"  # the template card breaks a rule: a bug of ours
    CONTACTS = "contacts"  # one customer or member cannot be changed
    UNKNOWN = "unknown"


def _span(*codes: int | range) -> frozenset[int]:
    return frozenset(code for each in codes for code in (each if isinstance(each, range) else (each,)))


STALE_TOKEN = _span(
    WeChatErrorCode.INVALID_CREDENTIAL,
    WeChatErrorCode.INVALID_ACCESS_TOKEN,
    WeChatErrorCode.EXPIRED_ACCESS_TOKEN,
    WeChatErrorCode.MISSING_ACCESS_TOKEN,
)

NO_RELATION = 84061  # the member lacks 客户联系, or has no such customer
NO_SUCH_PERSON = 40096

_CODES: dict[Kind, frozenset[int]] = {
    Kind.CREDENTIAL: STALE_TOKEN | _span(40082, 42007, 42009, 42012),
    Kind.TRANSIENT: _span(WeChatErrorCode.SYSTEM_BUSY, 6000, 45033, 301022, 41063, 41079, 90304, 302005),
    Kind.RATE_LIMITED: _span(WeChatErrorCode.OUT_OF_API_FREQ_LIMIT, 41094),
    Kind.RECIPIENT: _span(
        40003, 40031, 40032, 40056, 40058, 40063, 40066, 40068, 40070, 44004, 45002, 45007, 45008, 46004,
        60003, 60111, 60136, 81012, 81013, range(82001, 82005), range(86001, 86225), 93000, 93004, 93008,
    ),
    Kind.PERMISSION: _span(
        40013, 40091, 48001, 48002, 48004, 48006, range(50001, 50004), 60011, 60020, 60021, 80001, 85005, 91040,
        301002, 301007, 301055, 301056, 701008,
    ),
    Kind.CONSUMED: _span(40029, 40078, 41050, 41051, 41096, 42003, 42022, 60140, 84014, 84015, 84071),
    Kind.MEDIA: _span(range(40004, 40008), 40009, 40011, 40123, 41006, 44001, 45001, 301016, 301017),
    Kind.CARD: _span(range(42014, 42021), range(42027, 42052)),
    Kind.CONTACTS: _span(
        range(40096, 40101), 40126, range(40128, 40132), 40201, range(41035, 41049), 41054, 41064, 41065, 45024,
        range(60001, 60003), range(60004, 60011), range(60102, 60107), range(81001, 81004), 84061, 90500, 90501,
        90507, 90508,
    ),
}  # fmt: skip
_KIND_OF = {code: kind for kind, codes in _CODES.items() for code in codes}

_KIND_CURES = {
    Kind.CREDENTIAL: "应用凭证失效，到管理后台核对企业 ID 和应用 Secret",
    Kind.TRANSIENT: "企业微信正忙，稍后会自动重试",
    Kind.RATE_LIMITED: "调用超过企业微信的频率限制，等一会儿会自动恢复",
    Kind.RECIPIENT: "收件人或部门不存在，或不在应用可见范围，到管理后台核对",
    Kind.PERMISSION: "应用缺少这项权限，到管理后台的应用详情里开通",
    Kind.CONSUMED: "这个凭据已用过或已过期，重新操作一次",
    Kind.MEDIA: "文件已过期、过大或格式不对，重新上传一次",
    Kind.CARD: "卡片内容不合企业微信的规则，把错误码告诉技术支持",
    Kind.CONTACTS: "这位成员或客户现在不能这样操作，到管理后台查看状态",
    Kind.UNKNOWN: "到管理后台的错误码查询工具里查这个错误码",
}
_CURES = {
    40001: "应用 Secret 不对，到「应用管理」里重新查看并填写 WECRM_AGENT_SECRET",
    40091: "应用 Secret 不对，到「应用管理」里重新查看并填写 WECRM_AGENT_SECRET",
    40013: "企业 ID 不对，到「我的企业」最下方复制并填写 WECRM_CORP_ID",
    40056: "应用 ID 不对，到应用详情里复制 AgentId 并填写 WECRM_AGENT_ID",
    48001: "应用没有这个接口的权限，到应用详情里开通",
    48002: "应用不能调用这个接口，把它加进「可调用接口的应用」；写通讯录要用通讯录同步的 Secret",
    48004: "企业还没有授权这个接口，到应用详情里授权",
    48006: "应用长期未用，权限被收回，到应用详情里重新启用",
    50001: "网页地址不在可信域名里，到应用详情的「网页授权及 JS-SDK」里填写 WECRM_BASE_URL 的域名和端口",
    50002: "这位成员不在应用可见范围，到应用详情里加上",
    50003: "应用已停用，到应用详情里启用",
    60011: "应用没有管理这些成员或部门的权限，到应用详情里扩大可见范围",
    60020: "服务器的 IP 不在企业可信 IP 里，到应用详情的「企业可信IP」里加上，一分钟后生效",
    60021: "这位成员不在应用可见范围，到应用详情里加上",
    80001: "可信域名不对或没有备案，到应用详情的「网页授权及 JS-SDK」里核对",
    81013: "收件人都不在应用可见范围，到应用详情里加上他们",
    84061: "这位成员没有客户联系功能，或与这位客户不是好友，到管理后台的「客户联系」里开通",
    85005: "可信域名没有完成归属验证，到应用详情的「网页授权及 JS-SDK」里验证",
    301002: "应用 ID 和 Secret 不是同一个应用的，核对 WECRM_AGENT_ID 和 WECRM_AGENT_SECRET",
    301007: "企业已被停用，联系企业微信客服",
    701008: "企业缺少接口许可，到管理后台购买",
}
_RETRY_AFTER_S = {Kind.TRANSIENT: 2.0, Kind.RATE_LIMITED: 60.0}


class WeComError(CrmError):
    """WeCom answered and refused: `errcode`, `errmsg` as sent, `api` the call without its query."""

    status = 502

    def __init__(self, errcode: int, errmsg: str, api: str) -> None:
        self.errcode, self.errmsg, self.api = errcode, errmsg, api
        super().__init__(f"企业微信没有接受（错误码 {errcode}）。{self.cure}")

    def __str__(self) -> str:
        return f"{self.api}: {self.errcode} {self.errmsg}"

    @property
    def kind(self) -> Kind:
        return _KIND_OF.get(self.errcode, Kind.UNKNOWN)

    @property
    def task_id_taken(self) -> bool:
        """A card with this task_id was sent before: on a resend that is good news. (42014 stands for an illegal
        id as well, but an illegal one is not made here.)
        """
        return self.errcode == 42014

    @property
    def cure(self) -> str:
        """One sentence: what an administrator does about it."""
        return _CURES.get(self.errcode) or _KIND_CURES[self.kind]

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before the same request may be tried again; None when trying again is no use."""
        return _RETRY_AFTER_S.get(self.kind)


class WeComUnreachable(Unavailable):
    """WeCom gave no usable answer: network trouble, HTTP 5xx or a body that is not JSON.

    `maybe_done` is True when the request may have been carried out all the same: then only a call that
    may be repeated without a second effect can be sent again.
    """

    def __init__(self, api: str, reason: str, *, maybe_done: bool) -> None:
        super().__init__("企业微信没有回应，稍后再试")
        self.api, self.reason, self.maybe_done = api, reason, maybe_done

    def __str__(self) -> str:
        return f"{self.api}: {self.reason}"


class BadCallback(Malformed):
    """A delivery that is not a callback of ours: malformed, of another company, or hostile (HTTP 400)."""

    def __init__(self, reason: str) -> None:
        super().__init__("这不是企业微信发来的回调")
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class OversizeCallback(BadCallback):
    """The body is above the limit (HTTP 413)."""

    status = 413


class BadSignature(NotAllowed):
    """The callback's signature is not ours (HTTP 403)."""

    def __init__(self) -> None:
        super().__init__("回调签名不对，核对 Token 和 EncodingAESKey")


class MediaTooLarge(TooLarge):
    """A file in WeCom is larger than the caller accepts."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"文件超过 {max_bytes / 1_000_000:g} MB，压缩后再发一次")
        self.max_bytes = max_bytes
