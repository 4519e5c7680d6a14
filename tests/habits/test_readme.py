"""What both READMEs promise exists: commands, environment variables, links (说明书)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ["README.md", "README.zh-CN.md"]


def read(name: str) -> str:
    return (ROOT / name).read_text()


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_every_command_it_names_is_there(name: str) -> None:
    assert set(re.findall(r"`make ([a-z-]+)", read(name))) - targets() == set()


def test_the_help_lists_every_command() -> None:
    described = set(re.findall(r"^([a-z-]+):.*## \S", read("Makefile"), re.MULTILINE))
    assert described == targets()


@pytest.mark.parametrize("name", READMES)
def test_it_lists_exactly_the_variables_that_are_read(name: str) -> None:
    reads = r"env\.(?:text|url|whole|switch|database|checked|aes_key|one_of|timezone)\(\s*\"([A-Z_]+)\""
    known = {f"WECRM_{variable}" for variable in re.findall(reads, read("core/settings.py"))}
    listed = set(re.findall(r"^\|.*$", read(name), re.MULTILINE))
    assert set(re.findall(r"`(WECRM_[A-Z_]+)`", "\n".join(listed))) == known


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_every_relative_link_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read(name))
    assert [link for link in links if not (ROOT / link).exists()] == []
