"""Several processes start at once; a second server; a server that was killed."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import config_of
from tests.faults.children import CONTEXT, LONG_S, kill, open_at_once, serve, started
from trainer.config import Config
from trainer.db import open_database, serving
from trainer.errors import AlreadyServing
from trainer.tables import StudentRow

NAMES = ("ada", "lea", "tom", "vera")


def start_four_at_once(config: Config) -> None:
    """Four processes open a database at once; check that each could and did."""
    barrier = CONTEXT.Barrier(len(NAMES))
    with ExitStack() as stack:
        children = [
            stack.enter_context(started(open_at_once, config, barrier, name))
            for name in NAMES
        ]
        for child in children:
            child.join(LONG_S)

        assert [child.exitcode for child in children] == [0, 0, 0, 0]

    db = open_database(config)
    with db.reading() as session:
        assert sorted(session.scalars(select(StudentRow.uid))) == list(NAMES)
    db.close()


def test_four_processes_start_at_once_on_nothing(empty_config: Config) -> None:
    start_four_at_once(empty_config)


def test_four_processes_start_at_once_ten_times(tmp_path: Path) -> None:
    for number in range(10):
        start_four_at_once(config_of(tmp_path / str(number)))


def test_a_second_server_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    ours, theirs = CONTEXT.Pipe(duplex=False)

    with started(serve, config, theirs) as child:
        assert ours.poll(LONG_S)
        with pytest.raises(AlreadyServing, match=r"trainer\.db"), serving(config):
            pass
        kill(child)

    with serving(config):
        pass
