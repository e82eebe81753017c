"""What every request and every answer keeps to, whatever page it is for.

On a computer of one's own the attackers are other web pages open in the same browser,
and texts in an exam paper; in a class also who sits in it. See `docs/security.md`.
"""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from trainer.config import LOOPBACK_HOSTS, Config, Reach
from trainer.server_secret import secret_keys
from web.errors import ForeignRequest

MEGABYTE = 1024 * 1024
MAX_FILE = 4 * MEGABYTE
MAX_BACKUP = 100 * MEGABYTE
# A file comes to the disk piece by piece; what stands beside it stays small, and so do
# forms of the other kind, which are read whole.
LARGE_FILES = {
    "my_data.plan_restoration": MAX_BACKUP + MEGABYTE // 2,
    "anki.bring": MAX_BACKUP + MEGABYTE // 2,
}
# Paper, key, and all around them; a form sends each end of a line as two signs.
LARGE = {
    "my_data.plan_own_cards": 2 * MEGABYTE,
    "my_data.import_own_cards": 4 * MEGABYTE,
    "plans.make": 2 * MAX_FILE + MEGABYTE // 2,
    "editor.check": 2 * MAX_FILE + MEGABYTE // 2,
    "editor.plan": 2 * MAX_FILE + MEGABYTE // 2,
}

_CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types markup worker",
    )
)
HEADERS = {
    "Content-Security-Policy": _CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What a page loads, and is never shown by itself: the policy of the page holds for it.
_PARTS = frozenset({"text/css", "text/javascript"})
_HEADERS_OF_PARTS = {
    name: HEADERS[name]
    for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")
}
_YEAR_S = 365 * 24 * 60 * 60
_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})


class PageSessions(SecureCookieSessionInterface):
    """The signed cookie that form tokens live in, for pages only.

    To read it takes longer than all else that Flask does for an answer of the API.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie of a page; the API gets none."""
        if request.path.startswith("/api/"):  # no endpoint is known yet
            return None
        return super().open_session(app, request)


def protect(app: Flask, config: Config) -> CSRFProtect:
    """Put the checks on every request of an app and the headers on every answer."""
    reach = config.reach
    secret, *before = secret_keys(config.home)
    app.config.update(
        SECRET_KEY=secret,
        SECRET_KEY_FALLBACKS=before,
        WTF_CSRF_SECRET_KEY=[*reversed(before), secret],  # the last one signs
        TRUSTED_HOSTS=[*LOOPBACK_HOSTS, *reach.hosts],
        SESSION_COOKIE_NAME=cookie_name("trainer_session", reach),
        SESSION_COOKIE_SECURE=reach.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE // 4,
        # The token lives as long as the session: a page left open keeps working.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if reach.proxies:  # T33: only what a proxy of ours says of who asks
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask tells to
            app.wsgi_app, x_for=reach.proxies, x_proto=reach.proxies, x_host=0
        )
    app.session_interface = PageSessions()
    app.before_request(_allow_uploads)
    app.before_request(_refuse_foreign_requests)
    app.after_request(_add_headers)
    return CSRFProtect(app)


def cookie_name(name: str, reach: Reach) -> str:
    """Name a cookie so that, over HTTPS, no other computer of the domain can set it."""
    return f"__Host-{name}" if reach.is_secure else name


def _allow_uploads() -> None:
    asked = request.endpoint or ""
    if asked in LARGE_FILES and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGE_FILES[asked]
    elif asked in LARGE:
        request.max_content_length = request.max_form_memory_size = LARGE[asked]


def _refuse_foreign_requests() -> None:
    if request.method in _CHANGES_NOTHING:
        return
    origin = request.headers.get("Origin", own := f"{request.scheme}://{request.host}")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if origin != own or site != "same-origin":
        raise ForeignRequest


def _add_headers(response: Response) -> Response:
    is_part = request.endpoint == "static" and response.mimetype in _PARTS
    response.headers.extend(_HEADERS_OF_PARTS if is_part else HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_S}"
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response
