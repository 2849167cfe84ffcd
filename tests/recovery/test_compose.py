"""The containers hold together, as far as one can see without starting them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

PROJECT = Path(__file__).resolve().parent.parent.parent
OURS = ("migrate", "web", "worker", "beat")
# The migration ends; the others wait for how it ended.
WITHOUT_HEALTHCHECK = {"migrate"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = YAML(typ="safe").load(PROJECT / "docker-compose.yml")
    return parsed


def _procfile() -> dict[str, str]:
    lines = (PROJECT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_all_parts_are_there(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"db", "redis", *OURS}


def test_every_part_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    silent = {
        name
        for name, service in compose["services"].items()
        if service.get("healthcheck", {}).get("disable") or "healthcheck" not in service
    }

    assert silent == WITHOUT_HEALTHCHECK


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    images = [service["image"] for service in compose["services"].values()]
    images += re.findall(r"^FROM (\S+)", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)

    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []


def test_containers_and_terminals_start_the_same_commands(compose: dict[str, Any]) -> None:
    for name, command in _procfile().items():
        assert compose["services"][name]["command"] == command


def test_the_image_itself_starts_the_web_server() -> None:
    (line,) = re.findall(r"^CMD (.*)$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)

    assert " ".join(YAML(typ="safe").load(line)) == _procfile()["web"]


def test_the_image_has_the_python_that_the_tools_check_for() -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text()
    versions = re.findall(r"^FROM python:(\d+\.\d+)", dockerfile, re.MULTILINE)

    assert set(versions) == {"3.11"}
    assert 'target-version = "py311"' in (PROJECT / "pyproject.toml").read_text()


def test_no_secret_stands_in_the_files(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"SECRET|PASSWORD|DATABASE_URL|EMAIL_URL", name):
                assert re.search(r"\$\{[A-Z_]+:\?", value), f"{name} has a fixed value"
    assert not re.search(r"(SECRET|PASSWORD|TOKEN)\w*=", (PROJECT / "Dockerfile").read_text())


def test_our_programs_run_as_nobody_special(compose: dict[str, Any]) -> None:
    assert re.search(r"^USER recovery$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE)
    for name in OURS:
        assert compose["services"][name]["cap_drop"] == ["ALL"]
        assert compose["services"][name]["read_only"] is True


def test_programs_wait_for_what_they_need(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        needed = compose["services"][name]["depends_on"]
        assert needed["migrate"]["condition"] == "service_completed_successfully"
        assert needed["db"]["condition"] == "service_healthy"


def test_the_record_and_the_queue_survive_a_new_container(compose: dict[str, Any]) -> None:
    assert compose["services"]["db"]["volumes"]
    assert "--appendonly yes" in compose["services"]["redis"]["command"]
    assert "noeviction" in compose["services"]["redis"]["command"]


def test_only_what_runs_goes_into_the_image() -> None:
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()

    assert "*" in ignored
    for needed in ("manage.py", "Procfile", "requirements.txt", "recovery", "plans"):
        assert (PROJECT / needed).exists()
        assert f"!{needed}" in ignored
