"""The guide to Anki for students, and its pictures of the cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import anki.lang
import pytest
from anki.collection import Collection

from tests.picture_scripts import DOCS, loaded_script, width_of

GUIDE = (DOCS / "anki.md").read_text("utf-8")


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """The script that takes the pictures."""
    with loaded_script("take_anki_pictures") as module:
        yield module


@pytest.fixture
def french(tmp_path: Path) -> Iterator[Collection]:
    anki.lang.set_lang("fr_FR")
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()
    anki.lang.set_lang("en_US")


def test_the_guide_calls_what_is_in_anki_by_its_french_name(french: Collection) -> None:
    tr = french.tr
    names = [
        tr.importing_also_import_progress(),
        tr.importing_with_deck_configs(),
        tr.importing_update_notes(),
        tr.importing_update_always(),
        tr.importing_update_never(),
        tr.importing_merge_notetypes(),
        tr.importing_note_skipped_due_to_missing_notetype(),
        tr.exporting_include_scheduling_information(),
        tr.exporting_include_media(),
        tr.exporting_anki_deck_package(),
        tr.exporting_anki_collection_package(),
        tr.qt_accel_file().replace("&", ""),
        tr.qt_accel_import().replace("&", ""),
        tr.qt_accel_export().replace("&", ""),
        tr.qt_accel_tools().replace("&", ""),
        tr.qt_accel_check_database().replace("&", ""),
        tr.qt_misc_browse(),
        tr.studying_again(),
        tr.studying_hard(),
        tr.studying_good(),
        tr.studying_easy(),
    ]
    told = " ".join(GUIDE.split())

    assert [name for name in names if name not in told] == []


def test_every_kind_of_card_has_its_pictures_and_is_shown(script: ModuleType) -> None:
    widths = {
        f"{kind.name}-{side}-{look.name}.png": look.width
        for kind in script.KINDS
        for side in script.SIDES
        for look in script.LOOKS
    }
    shown = set(re.findall(r'<img src="anki_pictures/([^"]+)"', GUIDE))

    assert {path.name: width_of(path) for path in script.FOLDER.iterdir()} == widths
    assert shown == {*widths}
