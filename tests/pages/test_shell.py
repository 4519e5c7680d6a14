"""The HTML around the pages: headers, embedded data, static files, and what shows while nothing is built."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from miniapp.pages import add_pages, embed, read_assets
from miniapp.webbuild import WebBuild

MANIFEST = {
    "src/boot.ts": {"file": "assets/boot-1.js", "css": ["assets/boot-1.css"], "isEntry": True},
    "src/shells/phone/index.ts": {"file": "assets/phone-1.js", "css": ["assets/phone-1.css"], "imports": ["_x.js"]},
    "src/shells/desk/index.ts": {"file": "assets/desk-1.js", "imports": ["_x.js", "src/boot.ts"]},
    "_x.js": {"file": "assets/x-1.js", "css": ["assets/boot-1.css"]},
}


class Silent:
    def info(self, event: str, **values: Any) -> None: ...

    def warning(self, event: str, **values: Any) -> None: ...


def build_into(folder: Path) -> None:
    (folder / "assets").mkdir()
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))
    (folder / "assets" / "boot-1.js").write_text("let a = 1;" * 100)
    (folder / "assets" / "boot-1.js.gz").write_bytes(gzip.compress(b"let a = 1;" * 100))


async def client_of(folder: Path, *, framed: bool = False, name: str = "周雨桐") -> TestClient[Any, Any]:
    async def bootstrap(request: web.Request) -> dict[str, Any]:
        if "stranger" in request.query:
            raise web.HTTPFound("/sign-in?next=/m/")
        return {"me": {"name": name}}

    app = web.Application()
    add_pages(app, bootstrap=bootstrap, static_dir=folder, builder=WebBuild(folder, folder, Silent()), framed=framed)
    client: TestClient[Any, Any] = TestClient(TestServer(app))
    await client.start_server()
    return client


async def test_the_page_carries_its_data_and_only_scripts_with_the_nonce(tmp_path: Path) -> None:
    build_into(tmp_path)
    client = await client_of(tmp_path)
    answer = await client.get("/m/o/lead/7")
    html = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce and "unsafe-inline" not in policy and "frame-ancestors 'none'" in policy
    assert re.findall(r"<script(?! nonce=| type=)", html) == []
    assert f'nonce="{nonce[1]}"' in html
    data = re.search(r'id="boot">(.*?)</script>', html)
    assert data and json.loads(data[1]) == {"me": {"name": "周雨桐"}}
    await client.close()


async def test_a_name_cannot_break_out_of_the_data(tmp_path: Path) -> None:
    build_into(tmp_path)
    client = await client_of(tmp_path, name="</script><script>alert(1)</script>")
    html = await (await client.get("/m/")).text()
    assert "<script>alert" not in html
    assert "\u2028" not in embed("a\u2028b")
    await client.close()


async def test_a_phone_gets_the_phone_shell_ahead_and_a_desktop_its_own(tmp_path: Path) -> None:
    build_into(tmp_path)
    client = await client_of(tmp_path)
    phone = await (await client.get("/m/", headers={"User-Agent": "iPhone wxwork Mobile"})).text()
    desk = await (await client.get("/m/", headers={"User-Agent": "Windows wxwork"})).text()
    assert 'modulepreload" href="/m/static/assets/phone-1.js"' in phone and "desk-1.js" not in phone
    assert 'modulepreload" href="/m/static/assets/desk-1.js"' in desk and "phone-1.js" not in desk
    await client.close()


def test_preloads_follow_static_imports_once() -> None:
    assets = read_assets(MANIFEST, "phone")
    assert assets.entry == "assets/boot-1.js"
    assert assets.preloads == ("assets/phone-1.js", "assets/x-1.js")
    assert assets.styles == ("assets/boot-1.css", "assets/phone-1.css")


async def test_only_the_simulator_may_frame_the_pages(tmp_path: Path) -> None:
    build_into(tmp_path)
    client = await client_of(tmp_path, framed=True)
    assert "frame-ancestors 'self'" in (await client.get("/m/")).headers["Content-Security-Policy"]
    await client.close()


async def test_built_files_are_kept_for_ever_and_sent_compressed(tmp_path: Path) -> None:
    build_into(tmp_path)
    client = await client_of(tmp_path)
    answer = await client.get("/m/static/assets/boot-1.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    await client.close()


@pytest.mark.parametrize("name", ["../manifest.json", "%2e%2e/manifest.json", "..%2fmanifest.json", "gone.js"])
async def test_nothing_outside_the_built_files_is_served(tmp_path: Path, name: str) -> None:
    build_into(tmp_path)
    client = await client_of(tmp_path)
    answer = await client.get(f"/m/static/assets/{name}")
    assert "src/boot.ts" not in await answer.text()
    await client.close()


async def test_a_stranger_is_sent_to_sign_in(tmp_path: Path) -> None:
    build_into(tmp_path)
    client = await client_of(tmp_path)
    answer = await client.get("/m/?stranger=1", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/sign-in?next=/m/")
    await client.close()


async def test_before_the_first_build_a_page_waits_and_reloads_itself(tmp_path: Path) -> None:
    client = await client_of(tmp_path)
    answer = await client.get("/m/o/lead")
    html = await answer.text()
    assert answer.status == 503
    assert "页面正在准备" in html and 'http-equiv="refresh"' in html
    await client.close()
