"""The description of the API is a sound OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from web.openapi import document


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_every_reference_leads_to_a_schema() -> None:
    schemas = document()["components"]["schemas"]

    missing = {
        name
        for name in references(document())
        if name.removeprefix("#/components/schemas/") not in schemas
    }

    assert missing == set()


def test_the_document_is_json() -> None:
    assert json.loads(json.dumps(document()))["openapi"] == "3.1.0"


def test_no_schema_lets_a_field_in_that_it_does_not_name() -> None:
    schemas = document()["components"]["schemas"]

    objects = [each for each in schemas.values() if each["type"] == "object"]
    assert {each["additionalProperties"] for each in objects} == {False}


def test_what_is_ours_to_set_is_nowhere_in_what_is_sent() -> None:
    schemas = document()["components"]["schemas"]
    sent = set(schemas["ReviewIn"]["properties"])

    assert not sent & {"source", "student", "study_day", "score"}
    assert schemas["ReviewIn"]["properties"]["purpose"]["enum"] == ["study", "cram"]
