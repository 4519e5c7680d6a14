"""What goes over when a member leaves, in one explicit list (交接清单). Adding a tie to members adds one line here."""

from core import clock
from core.actor import Actor
from core.objects.registry import objects
from core.pools.facts import PoolApplication
from core.teams.handover import PLACES, Tie, owned

# Of these objects only some of what a member owns is still open; every other owned object goes over whole.
OPEN = {"rename_request": {"state": "waiting"}, "opportunity": {"state": "open"}, "task": {"state": "open"}}


def ties() -> tuple[Tie, ...]:
    """Records first, then places in teams, then what is withdrawn because only the leaver could want it."""
    records = [owned(one, **OPEN.get(one.key, {})) for one in objects().values() if one.owned]
    return (*records, PLACES, Tie("撤回的公海申请", _waiting, _withdraw))


async def _waiting(leaver: int) -> int:
    return await PoolApplication.filter(member_id=leaver, state="waiting").count()


async def _withdraw(actor: Actor, leaver: int, heir: int) -> int:
    waiting = PoolApplication.filter(member_id=leaver, state="waiting")
    return await waiting.update(state="withdrawn", open_key=None, decided_at=clock.now())
