"""The refusals: each is a whole French sentence that names what it is about."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from trainer import errors
from trainer.core.messages import message
from trainer.errors import TrainerError

HERE = Path("/data/trainer.db")

# One of each, and what its sentence must name.
EXAMPLES: list[tuple[TrainerError, tuple[str, ...]]] = [
    (errors.AlreadyServing(HERE), ("/data/trainer.db", "TRAINER_HOME")),
    (errors.NewerSchema(HERE, "0009", "0001"), ("/data/trainer.db", "0009", "0001")),
    (errors.ForeignDatabase(HERE), ("/data/trainer.db", "TRAINER_DATABASE_URL")),
    (errors.TargetExists(HERE), ("/data/trainer.db",)),
    (errors.BackupByServer("postgresql://a/b", HERE), ("//a/b", "--file=/data/")),
    (errors.UnknownLanguage("de", "fr, en"), ("TRAINER_LANGUAGE", "de", "fr, en")),
    (errors.InvalidDatabaseUrl(), ("TRAINER_DATABASE_URL", "postgresql://")),
    (errors.DriverMissing(), ("pip install 'trainer[postgres]'",)),
    (errors.NotADatabase(HERE), ("/data/trainer.db", "TRAINER_HOME")),
    (errors.NotAnkiFile(HERE), ("/data/trainer.db", ".apkg")),
    (errors.FolderMissing(HERE.parent), ("/data",)),
    (errors.ReadOnlyPlace(HERE), ("/data/trainer.db",)),
    (errors.DiskFull(HERE), ("/data/trainer.db",)),
    (errors.DatabaseBusy(HERE), ("/data/trainer.db",)),
    (errors.DatabaseUnavailable(HERE, "no answer"), ("/data/trainer.db", "no answer")),
    (errors.DatabaseDamaged(HERE, "malformed"), ("/data/trainer.db", "malformed")),
    (errors.UnsuitableDisk(HERE), ("/data/trainer.db", "TRAINER_HOME")),
    (errors.BackupFailed(HERE, "reviews"), ("/data/trainer.db", "reviews")),
]


def name_of(value: object) -> str | None:
    return type(value).__name__ if isinstance(value, TrainerError) else ""


def test_a_refusal_says_its_message() -> None:
    error = TrainerError(message("Il manque {n} pages.", n=2))

    assert str(error) == "Il manque 2 pages."
    assert error.message.template == "Il manque {n} pages."


@pytest.mark.parametrize(("error", "names"), EXAMPLES, ids=name_of)
def test_a_refusal_names_what_it_is_about(
    error: TrainerError, names: tuple[str, ...]
) -> None:
    assert [name for name in names if name not in str(error)] == []


@pytest.mark.parametrize(("error", "names"), EXAMPLES, ids=name_of)
def test_a_refusal_is_a_sentence_in_french_typography(
    error: TrainerError, names: tuple[str, ...]
) -> None:
    template = error.message.template

    assert template.endswith(".")
    assert re.search(r"[^\u00a0\u202f]([;!?»]|: )|«[^\u00a0]", template) is None
    assert re.search(r"\w'\w", template) is None


def test_every_refusal_stands_in_the_tree() -> None:
    kinds = inspect.getmembers(errors, inspect.isclass)
    names = [name for name, kind in kinds if issubclass(kind, TrainerError)]

    assert [name for name in names if name not in (errors.__doc__ or "")] == []
