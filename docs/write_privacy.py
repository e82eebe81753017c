"""Write docs/privacy.md from the register of personal data; a test holds it fresh."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from trainer.core.messages import Message
from trainer.core.personal_data import (
    AIMS,
    AUDIENCES,
    GROUPS,
    PERIODS,
    Group,
    PersonalData,
)
from trainer.core.personal_register import LINKS, data_in
from trainer.core.small_groups import SMALLEST_GROUP
from trainer.erasing import DAYS_TO_THINK
from trainer.retention import BACKUPS_STAY, STUDENTS_STAY
from web.i18n import translate

TARGET = Path(__file__).with_name("privacy.md")
BEFORE = """\
# What is kept of people

<!-- Made from the register by `python docs/write_privacy.py`: change it there. -->

On a computer of one's own all data stay in one folder of its owner, and nothing is sent
anywhere. What follows is about a class. The school decides what is kept and why (it is
the controller), who runs the server does it for the school (the processor). In public
teaching the legal basis is usually the school's public task, not consent; ask the
school's data protection officer, and enter this list in the school's register.

## Rules

- **As little as possible.** A pseudonym is enough: a class list needs one column. No
  mail, no address, no day of birth, no picture. The names behind pseudonyms stay with
  the teacher.
- **No third party.** The pages load nothing from elsewhere, and the server calls
  nobody.
- **Teachers see what helps to teach**: results of their own classes, by day. Never
  passwords, private notes, own cards or the hour of an answer. Each look at a person
  leaves a row that the person sees and nobody can change. A figure about fewer than
  {smallest} people is not shown.
- **Everybody can take everything along** (*Mes données*, `trainer person export NAME
  FILE.zip`): the JSON of [data-format.md](data-format.md), tables, and the decks for
  Anki.
- **Everybody can be erased** (*Mes données*, a teacher on the student's page, `trainer
  person erase NAME [--now]`): in {think} days, taken back until then; every device
  signs out at once. The last teacher of a class with students cannot be: add another
  teacher first.
- **A class closes** on its day. Its students are told to take their data along. After
  {stay} days they leave the class, and who is in no other class is erased. So is a
  student of no class who has not been here for a year.

## What erasing does

Every row that is about the person is deleted; which these are is found from the foreign
keys of the tables. What a teacher brought stays as the school's deck and names nobody.
Then the tables are written anew, so that no byte is left in a free page, and SQLite's
log is emptied. No log of the program holds names or answers.

Before the rows go, a line is added to `erased-people.txt` in the data folder: the hash
of the row that was erased, nothing else. After a restoration (`trainer restore`) and at
each start, whoever is on the list and in the database is erased again. **Keep this file
when you move a server, and never put an older copy of it back.**

Backups that the program makes are thrown away after {backups} days; copies made by
hand, or by `pg_dump`, are yours to throw away. On PostgreSQL the server's own log (WAL)
and its archive keep deleted rows until they are recycled: set their period to {backups}
days too. Erase by `--now` on a quiet server: PostgreSQL locks each table while it is
written anew.

## The register

Each line names columns of a table; a test fails when a column that is reached from a
person is not described here. {links} only say to whom a row belongs.
"""
HEAD = """
| what | for | kept | seen by | columns |
|---|---|---|---|---|
"""


def document() -> str:
    """Return the text of the document."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield BEFORE.format(
        smallest=SMALLEST_GROUP,
        think=DAYS_TO_THINK,
        stay=STUDENTS_STAY.days,
        backups=BACKUPS_STAY.days,
        links=", ".join(f"`{name}`" for name in LINKS),
    )
    for group in Group:
        yield f"\n### {_english(GROUPS[group])}\n{HEAD}"
        for each in data_in(group):
            yield _line(each)


def _line(each: PersonalData) -> str:
    columns = ", ".join(f"`{column}`" for column in each.columns)
    note = " (never given out)" if each.is_withheld else ""
    cells = (
        _english(each.words) + note,
        _english(AIMS[each.aim]),
        _english(PERIODS[each.period]),
        _english(AUDIENCES[each.audience]),
        f"`{each.table}`: {columns}",
    )
    return f"| {' | '.join(cells)} |\n"


def _english(words: Message) -> str:
    return translate(words, "en")


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
