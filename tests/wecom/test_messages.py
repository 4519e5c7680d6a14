import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.wecom import messages as m
from core.wecom.cut import cut, cut_bytes

PAGE = m.Page("https://crm.example.com/m/1")
OPTIONS = [m.Option("a", "甲"), m.Option("b", "乙")]


def buttons(**changes) -> m.ButtonCard:
    card = m.ButtonCard(title="报销审批", task_id="appr-1", buttons=[m.Button("同意", "approve:1")])
    return replace(card, **changes)


def notice(**changes) -> m.TextNotice:
    return replace(m.TextNotice(title="今日简报", open=PAGE), **changes)


def news(**changes) -> m.NewsNotice:
    card = m.NewsNotice(title="新客户", open=PAGE, picture=m.Picture("https://crm.example.com/1.png"))
    return replace(card, **changes)


def test_a_full_text_notice():
    card = notice(
        text="3 个待跟进",
        source=m.Source("CRM", "https://crm.example.com/i.png"),
        menu=m.Menu([m.MenuItem("稍后提醒", "snooze")]),
        task_id="brief-1",
        quote=m.Quote("内容", "引用", PAGE),
        emphasis=m.Emphasis("3", "逾期"),
        sub_title="副标题",
        rows=[m.Row("客户", "甲公司"), m.Row("详情", "打开", url=PAGE.url), m.Row("附件", "a.pdf", media_id="M"),
              m.Row("负责人", "李四", userid="lisi")],
        jumps=[m.Jump("打开 CRM", PAGE), m.Jump("小程序", m.Page(app_id="wx1", path="/index.html"))],
    )  # fmt: skip
    assert m.to(["lisi"], card) == {
        "touser": "lisi",
        "msgtype": "template_card",
        "template_card": {
            "card_type": "text_notice",
            "source": {"icon_url": "https://crm.example.com/i.png", "desc": "CRM", "desc_color": 0},
            "action_menu": {"desc": "更多", "action_list": [{"text": "稍后提醒", "key": "snooze"}]},
            "task_id": "brief-1",
            "main_title": {"title": "今日简报", "desc": "3 个待跟进"},
            "quote_area": {"type": 1, "url": PAGE.url, "title": "引用", "quote_text": "内容"},
            "emphasis_content": {"title": "3", "desc": "逾期"},
            "sub_title_text": "副标题",
            "horizontal_content_list": [
                {"keyname": "客户", "value": "甲公司"},
                {"type": 1, "keyname": "详情", "value": "打开", "url": PAGE.url},
                {"type": 2, "keyname": "附件", "value": "a.pdf", "media_id": "M"},
                {"type": 3, "keyname": "负责人", "value": "李四", "userid": "lisi"},
            ],
            "jump_list": [
                {"type": 1, "title": "打开 CRM", "url": PAGE.url},
                {"type": 2, "title": "小程序", "appid": "wx1", "pagepath": "/index.html"},
            ],
            "card_action": {"type": 1, "url": PAGE.url},
        },
    }


def test_a_picture_card():
    card = news(
        picture_text=m.PictureText("https://crm.example.com/2.png", "题", "文", PAGE),
        paragraphs=[m.Paragraph("要点", "内容")],
    ).card()
    assert card["card_image"] == {"url": "https://crm.example.com/1.png", "aspect_ratio": 1.3}
    assert card["image_text_area"]["image_url"] == "https://crm.example.com/2.png"
    assert card["vertical_content_list"] == [{"title": "要点", "desc": "内容"}]


def test_a_button_card():
    card = buttons(
        buttons=[m.Button("同意", "approve:1"), m.Button("查看", url=PAGE.url, style=2)],
        select=m.Select("reason", OPTIONS, "原因", "b", disabled=True),
    ).card()
    assert card["card_type"] == "button_interaction"
    assert card["button_list"] == [
        {"text": "同意", "style": 1, "key": "approve:1"},
        {"type": 1, "text": "查看", "style": 2, "url": PAGE.url},
    ]
    assert card["button_selection"] == {
        "question_key": "reason",
        "title": "原因",
        "selected_id": "b",
        "disable": True,
        "option_list": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}],
    }


