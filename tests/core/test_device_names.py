"""What a person can tell a device by."""

from __future__ import annotations

import pytest

from trainer.core.device_names import device_name

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        (f"{ANDROID} {KHTML} Chrome/139.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            f"{ANDROID} {KHTML} SamsungBrowser/28.0 Chrome/130.0 Safari/537.36",
            "Samsung Internet, Android",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPad",
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {KHTML} Chrome/139.0", "Chrome, ChromeOS"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_called_by_its_browser_and_its_system(
    user_agent: str, name: str
) -> None:
    assert device_name(user_agent) == name
