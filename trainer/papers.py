"""Where papers come from: files of a deck folder, a single paper, an upload.

Reads bytes and makes sure that they are text; knows nothing of what the text means.
"""

from __future__ import annotations

import errno
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from trainer.core.deck import Source, SourceText
from trainer.core.exam import parse_exam
from trainer.core.messages import Message, Problem, message
from trainer.core.wording import slug
from trainer.db_errors import clear_disk_errors
from trainer.errors import BadFiles, NoDeckFolder, TargetExists
from trainer.resources import decks_folder

MAX_BYTES = 4 * 1024 * 1024  # of one file: 20 times the longest paper seen
_EMPTY = message("ce fichier est vide")
LONGEST_NAME = 120  # of an uploaded file
_ENDINGS = ("md", "markdown", "txt")
_DECK_FILES = ("exam.md", "key.md", "deck.toml", "keys.lock")
# All that Unicode calls controls, but tabs and line ends.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_PLAIN_NAMES = frozenset({"exam", "examen", "epreuve", "paper", "sujet", ""})


def read_source(path: Path) -> Source:
    """Read a deck folder, or a paper `x.md` with `x.key.md` and `x.deck.toml` if any.

    Raises:
        BadFiles: a file is missing, unreadable, empty, too large or not UTF-8 text.
    """
    if _is_folder(path):
        name, files = path.resolve().name, [path / file for file in _DECK_FILES]
    else:
        name, stem = path.stem, path.with_suffix("")
        files = [path, Path(f"{stem}.key.md"), Path(f"{stem}.deck.toml")]
    exam, key, settings, lock = (*map(_read_if_there, files), None)[:4]
    if exam is None:
        raise BadFiles([_problem(files[0], message("ce fichier n’existe pas"))])
    return Source(_slug(name, exam), exam, key, settings, lock)


def read_sources(paths: Iterable[Path]) -> list[Source]:
    """Read several papers, which have to have different names.

    Raises:
        BadFiles: as for each one, or two would be the same deck.
    """
    sources: dict[str, Source] = {}
    for path in paths:
        source = read_source(path)
        if source.slug in sources:
            text = message(
                "cette épreuve et {other} ont le même nom, « {name} » : renommer le"
                " fichier",
                other=sources[source.slug].exam.path,
                name=source.slug,
            )
            raise BadFiles([_problem(Path(source.exam.path), text)])
        sources[source.slug] = source
    return list(sources.values())


def built_in_decks() -> tuple[Path, ...]:
    """Return the deck folders that come with the program."""
    folders = (paper.parent for paper in decks_folder().glob("*/exam.md"))
    return tuple(sorted(folders))


def key_path(paper: Path) -> Path:
    """Return where the key of a paper belongs.

    Raises:
        BadFiles: it cannot be said whether there is a folder or a paper.
    """
    return paper / "key.md" if _is_folder(paper) else paper.with_suffix(".key.md")


def lock_path(folder: Path) -> Path:
    """Return where the stable keys of a deck folder belong.

    Raises:
        NoDeckFolder: a single paper keeps its keys in the database.
        BadFiles: it cannot be said whether there is a folder or a paper.
    """
    if not _is_folder(folder):
        raise NoDeckFolder(folder)
    return folder / "keys.lock"


def write_new(path: Path, text: str) -> None:
    """Write a file that must not be there yet.

    Raises:
        TargetExists: it is there.
        ReadOnlyPlace, DiskFull: it cannot be written.
    """
    if path.exists():
        raise TargetExists(path)
    write_over(path, text)


def write_over(path: Path, text: str) -> None:
    """Write a file whole or not at all, in the place of the one that was there.

    Raises:
        ReadOnlyPlace, DiskFull: it cannot be written; the old one is as it was.
    """
    part = path.with_name(f".{path.name}.part")
    with clear_disk_errors(path.parent):
        try:
            part.write_text(text, encoding="utf-8", newline="\n")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def read_bytes(path: Path) -> bytes:
    """Read a file that is no paper, such as a class list.

    Raises:
        BadFiles: it cannot be read.
    """
    with clear_read_errors(path):
        return path.read_bytes()