def test_a_vote_and_a_selection():
    vote = m.VoteCard(title="选", task_id="v1", checkbox=m.Checkbox("q", OPTIONS), submit=m.Submit("submit")).card()
    several = m.SelectCard(title="分配", task_id="s1", selects=[m.Select("q", OPTIONS)], submit=m.Submit("ok", "分配"))

    assert vote["checkbox"]["mode"] == 1
    assert vote["checkbox"]["option_list"][0] == {"id": "a", "text": "甲", "is_checked": False}
    assert vote["submit_button"] == {"text": "提交", "key": "submit"}
    assert several.card()["select_list"][0]["question_key"] == "q"


def many(number: int) -> list[m.Option]:
    return [m.Option(str(each), "x") for each in range(number)]


REFUSED = {
    "notice without page": lambda: m.TextNotice(title="a"),
    "notice without words": lambda: m.TextNotice(open=PAGE),
    "seven rows": lambda: notice(rows=[m.Row("a", "b")] * 7),
    "four jumps": lambda: notice(jumps=[m.Jump("a", PAGE)] * 4),
    "menu without task id": lambda: notice(menu=m.Menu([m.MenuItem("a", "k")])),
    "empty menu": lambda: m.Menu([]),
    "four menu items": lambda: m.Menu([m.MenuItem("a", str(number)) for number in range(4)]),
    "two equal menu keys": lambda: m.Menu([m.MenuItem("a", "k"), m.MenuItem("b", "k")]),
    "picture card without picture": lambda: m.NewsNotice(title="a", open=PAGE),
    "picture card without title": lambda: news(title=""),
    "five paragraphs": lambda: news(paragraphs=[m.Paragraph("a")] * 5),
    "narrow picture": lambda: m.Picture("https://x", 1.2),
    "wide picture": lambda: m.Picture("https://x", 2.25),
    "card without task id": lambda: buttons(task_id=""),
    "card without title": lambda: buttons(title=""),
    "space in the task id": lambda: buttons(task_id="a b"),
    "task id of 129 bytes": lambda: buttons(task_id="a" * 129),
    "chinese task id": lambda: buttons(task_id="审批-1"),
    "line break after the task id": lambda: buttons(task_id="a\n"),
    "no buttons": lambda: buttons(buttons=[]),
    "seven buttons": lambda: buttons(buttons=[m.Button("a", str(number)) for number in range(7)]),
    "two equal button keys": lambda: buttons(buttons=[m.Button("a", "k"), m.Button("b", "k")]),
    "menu key like a button's": lambda: buttons(menu=m.Menu([m.MenuItem("a", "approve:1")])),
    "button without key": lambda: m.Button("a"),
    "button with key and address": lambda: m.Button("a", "k", "https://x"),
    "button key of 1025 bytes": lambda: m.Button("a", "k" * 1025),
    "button key of 1026 bytes in Chinese": lambda: m.Button("a", "键" * 342),
    "button of style 5": lambda: m.Button("a", "k", style=5),
    "script address": lambda: m.Page("javascript:alert(1)"),
    "long address": lambda: m.Page("https://x/" + "a" * 2048),
    "page without target": lambda: m.Page(),
    "row with two targets": lambda: m.Row("a", "b", url="https://x", userid="u"),
    "eleven choices": lambda: m.Select("q", many(11)),
    "no choices": lambda: m.Select("q", []),
    "two equal choices": lambda: m.Select("q", [OPTIONS[0], OPTIONS[0]]),
    "unknown choice selected": lambda: m.Select("q", OPTIONS, selected="c"),
    "option id of 129 bytes": lambda: m.Option("a" * 129, "x"),
    "twenty-one boxes": lambda: m.Checkbox("q", many(21)),
    "two ticks for one answer": lambda: m.Checkbox("q", [m.Option("a", "x", True), m.Option("b", "x", True)], False),
    "four selects": lambda: m.SelectCard(
        title="a", task_id="t", selects=[m.Select(str(n), OPTIONS) for n in range(4)], submit=m.Submit("k")
    ),
    "two equal selects": lambda: m.SelectCard(
        title="a", task_id="t", selects=[m.Select("q", OPTIONS)] * 2, submit=m.Submit("k")
    ),
    "empty text": lambda: m.Text(""),
    "no media": lambda: m.Image(""),
    "nine articles": lambda: m.News([m.Article("a", "https://x")] * 9),
    "nobody": lambda: m.to([], m.Text("a")),
    "1001 members": lambda: m.to(map(str, range(1001)), m.Text("a")),
    "101 departments": lambda: m.to([], m.Text("a"), parties=range(101)),
    "a bar in a userid": lambda: m.to(["a|b"], m.Text("a")),
    "five hours of duplicate check": lambda: m.to(["a"], m.Text("a"), duplicate_check_s=18000),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
def test_what_wecom_would_refuse_is_not_made(make):
    with pytest.raises(m.BadMessage):
        make()


def test_shown_text_is_shortened_to_what_clients_show():
    long = "很长的文字" * 100
    card = notice(
        title=long, text=long, source=m.Source(long), emphasis=m.Emphasis(long, long), sub_title=long,
        rows=[m.Row(long, long)], jumps=[m.Jump(long, PAGE)],
    ).card()  # fmt: skip
    sizes = {
        "title": len(card["main_title"]["title"]),
        "text": len(card["main_title"]["desc"]),
        "source": len(card["source"]["desc"]),
        "figure": len(card["emphasis_content"]["title"]),
        "figure text": len(card["emphasis_content"]["desc"]),
        "sub_title": len(card["sub_title_text"]),
        "label": len(card["horizontal_content_list"][0]["keyname"]),
        "value": len(card["horizontal_content_list"][0]["value"]),
        "jump": len(card["jump_list"][0]["title"]),
    }
    assert sizes == {
        "title": 36, "text": 44, "source": 20, "figure": 14, "figure text": 22, "sub_title": 160, "label": 5,
        "value": 30, "jump": 18,
    }  # fmt: skip


def test_plain_messages():
    assert m.Text("你好").body() == {"msgtype": "text", "text": {"content": "你好"}}
    assert m.Markdown("**a**").body() == {"msgtype": "markdown", "markdown": {"content": "**a**"}}
    assert [m.Image("i").body(), m.File("f").body(), m.Voice("v").body()] == [
        {"msgtype": "image", "image": {"media_id": "i"}},
        {"msgtype": "file", "file": {"media_id": "f"}},
        {"msgtype": "voice", "voice": {"media_id": "v"}},
    ]
    assert m.Video("v", "题").body() == {"msgtype": "video", "video": {"media_id": "v", "title": "题"}}
    assert m.TextCard("题", "文", "https://x").body()["textcard"]["btntxt"] == "详情"
    assert m.News([m.Article("题", "https://x")]).body()["news"] == {"articles": [{"title": "题", "url": "https://x"}]}


def test_long_content_is_shortened_to_wecoms_bytes():
    assert len(m.Text("字" * 1000).body()["text"]["content"].encode()) <= 2048
    assert len(m.TextCard("字" * 100, "字" * 300, "https://x").body()["textcard"]["description"].encode()) <= 512


def test_whom_a_message_goes_to():
    sent = m.to(["a", "b", "a"], m.Text("x"), parties=[1, 2], duplicate_check_s=600, confidential=True)
    assert (sent["touser"], sent["toparty"], sent["safe"]) == ("a|b", "1|2", 1)
    assert (sent["enable_duplicate_check"], sent["duplicate_check_interval"]) == (1, 600)


def test_what_is_sent_survives_the_outbox_as_json():
    sent = m.to(["a"], buttons())
    assert json.loads(json.dumps(sent)) == sent


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("短", 5, "短"),
        ("一二三四五", 5, "一二三四五"),
        ("一二三四五六", 5, "一二三四…"),
        ("hello world again", 14, "hello world…"),
        ("合同金额 ¥12000 元整", 9, "合同金额…"),
        ("金额 1,234,567.89 元", 10, "金额…"),
        ("abcdefghij", 5, "abcd…"),
        ("北京，上海、广州", 4, "北京…"),
        ("家👨‍👩‍👧庭", 4, "家…"),
        ("文字", 1, "…"),
        ("文字", 0, ""),
    ],
)
def test_text_is_cut_at_a_word(text, limit, expected):
    assert cut(text, limit) == expected


@settings(max_examples=200, deadline=None)
@given(some.text(), some.integers(0, 40))
def test_cut_text_always_fits(text, limit):
    assert len(cut(text, limit)) <= limit or cut(text, limit) == text
    assert len(cut_bytes(text.encode(errors="replace").decode(), limit).encode()) <= max(limit, 0) or len(text) == 0
