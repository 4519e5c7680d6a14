"""The HTML around the pages: bootstrap data, preloads, headers, and what shows during the build (页面外壳)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from miniapp.webbuild import WebBuild

Bootstrap = Callable[[web.Request], Awaitable[dict[str, Any]]]

ENTRY = "src/boot.ts"
SHELLS = {"phone": "src/shells/phone/index.ts", "desk": "src/shells/desk/index.ts"}
PREFIX = "/m/static/"
FOREVER = "public, max-age=31536000, immutable"

THEME = "try{var t=localStorage.getItem('wecrm:theme');if(t)document.documentElement.dataset.theme=t}catch(e){}"
TOO_OLD = (
    "if(!''.replaceAll)document.getElementById('app').innerHTML="
    "'<p class=\"too-old\">企业微信版本太旧，打不开这个页面。升级企业微信后再打开</p>'"
)
SKELETON = '<div class="boot-skeleton" aria-hidden="true">' + "<i></i><b></b>" * 6 + "</div>"

SHELL = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="format-detection" content="telephone=no">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>wecrm</title>
<link rel="icon" href="data:,">
{links}
<script nonce="{nonce}">{theme}</script>
<script type="module" src="{entry}"></script>
</head>
<body>
<div id="app">{skeleton}</div>
<script type="application/json" id="boot">{boot}</script>
<script nonce="{nonce}">{too_old}</script>
</body>
</html>
"""

WAITING = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="{every}">
<title>{title}</title>
<link rel="icon" href="data:,">
<style nonce="{nonce}">
body{{margin:0;color:#161B26;background:#F3F5F8}}
body{{font:16px/26px -apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}}
main{{max-width:420px;margin:26vh auto 0;padding:0 24px;text-align:center}}
h1{{font-size:20px;line-height:28px;margin:0 0 8px}}
p{{margin:0 0 8px;color:#4A5364;overflow-wrap:anywhere}}
@media (prefers-color-scheme:dark){{body{{color:#EEF1F5;background:#0E1217}}p{{color:#B7BFCB}}}}
</style>
</head>
<body><main><h1>{title}</h1><p>{detail}</p><p>{hint}</p></main></body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Assets:
    """What the HTML names: the entry script, the style sheets, and the scripts to fetch ahead."""

    entry: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def read_assets(manifest: dict[str, Any], shell: str) -> Assets:
    """Follows the static imports of the entry and of one shell; dynamic ones stay lazy."""
    scripts: list[str] = []
    styles: list[str] = []

    def follow(name: str) -> None:
        chunk = manifest[name]
        if chunk["file"] in scripts:
            return
        scripts.append(chunk["file"])
        styles.extend(css for css in chunk.get("css", ()) if css not in styles)
        for imported in chunk.get("imports", ()):
            follow(imported)

    follow(ENTRY)
    follow(SHELLS[shell])
    entry = str(manifest[ENTRY]["file"])
    return Assets(entry, tuple(styles), tuple(script for script in scripts if script != entry))


def shell_for(user_agent: str) -> str:
    """Which shell to fetch ahead; the browser decides by its width, so a wrong guess only costs time."""
    return "phone" if any(word in user_agent for word in ("Mobile", "Android", "iPhone")) else "desk"


def embed(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def security_headers(nonce: str, *, framed: bool) -> dict[str, str]:
    ancestors = "'self'" if framed else "'none'"
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {ancestors}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def render_shell(assets: Assets, boot: dict[str, Any], nonce: str) -> str:
    links = [f'<link rel="stylesheet" href="{PREFIX}{escape(name)}">' for name in assets.styles]
    links += [f'<link rel="modulepreload" href="{PREFIX}{escape(name)}">' for name in assets.preloads]
    return SHELL.format(
        links="\n".join(links),
        nonce=nonce,
        theme=THEME,
        entry=PREFIX + escape(assets.entry),
        skeleton=SKELETON,
        boot=embed(boot),
        too_old=TOO_OLD,
    )


def render_waiting(builder: WebBuild, nonce: str) -> str:
    if builder.state == "failed":
        title, hint, every = "页面没有准备好", "修好后这里会自动打开。机器人、接口和卡片照常可用", 15
    else:
        title, hint, every = "页面正在准备", "好了会自动打开，不用刷新", 3
    return WAITING.format(title=title, detail=escape(builder.message), hint=hint, every=every, nonce=nonce)


def add_pages(
    app: web.Application, *, bootstrap: Bootstrap, static_dir: Path, builder: WebBuild, framed: bool = False
) -> None:
    """Serves `/m/…` and `/m/static/…`. `bootstrap` answers who is asking or raises the redirect to sign-in;
    `framed` lets the simulator on the same origin show pages in a frame."""
    assets_dir = (static_dir / "assets").resolve()

    async def page(request: web.Request) -> web.StreamResponse:
        nonce = secrets.token_urlsafe(16)
        headers = security_headers(nonce, framed=framed)
        if not builder.built:
            headers["Retry-After"] = "3"
            return web.Response(
                text=render_waiting(builder, nonce), content_type="text/html", status=503, headers=headers
            )
        boot = await bootstrap(request)
        manifest = json.loads((static_dir / "manifest.json").read_text())
        assets = read_assets(manifest, shell_for(request.headers.get("User-Agent", "")))
        return web.Response(text=render_shell(assets, boot, nonce), content_type="text/html", headers=headers)

    async def asset(request: web.Request) -> web.StreamResponse:
        path = (assets_dir / request.match_info["name"]).resolve()
        if not path.is_relative_to(assets_dir) or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"})

    async def home(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/m/")

    app.router.add_get("/m", home)
    app.router.add_get(PREFIX + "assets/{name:.+}", asset)
    app.router.add_get("/m/{tail:.*}", page)
