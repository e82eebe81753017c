"""What a refused or failed request is answered with: one sentence and a status.

Pages get an error page, the API gets `{"error": sentence}`. What was not foreseen gets
a sentence without details; the place of the mistake goes to the log, no values do.
"""

from __future__ import annotations

import logging
import traceback

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
    SecurityError,
)

from trainer.core.messages import Message, message
from trainer.errors import (
    BadFiles,
    Invalid,
    NotFound,
    Refused,
    TooMany,
    TrainerError,
    Unavailable,
)
from web.preferences import translate

RETRY_AFTER_S = 5

_log = logging.getLogger(__name__)


class ForeignRequest(Refused):
    """Another site sent the request, or a page of ours that is too old: 403."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Cette demande ne vient pas de cette page : rien n’a été changé. "
                "Recharger la page, puis recommencer."
            )
        )


class NotSignedIn(TrainerError):  # noqa: N818 – names a situation
    """Somebody has to sign in first: 401."""

    def __init__(self) -> None:
        super().__init__(message("Il faut d’abord se connecter."))


class TooLarge(Invalid):
    """More was sent than the place takes; `limit` is in megabytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            message(
                "L’envoi est trop gros : {n} Mo au plus en tout. "
                "Rien n’a été enregistré.",
                n=limit,
            )
        )


class Malformed(Invalid):
    """The JSON or the address does not have the form that was agreed; `where` says."""

    def __init__(self, error: ValidationError) -> None:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "JSON"
        super().__init__(
            message("La demande n’a pas la forme attendue ({where}).", where=where)
        )


_STATUS: tuple[tuple[type[TrainerError], int], ...] = (
    (NotSignedIn, 401),
    (ForeignRequest, 403),
    (NotFound, 404),
    (Refused, 409),
    (Invalid, 422),
    (TooMany, 429),
    (Unavailable, 503),
)
_SENTENCES = {
    400: message("La demande n’a pas pu être comprise."),
    404: message("Cette page n’existe pas."),
    405: message("Cette adresse ne prend pas ce genre de demande."),
}
_UNFORESEEN = message(
    "Une erreur imprévue est arrivée : rien n’a été enregistré. "
    "Recommencer ; si cela se répète, relancer le programme."
)


def answer_errors(app: Flask) -> None:
    """Have every error of an app answered by a sentence."""
    app.register_error_handler(TrainerError, _refused)
    app.register_error_handler(SecurityError, _untrusted_host)
    app.register_error_handler(CSRFError, lambda _: _refused(ForeignRequest()))
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _no_page)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: TrainerError) -> int:
    """Give the HTTP status of a refused request."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def _refused(error: TrainerError) -> Response:
    said = _wrong_file(error) if isinstance(error, BadFiles) else error.message
    response = _answer(status_of(error), said)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    elif response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _wrong_file(error: BadFiles) -> Message:
    """Say what is wrong with an upload, and in which file."""
    problem = error.problems[0]
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return message("{place} : {problem}", place=place, problem=problem.message)


def _no_page(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = _answer(error.code, _SENTENCES.get(error.code, _SENTENCES[400]))
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _too_large(_: RequestEntityTooLarge) -> Response:
    limit = request.max_content_length or 0
    return _refused(TooLarge(max(limit // 2**20, 1)))


def _untrusted_host(_: SecurityError) -> Response:
    # No page: its links would be made from the host that is not trusted.
    return Response("400 Bad Request\n", 400, mimetype="text/plain")


def _unforeseen(error: Exception) -> Response:
    # The texts of exceptions can hold answers and names: only where it happened.
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s in %s\n%s", type(error).__name__, request.endpoint, where)
    return _answer(500, _UNFORESEEN)


def _answer(status: int, sentence: Message) -> Response:
    said = translate(sentence)
    if request.path.startswith("/api/"):
        return make_response(jsonify(error=said), status)
    page = render_template("error.html", status=status, sentence=said)
    return make_response(page, status)
