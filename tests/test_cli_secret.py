"""`trainer classroom renew-secret`, as the one who runs the server types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.cli import main
from trainer.server_secret import secret_keys


@pytest.mark.parametrize(("words", "kept"), [((), 1), (("--now",), 0)])
def test_another_secret_is_made_and_what_to_do_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    kept: int,
) -> None:
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path))
    monkeypatch.setattr("os.umask", lambda mask: mask)  # this process stays as it is
    (first,) = secret_keys(tmp_path)

    with pytest.raises(SystemExit) as ended:
        main(["classroom", "renew-secret", *words])

    told = capsys.readouterr().out
    new, *before = secret_keys(tmp_path)
    assert not ended.value.code
    assert "relancer le serveur" in told
    assert before == [first] * kept
    assert new not in (first, told)
