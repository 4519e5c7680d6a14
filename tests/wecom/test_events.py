from datetime import UTC, datetime

import pytest
from wechatpy.work.parser import parse_message

from core.wecom import events
from core.wecom.errors import BadCallback

COMMON = (
    "<ToUserName><![CDATA[ww1]]></ToUserName><FromUserName><![CDATA[ZhangSan]]></FromUserName>"
    "<CreateTime>1700000000</CreateTime><AgentID>1000002</AgentID>"
)


def parse(content: str) -> events.Event:
    return events.parse(f"<xml>{COMMON}{content}</xml>")


def event(name: str, content: str = "") -> events.Event:
    return parse(f"<MsgType>event</MsgType><Event><![CDATA[{name}]]></Event>{content}")


def test_every_message_has_sender_time_app_and_all_its_fields():
    message = parse("<MsgType>text</MsgType><MsgId>5</MsgId><Content>跟进 惠筑</Content><New>x</New>")

    assert isinstance(message, events.TextMessage)
    assert (message.sender, message.agent_id, message.corp_id) == ("ZhangSan", 1000002, "ww1")
    assert message.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (message.message_id, message.content) == ("5", "跟进 惠筑")
    assert message.fields["New"] == "x"


def test_text_keeps_line_breaks_and_escaped_signs():
    message = parse("<MsgType>text</MsgType><Content>a &lt;b&gt;\n&amp;<![CDATA[<c>]]></Content>")
    assert isinstance(message, events.TextMessage)
    assert message.content == "a <b>\n&<c>"


def test_media_messages_carry_their_ids():
    image = parse("<MsgType>image</MsgType><MediaId>m1</MediaId><PicUrl>https://p</PicUrl>")
    voice = parse("<MsgType>voice</MsgType><MediaId>m2</MediaId><Format>amr</Format>")
    video = parse("<MsgType>video</MsgType><MediaId>m3</MediaId><ThumbMediaId>t3</ThumbMediaId>")
    link = parse("<MsgType>link</MsgType><Title>题</Title><Url>https://u</Url>")

    assert isinstance(image, events.ImageMessage) and (image.media_id, image.picture_url) == ("m1", "https://p")
    assert isinstance(voice, events.VoiceMessage) and (voice.media_id, voice.format) == ("m2", "amr")
    assert isinstance(video, events.VideoMessage) and (video.media_id, video.thumbnail_id) == ("m3", "t3")
    assert isinstance(link, events.LinkMessage) and (link.title, link.url) == ("题", "https://u")


def test_the_x_of_a_location_is_its_latitude():
    place = parse(
        "<MsgType>location</MsgType><Location_X>39.9</Location_X><Location_Y>116.4</Location_Y>"
        "<Scale>15</Scale><Label><![CDATA[北京]]></Label>"
    )
    assert isinstance(place, events.LocationMessage)
    assert (place.latitude, place.longitude, place.scale, place.label) == (39.9, 116.4, 15, "北京")


@pytest.mark.parametrize("latitude", ["", "north", "nan", "inf", "91"])
def test_an_impossible_location_is_kept_as_unknown(latitude):
    place = parse(f"<MsgType>location</MsgType><Location_X>{latitude}</Location_X><Location_Y>116.4</Location_Y>")
    assert isinstance(place, events.Unknown)
    assert place.fields["Location_Y"] == "116.4"


def test_a_reported_location_and_a_chosen_one_are_told_apart():
    reported = event("LOCATION", "<Latitude>39.9</Latitude><Longitude>116.4</Longitude><Precision>20.0</Precision>")
    chosen = event(
        "location_select",
        "<EventKey>near</EventKey><SendLocationInfo><Location_X>39.9</Location_X><Location_Y>116.4</Location_Y>"
        "<Label>a</Label><Poiname>b</Poiname></SendLocationInfo>",
    )
    assert isinstance(reported, events.LocationReport) and reported.precision == 20.0
    assert isinstance(chosen, events.LocationChosen) and (chosen.key, chosen.poi_name) == ("near", "b")


def test_menu_and_scope_events():
    click, view = event("click", "<EventKey>today</EventKey>"), event("view", "<EventKey>https://u</EventKey>")
    assert isinstance(click, events.MenuClick) and click.key == "today"
    assert isinstance(view, events.MenuView) and view.url == "https://u"
    assert isinstance(event("enter_agent"), events.EnterAgent)
    assert isinstance(event("subscribe"), events.Subscribe)
    assert isinstance(event("unsubscribe"), events.Unsubscribe)


def test_a_scanned_code_and_chosen_pictures():
    scan = event(
        "scancode_waitmsg",
        "<EventKey>k</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>",
    )
    pictures = event("pic_sysphoto", "<EventKey>k</EventKey><SendPicsInfo><Count>2</Count></SendPicsInfo>")
    assert isinstance(scan, events.ScanCode) and (scan.waits, scan.scan_type, scan.result) == (True, "qrcode", "1")
    assert isinstance(pictures, events.PictureEvent) and (pictures.name, pictures.count) == ("pic_sysphoto", 2)


PRESS = (
    "<EventKey>approve:1</EventKey><TaskId>t-1</TaskId><CardType>button_interaction</CardType>"
    "<ResponseCode>rc</ResponseCode>"
)