def sent_text(name: str, data: bytes) -> SourceText:
    """Return an uploaded file as text, by its own name without its folders.

    Raises:
        BadFiles: it is empty, too large or no text.
    """
    own = name.replace("\\", "/").rpartition("/")[2]
    own = _CONTROL.sub("", own.replace("\n", " "))[-LONGEST_NAME:]
    return decode(data, own)


def source_of(
    exam: SourceText,
    key: SourceText | None = None,
    settings: SourceText | None = None,
    deck: str = "",
) -> Source:
    """Make a source of uploaded texts.

    Args:
        exam: the paper; its file's name gives the slug.
        key: the answer key.
        settings: the settings.
        deck: the slug of the deck that is meant, where it is another one.
    """
    texts = [text for text in (key, settings) if text]
    if len({exam.path, *(text.path for text in texts)}) <= len(texts):
        exam, key, settings = _told_apart(exam, key, settings)
    return Source(deck or _slug(_stem(exam.path), exam), exam, key, settings)


def decode(data: bytes, path: str) -> SourceText:
    """Return bytes as text, or say at which line they are not.

    Raises:
        BadFiles: empty, over `MAX_BYTES`, binary, not UTF-8 (or UTF-16 with its
            mark), or with control signs, which a terminal would obey.
    """
    codec = _codec(data)
    wrong = _wrong_bytes(data, codec)
    if wrong:
        raise BadFiles([Problem(path, 0, wrong)])
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        wrong = message(
            "ce texte n’est pas en UTF-8 : l’enregistrer dans ce codage (« Enregistrer"
            " sous », « Codage »), puis recommencer"
        )
        raise BadFiles([Problem(path, line, wrong)]) from error
    if not text.strip():
        raise BadFiles([Problem(path, 0, _EMPTY)])
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        wrong = message(
            "un signe invisible est à supprimer ici (U+{code})",
            code=f"{ord(control[0]):04X}",
        )
        raise BadFiles([Problem(path, line, wrong)])
    return SourceText(path, text)


def _told_apart(
    exam: SourceText, key: SourceText | None, settings: SourceText | None
) -> tuple[SourceText, SourceText | None, SourceText | None]:
    """Give texts of one name other names: problems say by it where they are."""
    return (
        exam,
        replace(key, path=f"{key.path} (2)") if key else None,
        replace(settings, path=f"{settings.path} (3)") if settings else None,
    )


def _stem(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return stem if ending.lower() in _ENDINGS else name


def _codec(data: bytes) -> str:
    """Say how a text is written: by the mark that some programs put before it."""
    return "utf-16" if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"


def _wrong_bytes(data: bytes, codec: str) -> Message | None:
    if len(data) > MAX_BYTES:
        return message(
            "ce fichier dépasse {limit} Mo : le partager en plusieurs épreuves",
            limit=MAX_BYTES // 1024**2,
        )
    if not data.strip():
        return _EMPTY
    if b"\0" in data and codec != "utf-16":
        return message(
            "ce fichier n’est pas du texte : l’enregistrer en texte seul (.md, en"
            " UTF-8), puis recommencer"
        )
    return None


def _read_if_there(path: Path) -> SourceText | None:
    with clear_read_errors(path):
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
    return decode(data, str(path))


def _is_folder(path: Path) -> bool:
    with clear_read_errors(path):
        return path.is_dir()


@contextmanager
def clear_read_errors(path: Path) -> Iterator[None]:
    """Raise what the operating system says in the block as a problem of `path`."""
    try:
        yield
    except OSError as error:
        text = message("ce fichier ne peut pas être lu ({reason})", reason=_why(error))
        raise BadFiles([_problem(path, text)]) from error


def _why(error: OSError) -> Message:
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return message("le droit de le lire manque")
        case errno.EISDIR:
            return message("c’est un dossier")
        case errno.ENAMETOOLONG:
            return message("son nom est trop long")
        case _:
            reason = error.strerror or type(error).__name__
            return message("{reason}", reason=reason)


def _problem(path: Path, text: Message) -> Problem:
    return Problem(str(path), 0, text)


def _slug(name: str, exam: SourceText) -> str:
    """Name a deck after its file, or its title when the file's name says nothing."""
    words = slug(name)
    if words not in _PLAIN_NAMES:
        return words
    return slug(parse_exam(exam.text, exam.path).title) or "epreuve"
