from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import LONGEST, BadButton, Buttons


@dataclass(frozen=True)
class Save:
    scan: int
    target: str
    sure: bool = False


@dataclass(frozen=True)
class Other:
    scan: int


BUTTONS = Buttons("secret", (Save, Other))


@given(st.integers(-(2**63), 2**63 - 1), st.text(max_size=150), st.booleans())
def test_a_payload_comes_back_as_it_was(scan: int, target: str, sure: bool) -> None:
    key = BUTTONS.pack(Save(scan, target, sure))
    assert BUTTONS.unpack(key) == Save(scan, target, sure)
    assert key.isascii() and len(key) <= LONGEST


def test_a_usual_payload_is_short() -> None:
    assert len(BUTTONS.pack(Save(123456, "lead"))) < 70


@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: raw.hex()))
def test_what_was_not_made_here_is_refused(key: str) -> None:
    with pytest.raises(BadButton):
        BUTTONS.unpack(key)


def test_one_changed_sign_is_refused() -> None:
    key = BUTTONS.pack(Save(1, "lead"))
    for place in range(0, len(key) - 1, 3):
        changed = key[:place] + ("A" if key[place] != "A" else "B") + key[place + 1 :]
        with pytest.raises(BadButton):
            BUTTONS.unpack(changed)


def test_another_secret_refuses() -> None:
    with pytest.raises(BadButton):
        Buttons("other", (Save,)).unpack(BUTTONS.pack(Save(1, "lead")))


def test_a_payload_nobody_knows_any_more_is_refused() -> None:
    with pytest.raises(BadButton, match="Other"):
        Buttons("secret", (Save,)).unpack(BUTTONS.pack(Other(1)))


def test_a_button_from_before_a_field_was_added_still_works() -> None:
    @dataclass(frozen=True)
    class Save:  # as it was
        scan: int
        target: str

    assert BUTTONS.unpack(Buttons("secret", ()).pack(Save(1, "lead"))).sure is False


def test_a_button_with_other_fields_is_refused() -> None:
    @dataclass(frozen=True)
    class Save:
        scan: str

    with pytest.raises(BadButton):
        BUTTONS.unpack(Buttons("secret", ()).pack(Save("1")))


def test_too_much_for_a_button_is_refused_when_packing() -> None:
    with pytest.raises(BadButton, match="1024"):
        BUTTONS.pack(Save(1, "长" * 400))
