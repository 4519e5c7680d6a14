"""A photo of a business card (拍名片): taken in at once, fetched and read by a job, answered with one card per card."""

from typing import Any

from bot.buttons import Buttons
from bot.chat import Chat
from bot.handlers.card_view import CardView
from bot.parts import Parts
from bot.router import Router
from core import jobs
from core.cards import scan as scans
from core.cards.scan import CardScan
from core.errors import TooLarge
from core.files.file import StoredFile, media_type_of
from core.jobs import JobRun
from core.org.actor import Actor, actor_by_id
from core.wecom.errors import Kind, WeComError
from core.wecom.events import ImageMessage
from core.work import work
from ocr.errors import PictureError

router = Router()
READINGS = 2
"""Photos that are worked on at a time; the other jobs keep their places."""
MOST_BYTES = 20 * 1024 * 1024
NO_CARD = "没有识别到名片。拍清楚四个角，再发一次"
EXPIRED = "照片过期了，再发一次"
GAVE_UP = "这张照片没有读出来。过几分钟再发一次"


@router.message(ImageMessage, word="拍名片", help="拍照发给我，几秒存成线索")
async def photo(message: ImageMessage, actor: Actor, chat: Chat) -> None:
    """Only notes the photo: fetching and reading take seconds and happen in the job."""
    scan = await scans.begin(actor, f"chat:{chat.key}", message.media_id)
    await jobs.add("card.read", {"scan": scan.id}, key=str(scan.id), lane=f"cards-{scan.id % READINGS}")


class ReadCards:
    """Fetches a photo, keeps it, reads it and answers (job `card.read`), each step once."""

    def __init__(self, parts: Parts, buttons: Buttons) -> None:
        self._parts, self._buttons = parts, buttons

    async def read(self, run: JobRun) -> None:
        scan = await CardScan.get(id=run.payload["scan"])
        actor = await actor_by_id(scan.member_id)
        if scan.state != "reading" or actor is None:
            return
        try:
            reading = (await self._parts.reader.read(await self._photo(scan))).to_json()
        except (PictureError, TooLarge) as error:
            await self._end(run, scan, actor, error.message)
        except WeComError as error:
            if error.kind is not Kind.MEDIA:
                raise
            await self._end(run, scan, actor, EXPIRED)
        else:
            await self._answer(run, scan, actor, reading)

    async def gave_up(self, run: JobRun, _error: Exception) -> None:
        scan = await CardScan.get(id=run.payload["scan"])
        if actor := await actor_by_id(scan.member_id):
            async with work():
                await scans.could_not_be_read(scan, GAVE_UP)
                await self._chat(scan, actor).reply_text(GAVE_UP)

    async def _photo(self, scan: CardScan) -> bytes:
        """The picture, from our own store when an earlier attempt has fetched it."""
        if scan.file_id:
            return await self._parts.files.read(await StoredFile.get(id=scan.file_id))
        media = await self._parts.wecom.get_media(scan.media_id, MOST_BYTES)
        kept = await self._parts.files.keep(media.data, media_type_of(media.data))
        await scans.photo_kept(scan, kept.id)
        return media.data

    async def _answer(self, run: JobRun, scan: CardScan, actor: Actor, reading: dict[str, Any]) -> None:
        scan.reading = reading
        if not reading["cards"]:
            await self._end(run, scan, actor, NO_CARD)
            return
        chat = self._chat(scan, actor)
        views = [await view_of(chat, actor, scan, number) for number in range(len(reading["cards"]))]
        async with work():
            if await run.finish():
                await scans.was_read(scan, reading)
                for view in views:
                    await chat.reply_card(view.read())

    async def _end(self, run: JobRun, scan: CardScan, actor: Actor, sentence: str) -> None:
        async with work():
            if await run.finish():
                await scans.could_not_be_read(scan, sentence)
                await self._chat(scan, actor).reply_text(sentence)

    def _chat(self, scan: CardScan, actor: Actor) -> Chat:
        return Chat(self._parts.settings, self._buttons, actor.userid, f"scan:{scan.id}")


async def view_of(chat: Chat, actor: Actor, scan: CardScan, number: int) -> CardView:
    """A card with what is known of the same person or company."""
    found = await scans.duplicates(actor, scans.plain(scans.card_of(scan, number)["fields"]))
    return CardView(chat, actor, scan, number, found)
