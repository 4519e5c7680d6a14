"""`wecrm doctor` (体检): what works, what does not, and how to cure it. The same checks feed the set-up page."""

from collections.abc import AsyncIterator

import aiohttp

from bot import checks, wecom_checks
from bot.checks import Check, later
from core.objects_list import register_all
from core.settings import Settings

NEED_SERVER = (("callback", "回调地址"), ("domain", "域名归属文件"))
NEED_SIMULATOR = (("token", "应用凭证"), ("agent", "应用"), ("tickets", "页面签名"), ("clock", "系统时间"))
NOT_RUNNING = "服务没有在运行，启动后再查"


async def run_doctor(settings: Settings) -> int:
    """Prints every check as it is done; 1 when something is broken, else 0."""
    broken = waiting = 0
    async for check in examine(settings):
        broken, waiting = broken + check.broken, waiting + check.waiting
        print(told(check), flush=True)
    rest = f"，{waiting} 项现在查不了" if waiting else ""
    print(f"\n{broken} 项要处理{rest}" if broken else f"\n没有要处理的{rest}")
    return 1 if broken else 0


def told(check: Check) -> str:
    """A check for the command line: mark, label, detail, numbered cure."""
    mark = "✓" if check.ok else "·" if check.waiting else "✗"
    steps = [f"     {number}. {step}" for number, step in enumerate(check.cure, 1)]
    return "\n".join([f"{mark} {check.label}：{check.detail}", *steps])


async def examine(settings: Settings) -> AsyncIterator[Check]:
    """Every check, whether the server runs or not; what needs something that is missing waits."""
    register_all()
    async with aiohttp.ClientSession() as session:
        up = await wecom_checks.server_up(settings, session)
        yield checks.settings_complete(settings)
        yield checks.public_address(settings)
        yield checks.data_folder(settings)
        for check in await checks.database_state(settings):
            yield check
        yield checks.one_writer(settings, up)
        yield (
            Check("server", "服务", True, f"在 {settings.host}:{settings.port} 运行")
            if up
            else later("server", "服务", NOT_RUNNING)
        )
        async for check in _wecom(settings, session, up):
            yield check
        yield await checks.card_reader(settings)


async def _wecom(settings: Settings, session: aiohttp.ClientSession, up: bool) -> AsyncIterator[Check]:
    if settings.simulator and not up:
        for key, label in (*NEED_SIMULATOR, *NEED_SERVER):
            yield later(key, label, NOT_RUNNING)
        return
    if not (settings.corp_id and settings.agent_secret):
        yield later("token", "应用凭证", "填好企业 ID 和应用 Secret 之后再查")
    else:
        for check in await wecom_checks.app_checks(settings):
            yield check
    yield await wecom_checks.clock_skew(settings, session)
    if not up:
        for key, label in NEED_SERVER:
            yield later(key, label, NOT_RUNNING)
        return
    yield await wecom_checks.callback_answers(settings, session)
    yield await wecom_checks.domain_file(settings, session)
