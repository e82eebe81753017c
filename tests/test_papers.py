"""Papers: which files are read, what is no text, what is written and what is not."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from trainer.core.deck import SourceText
from trainer.errors import (
    BadFiles,
    DiskFull,
    NoDeckFolder,
    ReadOnlyPlace,
    TargetExists,
)
from trainer.papers import (
    MAX_BYTES,
    built_in_decks,
    decode,
    key_path,
    lock_path,
    read_source,
    read_sources,
    sent_text,
    source_of,
    write_new,
    write_over,
)

PAPER = "# Métiers de la donnée\n"


def write(path: Path, text: str = PAPER) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# Reading


def test_a_deck_folder_is_read_with_what_stands_beside_the_paper(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "Métiers Data"
    for name in ("exam.md", "key.md", "deck.toml", "keys.lock"):
        write(folder / name, f"# {name}\n")

    source = read_source(folder)

    texts = (source.exam, source.key, source.settings, source.lock)
    assert source.slug == "metiers-data"
    assert texts == tuple(
        SourceText(str(folder / name), f"# {name}\n")
        for name in ("exam.md", "key.md", "deck.toml", "keys.lock")
    )


def test_a_paper_stands_alone_or_with_files_of_its_name(tmp_path: Path) -> None:
    paper = write(tmp_path / "mai 2026.md")
    alone = read_source(paper)
    write(tmp_path / "mai 2026.key.md", "### A1\n")
    write(tmp_path / "mai 2026.deck.toml", "title = 'x'\n")
    write(tmp_path / "keys.lock", "x")

    both = read_source(paper)

    assert (alone.slug, alone.key, alone.settings) == ("mai-2026", None, None)
    assert both.key is not None
    assert both.settings is not None
    assert (both.key.text, both.settings.text) == ("### A1\n", "title = 'x'\n")
    assert both.lock is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("exam.md", "metiers-de-la-donnee"),
        ("Épreuve.md", "metiers-de-la-donnee"),
        ("….md", "metiers-de-la-donnee"),
        ("exam-2026.md", "exam-2026"),
    ],
)
def test_a_name_that_says_nothing_gives_way_to_the_title(
    name: str, slug: str, tmp_path: Path
) -> None:
    assert read_source(write(tmp_path / name)).slug == slug


def test_a_paper_without_any_name_has_one_all_the_same(tmp_path: Path) -> None:
    assert read_source(write(tmp_path / "exam.md", "sans titre\n")).slug == "epreuve"


@pytest.mark.parametrize("name", ["nowhere.md", "nowhere", "file.md/exam.md"])
def test_a_paper_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    write(tmp_path / "file.md")

    with pytest.raises(BadFiles, match="n’existe pas") as refused:
        read_source(tmp_path / name)

    (problem,) = refused.value.problems
    assert (problem.path, problem.line) == (str(tmp_path / name), 0)


@pytest.mark.parametrize("call", [read_source, key_path, lock_path])
def test_a_path_that_the_system_refuses_is_named(call: object, tmp_path: Path) -> None:
    too_long = tmp_path / ("x" * 300)

    with pytest.raises(BadFiles, match="son nom est trop long") as refused:
        call(too_long)  # type: ignore[operator]  # each takes a path

    assert refused.value.problems[0].path == str(too_long)


def test_a_folder_in_the_place_of_a_paper_is_named(tmp_path: Path) -> None:
    (tmp_path / "exam.md").mkdir()

    with pytest.raises(BadFiles, match=r"ne peut pas être lu \(c’est un dossier\)"):
        read_source(tmp_path)


@pytest.mark.parametrize(
    ("code", "reason"),
    [(errno.EACCES, "le droit de le lire manque"), (errno.EIO, "Input/output error")],
)
def test_a_file_that_cannot_be_read_says_why(
    code: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, mode: str) -> object:
        raise OSError(code, os.strerror(code), path)

    write(tmp_path / "exam.md")
    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(BadFiles, match=rf"ne peut pas être lu \({reason}\)"):
        read_source(tmp_path)


def test_several_papers_have_several_names(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "petit.md" for folder in "ab"]
    for path in paths:
        write(path)
    write(tmp_path / "grand.md")

    several = read_sources([paths[0], tmp_path / "grand.md"])

    assert [source.slug for source in several] == ["petit", "grand"]
    with pytest.raises(BadFiles, match=r"ont le même nom, «.petit.»") as refused:
        read_sources(paths)
    assert refused.value.problems[0].path == str(paths[1])


def test_the_built_in_decks_are_read_without_a_problem() -> None:
    folders = built_in_decks()

    assert "metiers-data" in [folder.name for folder in folders]
    assert all(read_source(folder).key is not None for folder in folders)


# Bytes


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 0, "est vide"),
        (b" \r\n\t", 0, "est vide"),
        (b"# Titre\0", 0, "n’est pas du texte"),
        ("# Titre\nété".encode("utf-16-le"), 0, "n’est pas du texte"),
        (b"\xff\xfe#", 1, "n’est pas en UTF-8"),
        ("\n ".encode("utf-16"), 0, "est vide"),
        ("# Titre\n\nété".encode("cp1252"), 3, "n’est pas en UTF-8"),
        (b"x" * (MAX_BYTES + 1), 0, "dépasse 4 Mo"),
        (b"# Titre\n\x1b[31mrouge", 2, r"signe invisible .* \(U\+001B\)"),
        ("# Titre\n\nl\x92été".encode(), 3, r"U\+0092"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, line: int, words: str) -> None:
    with pytest.raises(BadFiles, match=words) as refused:
        decode(data, "x.md")

    (problem,) = refused.value.problems
    assert (problem.path, problem.line) == ("x.md", line)


def test_the_largest_paper_and_a_byte_order_mark_are_welcome() -> None:
    data = b"\xef\xbb\xbf" + b"x" * (MAX_BYTES - 3)

    assert decode(data, "x.md").text == "x" * (MAX_BYTES - 3)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_text_is_read_by_its_mark(codec: str) -> None:
    assert decode("# Épreuve\n".encode(codec), "x.md").text == "# Épreuve\n"


# Uploads


def test_an_upload_is_named_after_its_file_without_its_folders() -> None:
    exam = sent_text("C:\\cours\\Mai 2026.md", PAPER.encode())
    key = sent_text("../mon corrigé.md", b"### A1\n")

    source = source_of(exam, key)

    assert source.slug == "mai-2026"
    assert source.exam.path == "Mai 2026.md"
    assert source.key == SourceText("mon corrigé.md", "### A1\n")
    assert source.settings is None


@pytest.mark.parametrize("name", ["mai.md", "mai.MD", "mai.markdown", "mai.txt", "mai"])
def test_the_ending_of_a_file_is_no_part_of_the_name(name: str) -> None:
    assert source_of(sent_text(name, PAPER.encode())).slug == "mai"


def test_an_upload_may_be_meant_for_another_deck() -> None:
    exam = sent_text("mai.md", PAPER.encode())

    assert source_of(exam, deck="juin").slug == "juin"


def test_files_of_one_name_are_told_apart() -> None:
    exam, key = (sent_text("x.md", data) for data in (PAPER.encode(), b"### A1\n"))

    source = source_of(exam, key, key)

    assert source.key
    assert source.settings
    paths = [source.exam.path, source.key.path, source.settings.path]
    assert paths == ["x.md", "x.md (2)", "x.md (3)"]


def test_an_upload_that_is_no_text_is_refused_by_its_name() -> None:
    with pytest.raises(BadFiles) as refused:
        sent_text("a\nb\0.toml", b"\xff")

    assert refused.value.problems[0].path == "a b.toml"


# Writing


def test_a_key_belongs_beside_its_paper_and_a_lock_into_its_folder(
    tmp_path: Path,
) -> None:
    paper = write(tmp_path / "mai.2026.md")

    assert key_path(paper) == tmp_path / "mai.2026.key.md"
    assert key_path(tmp_path) == tmp_path / "key.md"
    assert lock_path(tmp_path) == tmp_path / "keys.lock"
    with pytest.raises(NoDeckFolder, match=r"mai\.2026\.md"):
        lock_path(paper)


def test_a_file_is_written_in_utf_8_and_leaves_nothing_beside_it(
    tmp_path: Path,
) -> None:
    write_new(tmp_path / "key.md", "é\n")

    assert (tmp_path / "key.md").read_bytes() == "é\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["key.md"]


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    write(tmp_path / "key.md", "mine")

    with pytest.raises(TargetExists, match=r"key\.md"):
        write_new(tmp_path / "key.md", "yours")

    assert (tmp_path / "key.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EACCES, ReadOnlyPlace),
        (errno.EROFS, ReadOnlyPlace),
    ],
)
@pytest.mark.parametrize("step", ["write_text", "replace"])
def test_a_file_that_cannot_be_replaced_is_as_it_was(
    step: str,
    code: int,
    error: type[Exception],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(tmp_path / "keys.lock", "before")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, refuse)
        with pytest.raises(error, match=str(tmp_path)):
            write_over(tmp_path / "keys.lock", "after")

    assert [path.name for path in tmp_path.iterdir()] == ["keys.lock"]
    assert (tmp_path / "keys.lock").read_text() == "before"
