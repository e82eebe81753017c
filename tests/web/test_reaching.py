"""Who may reach the server, and what a class's server then keeps to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, request

from tests.web.visiting import NOW, Browser, close, config_of
from trainer.config import Config, Reach, reach_of
from trainer.errors import BadSetting
from trainer.reaching import NotForOthers, check_reach
from web import create_app
from web.security import HEADERS
from web.serving import NoSuchAddress, serve, take

NAME = "trainer.example"
OPEN = Reach(listen="0.0.0.0", hosts=(NAME,), proxies=1)


def a_class(home: Path, reach: Reach) -> Config:
    return replace(config_of(home), is_class=True, reach=reach)


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[Flask]:
    """A class's app behind one proxy."""
    app = create_app(a_class(tmp_path / "home", OPEN), lambda: NOW)
    yield app
    close(app)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "evil.example"])
def test_without_accounts_nobody_else_is_let_in(tmp_path: Path, host: str) -> None:
    config = replace(config_of(tmp_path), reach=replace(OPEN, listen=host))

    with pytest.raises(NotForOthers, match="--class"):
        serve(config)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reach", [Reach(proxies=1), Reach(hosts=(NAME,))])
def test_without_accounts_nothing_stands_before_the_server(
    tmp_path: Path, reach: Reach
) -> None:
    with pytest.raises(NotForOthers, match="--class"):
        check_reach(replace(config_of(tmp_path), reach=reach))


def test_a_class_is_not_let_in_without_encryption(tmp_path: Path) -> None:
    with pytest.raises(NotForOthers, match="--tls"):
        serve(a_class(tmp_path, replace(OPEN, proxies=0)))

    assert list(tmp_path.iterdir()) == []


def test_a_class_is_not_let_in_without_a_name_for_the_server(tmp_path: Path) -> None:
    with pytest.raises(NotForOthers, match="TRAINER_HOSTS"):
        check_reach(a_class(tmp_path, replace(OPEN, hosts=())))


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotForOthers, match="TRAINER_PRIVATE_KEY"):
        check_reach(a_class(tmp_path, Reach(certificate=tmp_path / "class.pem")))


@pytest.mark.parametrize(
    "reach",
    [
        Reach(),
        OPEN,
        replace(OPEN, proxies=0, certificate=Path("c"), private_key=Path("k")),
        Reach(hosts=(NAME,), proxies=1),
    ],
)
def test_a_class_whose_server_is_set_up_is_let_in(tmp_path: Path, reach: Reach) -> None:
    check_reach(a_class(tmp_path, reach))


@pytest.mark.parametrize("host", ["::1", "nowhere.invalid", "203.0.113.1"])
def test_an_address_of_another_computer_is_said(host: str) -> None:
    with pytest.raises(NoSuchAddress, match=host):
        take(0, host)


# The settings


def test_the_reach_is_read_from_the_environment() -> None:
    reach = reach_of(
        {
            "TRAINER_LISTEN": "0.0.0.0",
            "TRAINER_HOSTS": "Trainer.example, 192.168.1.2",
            "TRAINER_PROXIES": "2",
            "TRAINER_CERTIFICATE": "/etc/trainer/class.pem",
            "TRAINER_PRIVATE_KEY": "/etc/trainer/class.key",
            "TRAINER_CONTACT": "vera@school.example",
        }
    )

    assert reach == Reach(
        listen="0.0.0.0",
        hosts=(NAME, "192.168.1.2"),
        proxies=2,
        certificate=Path("/etc/trainer/class.pem"),
        private_key=Path("/etc/trainer/class.key"),
        contact="mailto:vera@school.example",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRAINER_PROXIES", "-1"),
        ("TRAINER_PROXIES", "one"),
        ("TRAINER_HOSTS", "*"),
        ("TRAINER_HOSTS", ".example"),
        ("TRAINER_HOSTS", "https://trainer.example"),
        ("TRAINER_HOSTS", "a.example,b example"),
        ("TRAINER_CONTACT", "Vera\nContact: mailto:evil@example"),
    ],
)
def test_a_setting_that_cannot_be_is_said(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        reach_of({name: value})


# What a class's server keeps to


def test_a_server_answers_to_the_names_it_was_given(proxied: Flask) -> None:
    client = proxied.test_client()

    answered = client.get("/healthz", headers={"Host": NAME})
    foreign = client.get("/healthz", headers={"Host": "evil.example"})

    assert (answered.status_code, foreign.status_code) == (200, 400)


def test_the_name_that_a_proxy_was_called_by_is_not_believed(proxied: Flask) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": NAME}

    assert proxied.test_client().get("/healthz", headers=headers).status_code == 400


def test_only_the_last_proxy_is_believed_about_who_asks(tmp_path: Path) -> None:
    said = {}
    headers = {"Host": "localhost", "X-Forwarded-For": "6.6.6.6, 10.0.0.7"}
    for proxies in (0, 1):
        reach = Reach(hosts=(NAME,), proxies=proxies)
        app = create_app(a_class(tmp_path / f"home-{proxies}", reach), lambda: NOW)
        with app.test_client() as client:
            client.get("/healthz", headers=headers)
            said[proxies] = request.remote_addr
        close(app)

    assert said == {0: "127.0.0.1", 1: "10.0.0.7"}


@pytest.mark.parametrize(("scheme", "years"), [("https", 1), ("http", 0)])
def test_browsers_are_told_to_come_back_encrypted(
    proxied: Flask, scheme: str, years: int
) -> None:
    headers = {"Host": NAME, "X-Forwarded-Proto": scheme}

    got = proxied.test_client().get("/healthz", headers=headers).headers

    told = got.get("Strict-Transport-Security", "max-age=0")
    assert told == f"max-age={years * 31_536_000}"
    assert {name: got.get(name) for name in HEADERS} == HEADERS


def test_behind_encryption_cookies_go_nowhere_else(proxied: Flask) -> None:
    config = proxied.config

    assert config["SESSION_COOKIE_SECURE"]
    assert config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert config["SESSION_COOKIE_DOMAIN"] is None
    assert config["SESSION_COOKIE_PATH"] is None


def test_on_ones_own_computer_nothing_needs_encryption(browser: Browser) -> None:
    answer = browser.get("/settings")

    assert "Secure" not in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in answer.headers
