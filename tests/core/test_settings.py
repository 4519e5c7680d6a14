"""Settings: each wrong value names its variable; secrets are made once and belong to their owner."""

import os
import stat
from pathlib import Path

import pytest

from core.settings import WECOM_API, Settings, WrongSetting, read_settings


def read(folder: Path, **values: str) -> Settings:
    return read_settings({"WECRM_DATA_DIR": str(folder), **{f"WECRM_{name}": value for name, value in values.items()}})


WRONG = [
    ("PORT", "0"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "٨٠٠٠"), ("PORT", "9" * 5000),
    ("BASE_URL", "example.com"), ("BASE_URL", "ftp://example.com"), ("BASE_URL", "http://"), ("BASE_URL", "http://[::1"),
    ("BASE_URL", "http://x:99999"), ("DATABASE_URL", "mysql://x/y"), ("DATABASE_URL", "postgres://host"),
    ("DATABASE_URL", "postgres:///db"), ("DATABASE_URL", "postgres://h:port/db"), ("DATABASE_URL", "wecrm.sqlite3"),
    ("DATABASE_URL", "sqlite://"), ("REDIS_URL", "localhost:6379"), ("SIMULATOR", "yes"), ("AGENT_ID", "x"),
    ("CALLBACK_AES_KEY", "short"), ("CONTACT_AES_KEY", "!" * 43), ("WECOM_API_URL", "qyapi"), ("WECOM_OAUTH_URL", "x"),
    ("WECOM_LOGIN_URL", "//x"), ("TIMEZONE", "Beijing"), ("TIMEZONE", "../etc/passwd"), ("OCR_WORKERS", "0"),
    ("OCR_ENGINE", "tesseract"), ("LOG_FORMAT", "xml"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG, ids=lambda text: text[:30])
def test_a_wrong_value_names_its_variable(name: str, value: str, tmp_path: Path):
    with pytest.raises(WrongSetting, match=f"WECRM_{name} must"):
        read(tmp_path, **{name: value})


def test_nothing_set_is_a_company_on_ones_own_machine(tmp_path: Path):
    settings = read(tmp_path)
    assert (settings.host, settings.port, settings.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.simulator and settings.wecom_api_url.startswith(settings.base_url)
    assert settings.database_url == f"sqlite://{tmp_path}/wecrm.sqlite3" and settings.sqlite_file
    assert settings.corp_id.startswith("ww") and len(settings.callback_aes_key) == 43


def test_made_secrets_stay_and_belong_to_their_owner(tmp_path: Path):
    before = os.umask(0)
    try:
        first, second = read(tmp_path), read(tmp_path)
    finally:
        os.umask(before)
    assert first == second
    kept = list((tmp_path / "secrets").iterdir())
    assert {path.name for path in kept} >= {"secret_key", "corp_id", "callback_aes_key"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert len({path.read_text() for path in kept}) == len(kept)


def test_a_secret_that_is_given_is_not_made(tmp_path: Path):
    settings = read(tmp_path, SECRET_KEY="given", CORP_ID="ww1", SIMULATOR="off")
    assert settings.secret_key == "given" and settings.agent_secret == ""
    assert not (tmp_path / "secrets").exists() and settings.wecom_api_url == WECOM_API


def test_beyond_this_machine_the_simulator_is_off_until_it_is_asked_for(tmp_path: Path):
    assert not read(tmp_path, HOST="0.0.0.0").simulator
    assert read(tmp_path, HOST="0.0.0.0", SIMULATOR="on").simulator
    assert not read(tmp_path, CORP_ID="ww1").simulator


def test_a_folder_with_spaces_and_signs_is_a_folder(tmp_path: Path):
    folder = tmp_path / "my data #1 %20"
    assert read(folder).sqlite_file == folder / "wecrm.sqlite3"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WrongSetting, match="WECRM_DATA_DIR must be a folder"):
        read(tmp_path / "file")


def test_an_address_loses_its_last_slash_and_postgresql_is_postgres(tmp_path: Path):
    settings = read(tmp_path, BASE_URL="https://crm.example.com/", DATABASE_URL="postgresql://u:p%40@h:5433/db")
    assert settings.base_url == "https://crm.example.com" and settings.database_url == "postgres://u:p%40@h:5433/db"


def test_administrators_are_a_list(tmp_path: Path):
    assert read(tmp_path, ADMINS=" a, B ,,").admins == ("a", "B")
