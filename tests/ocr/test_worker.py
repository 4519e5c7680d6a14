"""The reading process: started when needed, killed when late, replaced after its quota, gone with its parent."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ocr.child import start_process
from ocr.errors import PictureError, ReaderFailed
from ocr.frames import receive_frame
from ocr.worker import CardReader
from tests.ocr.conftest import CARDS

CARD = (CARDS / "00000.jpg").read_bytes()


@pytest.fixture
async def reader(cache_dir: Path) -> AsyncIterator[CardReader]:
    reader = CardReader(1, "auto", cache_dir, quota=3)
    yield reader
    await reader.stop()


async def test_one_process_reads_refuses_survives_a_kill_and_is_replaced(reader: CardReader) -> None:
    assert not reader.ready and reader.pids == []
    reading = await reader.read(CARD)
    assert reading.cards[0].first("name")
    assert reader.ready
    [first] = reader.pids

    with pytest.raises(PictureError) as refusal:
        await reader.read(b"not a picture")
    assert refusal.value.kind == "not_a_picture"
    assert reader.pids == [first]

    os.kill(first, signal.SIGKILL)
    with pytest.raises(ReaderFailed):
        await asyncio.gather(reader.read(CARD))
    assert (await reader.read(CARD)).cards
    [second] = reader.pids
    assert second != first

    await reader.read(CARD)
    await reader.read(CARD)
    assert reader.pids == []  # three pictures: its quota


async def test_a_late_reading_is_ended_and_may_be_tried_again(cache_dir: Path) -> None:
    reader = CardReader(1, "auto", cache_dir, seconds=0.001)
    try:
        with pytest.raises(ReaderFailed) as late:
            await reader.read(CARD)
        assert "超时" in late.value.message
        assert reader.pids == []
    finally:
        await reader.stop()


async def test_warming_up_does_not_block_and_stopping_ends_the_process(cache_dir: Path) -> None:
    reader = CardReader(1, "auto", cache_dir)
    await reader.start()
    assert not reader.ready
    await asyncio.sleep(0)
    await reader.stop()
    assert reader.pids == []


async def test_a_wrong_engine_is_a_failed_start(cache_dir: Path) -> None:
    reader = CardReader(1, "abacus", cache_dir)
    with pytest.raises(ReaderFailed):
        await reader.read(CARD)
    await reader.stop()


async def test_the_process_ends_when_its_parent_is_gone(cache_dir: Path) -> None:
    process = await start_process("auto", cache_dir)
    assert process.stdin is not None and process.stdout is not None
    await receive_frame(process.stdout)
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 20) == 0


def test_the_server_side_loads_no_picture_or_model_library() -> None:
    heavy = "{'cv2', 'numpy', 'PIL', 'openvino', 'onnxruntime', 'paddleocr', 'paddlex'}"
    code = f"import sys, ocr.worker; sys.exit(len({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], cwd=CARDS.parents[2], check=False).returncode == 0


def test_the_command_prints_one_line_per_picture_and_fails_for_a_bad_one(tmp_path: Path, cache_dir: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"nothing")
    done = subprocess.run(
        [sys.executable, "-m", "ocr", str(CARDS / "00000.jpg"), str(bad)],
        cwd=CARDS.parents[2],
        env={**os.environ, "WECRM_DATA_DIR": str(cache_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    good, refused = done.stdout.splitlines()
    assert '"fields": {"name"' in good and '"ms":' in good
    assert '"error"' in refused and done.returncode == 1
