"""Writing a follow-up in chat (写跟进): a button asks for the words, the next text is kept with the record."""

from typing import Any

from bot import cards
from bot.chat import Chat
from bot.handlers.work_buttons import Show, Write
from bot.router import Router
from core.activities.activity import ACTIVITY
from core.actor import Actor
from core.errors import NotFound
from core.objects.definition import ObjectDef
from core.objects.query import label_of, visible_ids
from core.objects.registry import object_named
from core.objects.writing import create
from core.wecom.events import CardPress
from core.wecom.messages import Jump, cut

router = Router()
WRITTEN_OF = ("opportunity",)
JOB, GONE = "跟进", "这个{label}已不归你看，跟进没有记下"


def may_write(actor: Actor, definition: ObjectDef) -> bool:
    return definition.key in WRITTEN_OF and actor.reach(ACTIVITY.key, "create") != "none"


@router.button(Write)
async def asked(actor: Actor, button: Write, press: CardPress, chat: Chat) -> None:
    """The card waits with the way back; the words come as the next text."""
    definition = object_named(button.object)
    if not await visible_ids(actor, definition, [button.id]):
        raise NotFound(GONE.format(label=definition.label))
    label = await label_of(definition, button.id)
    back = chat.button("返回", Show(button.object, button.id), 2)
    await chat.update_card(press, cards.button_card(f"写跟进：{label}", JOB, [back], text="发一句话，记到这里"))
    question = f"和「{cut(label, 16)}」谈得怎么样？发一段话，记成跟进"
    await chat.once(press, "write").ask("follow_up", question, object=button.object, id=button.id)


@router.dialog("follow_up", prose=True)
async def written(actor: Actor, text: str, answers: dict[str, Any], chat: Chat) -> None:
    """Kept with the record, and with what stands above it; nothing when it is no longer the member's."""
    definition, record_id = object_named(answers["object"]), int(answers["id"])
    if not await visible_ids(actor, definition, [record_id]):
        await chat.reply_text(GONE.format(label=definition.label))
        return
    label = await label_of(definition, record_id)
    await create(actor, ACTIVITY, {"content": text, "subject": {"object": definition.key, "id": record_id}})
    opens = chat.page(f"/m/o/{definition.key}/{record_id}")
    await chat.reply_card(
        cards.sentence(f"已记到「{cut(label, 18)}」的跟进", opens, jumps=[Jump("看这个" + definition.label, opens)])
    )
