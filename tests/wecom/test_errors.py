import pytest

from core.wecom.errors import _CODES, Kind, WeComError

CASES = {
    Kind.CREDENTIAL: [40001, 40014, 41001, 42001],
    Kind.TRANSIENT: [-1, 6000, 45033, 90304],
    Kind.RATE_LIMITED: [45009, 41094],
    Kind.RECIPIENT: [40003, 60111, 81013, 82001, 86008, 86224],
    Kind.PERMISSION: [301002, 48002, 50001, 60011, 60020, 40013, 40091],
    Kind.CONSUMED: [40029, 42003, 42022, 60140, 41050, 84014],
    Kind.MEDIA: [40007, 45001, 301017],
    Kind.CARD: [42014, 42045, 42051],
    Kind.CONTACTS: [40096, 40128, 60102, 84061],
    Kind.UNKNOWN: [999999],
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in CASES.items() for code in codes])
def test_a_code_says_what_to_do(kind, code):
    assert WeComError(code, "", "message/send").kind is kind


def test_no_code_is_of_two_kinds():
    listed = [code for codes in _CODES.values() for code in codes]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("code", [60020, 48002, 301002, 40013, 40091, 40001, 50001, 81013])
def test_what_an_administrator_can_cure_has_a_sentence_of_its_own(code):
    error = WeComError(code, "not allow to access from your ip", "message/send")
    assert error.cure in error.message
    assert str(code) in error.message
    assert error.cure != WeComError(999999, "", "x").cure


@pytest.mark.parametrize("code", [code for codes in CASES.values() for code in codes])
def test_every_sentence_is_plain_chinese(code):
    cure = WeComError(code, "", "x").cure
    assert cure and not any(word in cure for word in ("请", "您", "！", "!", "成功"))


def test_the_original_text_stays_in_the_log_line():
    assert str(WeComError(60020, "not allow to access from your ip", "user/get")) == (
        "user/get: 60020 not allow to access from your ip"
    )


def test_a_card_that_was_sent_before_is_recognised():
    assert WeComError(42014, "", "message/send").task_id_taken
    assert not WeComError(42016, "", "message/send").task_id_taken
