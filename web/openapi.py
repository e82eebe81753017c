"""The description of the JSON API, made from the models that check it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web import schemas

_BODIES = (
    schemas.QueueOut,
    schemas.AnswerOut,
    schemas.AnswersOut,
    schemas.ReviewsIn,
    schemas.RetractionsIn,
    schemas.HoldsIn,
    schemas.MissesIn,
    schemas.NotesIn,
    schemas.ReportsIn,
    schemas.OutcomesOut,
    schemas.ErrorOut,
)
_REFERENCE = "#/components/schemas/{model}"
_REFUSED = {403: "Not from our own pages", 422: "Not in the agreed form"}
_Json = dict[str, Any]


@cache
def document() -> _Json:
    """Give the OpenAPI 3.1 document."""
    _, definitions = models_json_schema(
        [(body, "validation") for body in _BODIES], ref_template=_REFERENCE
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "trainer", "version": version("trainer")},
        "paths": {
            "/api/queue": {"get": _reading(schemas.QueueQuery, schemas.QueueOut)},
            "/api/answers": {"get": _reading(schemas.AnswerQuery, schemas.AnswerOut)},
            "/api/answers-at-hand": {
                "get": _reading(schemas.AnswersQuery, schemas.AnswersOut)
            },
            "/api/reviews": {"post": _writing(schemas.ReviewsIn)},
            "/api/retractions": {"post": _writing(schemas.RetractionsIn)},
            "/api/holds": {"post": _writing(schemas.HoldsIn)},
            "/api/misses": {"post": _writing(schemas.MissesIn)},
            "/api/notes": {"post": _writing(schemas.NotesIn)},
            "/api/reports": {"post": _writing(schemas.ReportsIn)},
        },
        "components": {"schemas": definitions["$defs"]},
    }


def _reading(asked: type[BaseModel], given: type[BaseModel]) -> _Json:
    schema = asked.model_json_schema()
    required = schema.get("required", ())
    parameters = [
        {"name": name, "in": "query", "required": name in required, "schema": of}
        for name, of in schema["properties"].items()
    ]
    refused = {422: _REFUSED[422], 404: "No such deck or card"}
    return {
        "summary": asked.__doc__,
        "parameters": parameters,
        "responses": _responses(given, refused),
    }


def _writing(asked: type[BaseModel]) -> _Json:
    header = {
        "name": "X-Trainer",
        "in": "header",
        "required": True,
        "schema": {"const": "1"},
    }
    text = {"type": "string"}
    learner = {"name": "X-Trainer-Learner", "in": "header", "schema": text}
    return {
        "summary": asked.__doc__,
        "parameters": [header, learner],
        "requestBody": {"required": True, "content": _content(asked)},
        "responses": _responses(schemas.OutcomesOut, _REFUSED),
    }


def _responses(given: type[BaseModel], refused: dict[int, str]) -> _Json:
    answers: _Json = {
        str(status): {"description": why, "content": _content(schemas.ErrorOut)}
        for status, why in (*refused.items(), (503, "Try again later"))
    }
    return {"200": {"description": given.__doc__, "content": _content(given)}} | answers


def _content(body: type[BaseModel]) -> _Json:
    schema = {"$ref": _REFERENCE.format(model=body.__name__)}
    return {"application/json": {"schema": schema}}
