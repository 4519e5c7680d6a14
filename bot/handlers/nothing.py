"""Events that ask for no answer (不需要答复): listed so that the log only names those nobody has thought of."""

from bot.router import Router
from core.wecom.events import LocationReport, MenuView, PictureEvent, Unsubscribe

router = Router()


@router.event(LocationReport)
@router.event(MenuView)
@router.event(PictureEvent)
@router.event(Unsubscribe)
async def nothing_to_say() -> None:
    """A position on entering, a page opened from the menu, a picture announced, the app left."""
