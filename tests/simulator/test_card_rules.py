"""Every refusal of a template card, one row each."""

from typing import Any

import pytest

from tests.simulator.conftest import Simulator, button_card, notice_card

URL = "https://crm.example/"
OPTIONS = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]
SUBMIT = {"text": "提交", "key": "submit"}


def rows(*items: dict[str, Any]) -> dict[str, Any]:
    return notice_card(horizontal_content_list=list(items))


def vote(**more: Any) -> dict[str, Any]:
    question = {"question_key": "q", "option_list": OPTIONS, "mode": 1}
    card = {"card_type": "vote_interaction", "task_id": "v", "main_title": {"title": "选"}}
    return {**card, "checkbox": question, "submit_button": SUBMIT, **more}


def selects(lists: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    card = {"card_type": "multiple_interaction", "task_id": "m", "main_title": {"title": "分配线索"}}
    return {**card, "select_list": lists, "submit_button": SUBMIT, **more}


def news(**more: Any) -> dict[str, Any]:
    card = {"card_type": "news_notice", "main_title": {"title": "展会"}, "card_action": {"type": 1, "url": URL}}
    return {**card, "card_image": {"url": URL + "a.jpg"}, **more}


def menu(*actions: dict[str, Any]) -> dict[str, Any]:
    return notice_card(task_id="menu", action_menu={"desc": "更多", "action_list": list(actions)})


OWNER = {"question_key": "owner", "option_list": OPTIONS}
CASES = [
    (notice_card(), 0),
    (button_card(), 0),
    (vote(), 0),
    (selects([OWNER]), 0),
    (news(), 0),
    (notice_card(card_type="poem"), 42031),
    (button_card(task_id=""), 42014),
    (button_card(task_id="含中文"), 42014),
    (button_card(task_id="x" * 129), 42014),
    (notice_card(action_menu={"action_list": [{"text": "a", "key": "a"}]}), 42014),
    (button_card(main_title={"desc": "no title"}), 42033),
    (notice_card(main_title={}), 42033),
    (notice_card(main_title={}, sub_title_text="enough"), 0),
    (notice_card(card_action={"type": 0}), 42045),
    (notice_card(card_action={"type": 1, "url": "ftp://x"}), 42028),
    (notice_card(card_action={"type": 2}), 42030),
    (rows(*[{"keyname": str(number), "value": "x"} for number in range(7)]), 42035),
    (rows({"value": "x"}), 42027),
    (rows({"keyname": "k", "type": 1}), 42028),
    (rows({"keyname": "k", "type": 2, "media_id": "gone"}), 42029),
    (rows({"keyname": "k", "type": 3, "userid": "nobody"}), 42050),
    (rows({"keyname": "k", "type": 3, "userid": "lijiayi", "value": "李佳怡"}), 0),
    (notice_card(jump_list=[{"type": 1, "title": "去", "url": URL}] * 4), 42042),
    (notice_card(jump_list=[{"type": 1, "url": URL}]), 42033),
    (notice_card(jump_list=[{"type": 2, "title": "去"}]), 42030),
    (notice_card(quote_area={"type": 1, "title": "x"}), 42028),
    (news(vertical_content_list=[{"title": "x"}] * 5), 42036),
    (news(vertical_content_list=[{"desc": "x"}]), 42033),
    (news(card_image={"url": "a.jpg"}), 42044),
    (news(card_image=None), 42044),
    (news(card_image=None, image_text_area={"type": 1, "url": URL, "image_url": URL + "b.png"}), 0),
    (news(card_action={}), 42045),
    (menu(), 42051),
    (menu({"text": "a", "key": "k"}, {"text": "b", "key": "k"}), 42051),
    (menu({"text": "a", "key": ""}), 42051),
    (menu({"key": "k"}), 42038),
    (menu(*[{"text": "a", "key": str(number)} for number in range(4)]), 42051),
    (button_card(button_list=[]), 42017),
    (button_card(button_list=[{"text": "a", "key": str(number)} for number in range(7)]), 42017),
    (button_card(button_list=[{"key": "k"}]), 42038),
    (button_card(button_list=[{"text": "a"}]), 42039),
    (button_card(button_list=[{"text": "a", "key": "k"}, {"text": "b", "key": "k"}]), 42018),
    (button_card(button_list=[{"text": "a", "key": "k" * 1025}]), 42018),
    (button_card(button_list=[{"type": 1, "text": "a"}]), 42028),
    (button_card(button_selection={"option_list": OPTIONS}), 42043),
    (button_card(button_selection={"question_key": "q", "option_list": []}), 42037),
    (button_card(button_selection={"question_key": "q", "option_list": OPTIONS, "selected_id": "z"}), 42040),
    (vote(checkbox={"question_key": "q", "option_list": [*OPTIONS, {"id": "a", "text": "x"}]}), 42040),
    (vote(checkbox={"question_key": "q", "option_list": [{"id": "a"}]}), 42041),
    (vote(checkbox={"question_key": "q", "option_list": [{"id": str(n), "text": "x"} for n in range(21)]}), 42037),
    (vote(submit_button={"text": "提交"}), 42046),
    (vote(submit_button={"text": "", "key": "k"}), 42049),
    (selects([]), 42047),
    (selects([OWNER] * 4), 42047),
    (selects([OWNER, OWNER]), 42043),
    (selects([{**OWNER, "option_list": [{"id": "a" * 129, "text": "x"}]}]), 42040),
]


@pytest.mark.parametrize("card,code", CASES, ids=[f"{number}-{code}" for number, (_, code) in enumerate(CASES)])
async def test_each_fault_has_its_code(sim: Simulator, card: dict[str, Any], code: int) -> None:
    assert (await sim.send("template_card", card))["errcode"] == code
