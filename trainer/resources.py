"""Where the files that come with the program are; knows no file's content.

A wheel carries them in `trainer/_bundled/`, a checkout has them beside the package
(`pyproject.toml`, `tool.hatch.build`).
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def decks_folder() -> Path:
    """Return the folder of the built-in decks, one folder each.

    Raises:
        FileNotFoundError: the program was installed without them.
    """
    return _folder("decks")


def migrations_folder() -> Path:
    """Return the folder of the database migrations (Alembic's script location).

    Raises:
        FileNotFoundError: the program was installed without them.
    """
    return _folder("migrations")


def _folder(name: str) -> Path:
    places = (PACKAGE / "_bundled" / name, PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    looked = " nor ".join(str(place) for place in places)
    raise FileNotFoundError(f"{name}: neither {looked} is there; install trainer again")
