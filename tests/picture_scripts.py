"""The scripts that take the pictures of the documents, and the pictures themselves."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[1] / "docs"


@contextmanager
def loaded_script(name: str) -> Iterator[ModuleType]:
    """Load a script of the documents, which is in no package, for the block."""
    spec = spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their types
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def width_of(picture: Path) -> int:
    """Read the width from the head of a PNG."""
    width: int
    (width,) = struct.unpack(">I", picture.read_bytes()[16:20])
    return width
