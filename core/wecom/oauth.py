"""Addresses that send a person to sign in with WeCom (网页授权与扫码登录, path/91022 and path/98152)."""

import secrets
from urllib.parse import urlencode

from core.wecom.config import WeComConfig


def new_state() -> str:
    """128 random bits in letters and digits, the only signs WeCom lets through."""
    return secrets.token_hex(16)


def authorize_url(config: WeComConfig, redirect_uri: str, state: str, *, private: bool = False) -> str:
    """Sign in within WeCom's own browser, silently; `private` asks for mobile and avatar on a consent page."""
    query: dict[str, str | int] = {
        "appid": config.corp_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": "snsapi_privateinfo" if private else "snsapi_base",
        "state": state,
        "agentid": config.agent_id,
    }
    return _joined(config.oauth_url, query) + "#wechat_redirect"


def web_login_url(config: WeComConfig, redirect_uri: str, state: str, *, lang: str = "zh") -> str:
    """Sign in from any browser by scanning a code with WeCom."""
    query: dict[str, str | int] = {
        "login_type": "CorpApp",
        "appid": config.corp_id,
        "agentid": config.agent_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "lang": lang,
    }
    return _joined(config.login_url, query)


def _joined(address: str, query: dict[str, str | int]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