def item(question: str, *options: str, misspelt: bool = False) -> str:
    ids, one = ("OpitonIds", "OpitonId") if misspelt else ("OptionIds", "OptionId")
    chosen = "".join(f"<{one}>{option}</{one}>" for option in options)
    return f"<SelectedItem><QuestionKey>{question}</QuestionKey><{ids}>{chosen}</{ids}></SelectedItem>"


def test_a_pressed_button_names_card_key_and_code():
    press = event("template_card_event", PRESS)
    assert isinstance(press, events.CardPress)
    assert (press.task_id, press.key, press.response_code) == ("t-1", "approve:1", "rc")
    assert (press.card_type, press.selected) == ("button_interaction", {})


@pytest.mark.parametrize("misspelt", [False, True])
def test_choices_are_read_in_both_spellings_one_or_many(misspelt):
    one = event("template_card_event", f"{PRESS}<SelectedItems>{item('q', 'a', misspelt=misspelt)}</SelectedItems>")
    many = event(
        "template_card_event",
        f"{PRESS}<SelectedItems>{item('q', 'a', 'b', misspelt=misspelt)}{item('r', misspelt=misspelt)}</SelectedItems>",
    )
    assert isinstance(one, events.CardPress) and one.selected == {"q": ("a",)}
    assert isinstance(many, events.CardPress) and many.selected == {"q": ("a", "b"), "r": ()}


def test_the_corner_menu_of_a_card_is_not_a_button():
    press = event("template_card_menu_event", PRESS)
    assert isinstance(press, events.CardMenuPress)
    assert press.key == "approve:1"


def test_directory_changes_name_what_to_read_again():
    member = event("change_contact", "<ChangeType>update_user</ChangeType><UserID>a</UserID><NewUserID>b</NewUserID>")
    party = event("change_contact", "<ChangeType>create_party</ChangeType><Id>7</Id>")
    assert isinstance(member, events.ContactChange)
    assert (member.change, member.userid, member.new_userid) == ("update_user", "a", "b")
    assert isinstance(party, events.ContactChange) and party.party_id == 7


def test_customer_changes_carry_the_welcome_code():
    change = event(
        "change_external_contact",
        "<ChangeType>add_external_contact</ChangeType><UserID>a</UserID><ExternalUserID>wm1</ExternalUserID>"
        "<WelcomeCode>w</WelcomeCode><State>s</State>",
    )
    assert isinstance(change, events.ExternalContactChange)
    assert (change.external_userid, change.welcome_code, change.state) == ("wm1", "w", "s")


def test_a_finished_directory_job():
    done = event(
        "batch_job_result",
        "<BatchJob><JobId>j</JobId><JobType>sync_user</JobType><ErrCode>0</ErrCode><ErrMsg>ok</ErrMsg></BatchJob>",
    )
    assert isinstance(done, events.BatchResult) and (done.job_id, done.errcode) == ("j", 0)


def test_what_we_do_not_know_is_kept_whole():
    unknown = event("sys_approval_change", "<ApprovalInfo><SpNo>1</SpNo></ApprovalInfo>")
    assert isinstance(unknown, events.Unknown)
    assert (unknown.name, unknown.fields["ApprovalInfo"]) == ("sys_approval_change", {"SpNo": "1"})


def test_a_suite_message_without_type_or_time_is_unknown_too():
    unknown = events.parse("<xml><SuiteId>s</SuiteId><InfoType> suite_ticket</InfoType></xml>")
    assert isinstance(unknown, events.Unknown)
    assert (unknown.name, unknown.agent_id) == ("suite_ticket", None)


def test_a_byte_order_mark_is_read_over():
    assert isinstance(events.parse(b"\xef\xbb\xbf<xml><MsgType>text</MsgType></xml>"), events.TextMessage)


def test_a_broken_document_is_refused():
    with pytest.raises(BadCallback):
        events.parse("<xml><MsgType>text</xml>")


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("<MsgType>text</MsgType><Content>你好</Content>", {"content": "content"}),
        ("<MsgType>image</MsgType><MediaId>m</MediaId><PicUrl>u</PicUrl>", {"media_id": "media_id"}),
        ("<MsgType>voice</MsgType><MediaId>m</MediaId><Format>amr</Format>", {"format": "format"}),
        ("<MsgType>event</MsgType><Event>click</Event><EventKey>k</EventKey>", {"key": "key"}),
        (
            "<MsgType>event</MsgType><Event>LOCATION</Event><Latitude>23.1</Latitude><Longitude>113.3</Longitude>"
            "<Precision>65</Precision>",
            {"latitude": "latitude", "longitude": "longitude", "precision": "precision"},
        ),
    ],
)
def test_wechatpy_reads_the_same(content, names):
    document = f"<xml>{COMMON}<MsgId>7</MsgId>{content}</xml>"
    ours, theirs = events.parse(document), parse_message(document)

    assert (ours.sender, ours.agent_id, ours.created_at) == (theirs.source, int(theirs.agent), theirs.create_time)
    for our_name, their_name in names.items():
        assert getattr(ours, our_name) == getattr(theirs, their_name)
