"""Scripts and style sheets that are sent with all that they import."""

from __future__ import annotations

from pathlib import Path

import pytest

import web
from web.bundling import bundle, short

STATIC = Path(web.__file__).with_name("static")


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "entry.js"


def test_a_script_comes_after_those_that_it_imports_each_once(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        entry='import "./b.js";\nimport * as a from "./a.js";\nsay(a.one);\n',
        a='import { two as other } from "./b.js";\nexport const one = other;\n',
        b="const one = 2;\nexport function two() {}\nexport class Three {}\n",
    )

    text = bundle(entry)

    assert text == (
        "const $b = await (async () => {\n"
        "const one = 2;\nfunction two() {}\nclass Three {}\n"
        "return { two, Three };\n})();\n"
        "const $a = await (async () => {\n"
        "const { two: other } = $b;\nconst one = other;\n"
        "return { one };\n})();\n"
        "const $entry = await (async () => {\n"
        "const a = $a;\nsay(a.one);\n"
        "return {  };\n})();\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        'import one from "./a.js";\n',
        "export default 1;\n",
        "export let one = 1;\n",
        'export { one } from "./a.js";\n',
        "import { one } from './a.js';\n",
    ],
)
def test_other_forms_of_import_and_export_are_refused(
    tmp_path: Path, source: str
) -> None:
    with pytest.raises(ValueError, match=r"entry\.js: not understood: (im|ex)port"):
        bundle(written(tmp_path, entry=source, a="export const one = 1;\n"))


def test_scripts_that_import_each_other_are_refused(tmp_path: Path) -> None:
    entry = written(tmp_path, entry='import "./a.js";\n', a='import "./entry.js";\n')

    with pytest.raises(ValueError, match=r"entry\.js → a\.js → entry\.js"):
        bundle(entry)


def test_a_style_sheet_has_what_it_imports_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.css").write_text("a { color: red }\n")
    (tmp_path / "all.css").write_text('@import "./parts/a.css";\nb { top: 0 }\n')

    assert bundle(tmp_path / "all.css") == "a { color: red }\nb { top: 0 }\n"


@pytest.mark.parametrize("name", ["review.js", "unsent.js", "cards.js", "review.css"])
def test_what_the_pages_name_needs_no_other_file(name: str) -> None:
    text = bundle(STATIC / name)

    assert "import" not in [line.split(" ")[0] for line in text.splitlines()]
    assert "@import" not in text


def test_comments_on_lines_of_their_own_are_not_sent(tmp_path: Path) -> None:
    text = """/** Says one.
 *
 * Twice.
 */
const one = "/* 1 */"; // one
/* three */ const three = 3;
  // two
const two = `
  ${one} // 2
`;
"""

    (tmp_path / "a.js").write_text(text)

    assert short(tmp_path / "a.js") == (
        """const one = "/* 1 */"; // one
/* three */ const three = 3;
const two = `
  ${one} // 2
`;
"""
    )
