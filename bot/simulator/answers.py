"""How the API says no (错误码): HTTP 200 with errcode and errmsg in WeCom's shape."""

import secrets
import time
from typing import Any

WORDS = {
    -1: "system busy",
    6000: "data version conflict",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media file type",
    40005: "invalid type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid msgtype",
    40009: "invalid image size",
    40011: "invalid video size",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40016: "invalid button count",
    40017: "invalid button type",
    40018: "invalid button name length",
    40019: "invalid button key length",
    40020: "invalid button url length",
    40023: "invalid sub button count",
    40029: "invalid code",
    40032: "invalid userid list length",
    40054: "invalid sub button url",
    40055: "invalid button url",
    40056: "invalid agentid",
    40058: "invalid parameter",
    40066: "invalid party list",
    40074: "msgtype does not support safe",
    40091: "invalid secret",
    40093: "invalid jsapi signature",
    40096: "invalid external userid",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41006: "media_id missing",
    42001: "access_token expired",
    42003: "code expired",
    42014: "invalid task_id",
    42015: "agent does not match",
    42017: "invalid button list",
    42018: "invalid button key",
    42022: "code has been used",
    42027: "missing keyname",
    42028: "invalid url",
    42029: "invalid media_id in card",
    42030: "missing appid",
    42031: "invalid card_type",
    42033: "missing title",
    42035: "invalid horizontal_content_list length",
    42036: "invalid vertical_content_list length",
    42037: "invalid option_list length",
    42038: "missing button text",
    42039: "missing button key",
    42040: "invalid option id",
    42041: "missing option text",
    42042: "invalid jump_list length",
    42043: "invalid question_key",
    42044: "invalid image url",
    42045: "invalid card_action",
    42046: "invalid submit_button key",
    42047: "invalid select_list length",
    42049: "invalid submit_button text",
    42050: "invalid userid in card",
    42051: "invalid action_menu key",
    43001: "require GET method",
    43002: "require POST method",
    44001: "empty media data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "articles out of limit",
    45009: "api freq out of limit",
    45033: "api concurrency out of limit",
    46003: "menu does not exist",
    46004: "user does not exist",
    47001: "data format error",
    48002: "api forbidden",
    50001: "redirect_uri not allowed",
    60003: "department not found",
    60011: "no privilege to access",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    60140: "response_code expired or used",
    81013: "user & party & tag all invalid",
    82001: "user & party & tag all empty",
    82002: "invalid party list length",
    82003: "invalid tag list length",
    84014: "user_ticket expired",
    84015: "invalid user_ticket",
    84061: "no external contact relation",
    91040: "invalid ticket type",
    301002: "not allow operate another agent with this accesstoken",
    301017: "invalid voice format",
}


class ApiError(Exception):
    """Ends a call with this errcode; `more` joins the answer, `why` goes into errmsg for a reading person."""

    def __init__(self, code: int, why: str = "", **more: Any) -> None:
        super().__init__(code, why)
        self.code, self.why, self.more = code, why, more

    def answer(self, ip: str) -> dict[str, Any]:
        return {**self.more, **refusal(self.code, ip, self.why)}


def refusal(code: int, ip: str, why: str = "") -> dict[str, Any]:
    hint = f"[{int(time.time())}_{secrets.randbelow(90) + 10}_{secrets.token_hex(16)}]"
    words = WORDS.get(code, "error") + (f" ({why})" if why else "")
    link = f"https://open.work.weixin.qq.com/devtool/query?e={code}"
    return {"errcode": code, "errmsg": f"{words}, hint: {hint}, from ip: {ip}, more info at {link}"}


def ok(**more: Any) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", **more}
