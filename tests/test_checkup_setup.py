"""The check-up of the settings and the machine: each bad one turns its check red."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from tests.web.visiting import NOW, config_of
from trainer import checkup_setup
from trainer.checkup import Verdict
from trainer.checkup_setup import setup_findings, versions
from trainer.config import Config, Reach
from trainer.last_care import note_care

FILES = Path(__file__).parent / "web/certificates"
GOOD = Reach(
    listen="0.0.0.0",
    hosts=("trainer.example",),
    certificate=FILES / "class.pem",
    private_key=FILES / "class.key",
    contact="mailto:vera@school.example",
)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A class's set-up, in which all is well."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "secret").touch(0o600)
    (home / "secret").write_text("0" * 64)
    return replace(config_of(home, is_class=True), reach=GOOD)


def found(
    config: Config, now: datetime = NOW, debug: str = ""
) -> dict[str, tuple[Verdict, str]]:
    environ = {"FLASK_DEBUG": "0"} | ({debug: "1"} if debug else {})
    findings = setup_findings(config, environ, now, is_deployed=True)
    return {each.name: (each.verdict, str(each.advice)) for each in findings}


def not_green(config: Config, now: datetime = NOW, debug: str = "") -> dict[str, str]:
    return {
        name: str(verdict)
        for name, (verdict, _) in found(config, now, debug).items()
        if verdict is not Verdict.GREEN and name != "versions"
    }


def with_reach(config: Config, **changes: object) -> Config:
    return replace(config, reach=replace(config.reach, **changes))  # type: ignore[arg-type]  # named fields


def test_where_all_is_well_nothing_is_to_be_done(config: Config) -> None:
    assert not_green(config) == {}


@pytest.mark.parametrize(
    ("changes", "red"),
    [
        ({"certificate": None, "private_key": None}, {"listen", "https"}),
        ({"hosts": ()}, {"listen", "hosts"}),
        ({"private_key": FILES / "other.key"}, {"certificate"}),
        ({"certificate": FILES / "missing.pem"}, {"certificate"}),
        (
            {"certificate": FILES / "past.pem", "private_key": FILES / "other.key"},
            {"certificate"},
        ),
        ({"hosts": ("trainer.example", "other.example")}, {"certificate"}),
    ],
)
def test_a_bad_reach_is_red(
    config: Config, changes: dict[str, object], red: set[str]
) -> None:
    bad = not_green(with_reach(config, **changes))

    assert bad == dict.fromkeys(red, "red")


def test_a_server_for_nobody_who_signs_in_is_red(config: Config) -> None:
    assert not_green(replace(config, is_class=False)) == {
        "listen": "red",
        "class": "red",
    }


def test_a_certificate_that_ends_soon_is_said(config: Config) -> None:
    ends = datetime(2126, 10, 30, 13, 3, tzinfo=UTC)

    soon = found(config, ends - timedelta(days=10))["certificate"]
    over = found(config, ends + timedelta(days=10))["certificate"]

    assert soon[0] is Verdict.YELLOW
    assert over[0] is Verdict.RED


def test_a_way_round_the_proxy_is_said(config: Config) -> None:
    proxied = with_reach(config, proxies=1, certificate=None, private_key=None)

    assert not_green(proxied) == {"proxy": "yellow"}
    assert not_green(with_reach(proxied, listen="127.0.0.1")) == {}


def test_a_server_without_a_contact_is_said(config: Config) -> None:
    assert not_green(with_reach(config, contact="")) == {"contact": "yellow"}


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "PYTHONOPTIMIZE", "PYTHONINSPECT"])
def test_what_shows_the_inside_is_red(config: Config, name: str) -> None:
    assert not_green(config, debug=name) == {"debug": "red"}


def test_a_folder_that_others_can_read_is_red(config: Config) -> None:
    config.home.chmod(0o750)

    assert not_green(config) == {"folder": "red"}


@pytest.mark.parametrize("name", ["trainer.db", "trainer.db-wal", "backups/x.db"])
def test_a_file_that_others_can_read_is_red(config: Config, name: str) -> None:
    path = config.home / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    config.home.chmod(0o755)

    open_to_all = found(config)["files"]
    config.home.chmod(0o700)
    behind_a_closed_door = not_green(config)
    config.home.chmod(0o755)
    path.chmod(0o600)

    assert open_to_all[0] is Verdict.RED
    assert str(path) in open_to_all[1]
    assert behind_a_closed_door == {}
    assert found(config)["files"][0] is Verdict.GREEN


@pytest.mark.parametrize(("mode", "text"), [(0o640, "0" * 64), (0o600, "short")])
def test_a_secret_that_is_none_is_red(config: Config, mode: int, text: str) -> None:
    (config.home / "secret").write_text(text)
    (config.home / "secret").chmod(mode)

    assert not_green(config) == {"secret": "red"}


@pytest.mark.parametrize(
    ("free_mb", "verdict"), [(50, {"room": "red"}), (300, {"room": "yellow"})]
)
def test_a_disk_that_is_nearly_full_is_said(
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    free_mb: int,
    verdict: dict[str, str],
) -> None:
    class Usage:
        free, total = free_mb * 1024**2, 100 * 1024**3

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)

    assert not_green(config) == verdict


def test_a_clock_that_was_never_set_is_red(config: Config) -> None:
    assert not_green(config, datetime(1970, 1, 1, tzinfo=UTC)) == {"clock": "red"}


def test_a_clock_that_jumped_is_said_until_the_next_day(config: Config) -> None:
    for days in (-2, -1, 0):
        note_care(config.home, NOW + timedelta(days=days))
    jumped, alone = NOW + timedelta(days=400), replace(config, reach=Reach())

    before = not_green(config)
    seen_by_doctor_first = not_green(config, jumped)
    note_care(config.home, jumped)
    advice = found(config, jumped)["clock_jump"][1]
    note_care(config.home, jumped + timedelta(days=1))

    assert before == {}
    assert seen_by_doctor_first == {"clock_jump": "yellow"}
    assert "400 jours d’un coup, jusqu’au 2027-12-28" in advice
    assert not_green(config, jumped + timedelta(days=1)) == {}
    assert "clock_jump" not in found(replace(alone, is_class=False))


def test_a_machine_without_time_zones_is_red(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ZoneInfoNotFoundError

    monkeypatch.setattr(checkup_setup, "ZoneInfo", missing)

    assert not_green(config) == {"zones": "red"}


@pytest.mark.parametrize(
    ("version", "verdict"),
    [
        ((3, 40, 1), Verdict.YELLOW),
        ((3, 44, 6), Verdict.GREEN),
        ((3, 46, 0), Verdict.YELLOW),
        ((3, 50, 7), Verdict.GREEN),
        ((3, 51, 2), Verdict.YELLOW),
        ((3, 51, 3), Verdict.GREEN),
    ],
)
def test_a_sqlite_with_a_known_fault_is_said(
    version: tuple[int, ...], verdict: Verdict
) -> None:
    assert versions(version).verdict is verdict
