"""What the log shows and what it never shows (日志)."""

import json
import logging
from pathlib import Path

import pytest
import structlog

from bot.logs import set_up_logs
from tests.operations.conftest import settings_for

SECRET = "s3cret-of-the-agent"


@pytest.fixture
def json_logs(tmp_path: Path, usual_logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(
        settings_for(
            tmp_path,
            log_format="json",
            agent_secret=SECRET,
            database_url="postgres://crm:p4ssword@db/crm",
        )
    )


def test_a_line_is_one_json_object_with_level_and_time(json_logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("客户.saved", id=7, where={"name": "惠筑"})
    line = json.loads(capsys.readouterr().out)
    assert (line["event"], line["level"], line["id"], line["where"]) == ("客户.saved", "info", 7, {"name": "惠筑"})
    assert line["timestamp"].endswith("Z")


def test_known_secrets_and_telling_parameters_are_masked(json_logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().warning(
        f"asked with {SECRET}",
        url="https://qyapi.example/cgi-bin/gettoken?corpid=ww1&corpsecret=abc&x=1",
        seen=["/sign-in/done?code=one-shot&state=9", {"token": "access_token=T0KEN"}],
        database="postgres://crm:p4ssword@db/crm",
    )
    text = capsys.readouterr().out
    for hidden in (SECRET, "abc&", "one-shot", "T0KEN", "p4ssword"):
        assert hidden not in text
    assert "corpid=ww1" in text and "state=9" in text and "crm:***@db" in text


def test_secrets_inside_a_traceback_are_masked(json_logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise RuntimeError(f"refused {SECRET}")
    except RuntimeError:
        structlog.get_logger().exception("bug")
    text = capsys.readouterr().out
    assert "RuntimeError" in text and SECRET not in text


def test_lines_of_libraries_take_the_same_way(json_logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(f"with {SECRET}")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling %s", f"?access_token={SECRET}")
    line = json.loads(capsys.readouterr().out)
    assert line["level"] == "error" and line["event"] == "Error handling ?access_token=***"
    assert "ValueError" in line["exception"] and SECRET not in str(line)


def test_people_get_plain_lines(tmp_path: Path, usual_logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(settings_for(tmp_path, agent_secret=SECRET))
    structlog.get_logger().info("server.ready", address="http://127.0.0.1:8000", note=SECRET)
    text = capsys.readouterr().out
    assert "server.ready" in text and "http://127.0.0.1:8000" in text and SECRET not in text
