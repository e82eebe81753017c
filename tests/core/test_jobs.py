from __future__ import annotations

import pytest

from trainer.core.jobs import JobNames, name_jobs, own_names

NAMES = (
    "BI Analyst / BI Developer",
    "Data Analyst",
    "Data Architect",
    "Data Scientist (ML “classique”)",
    "ML Engineer",
    "Marketing/Growth Analyst",
)
ALIASES = {"bi analyst / bi developer": ["BI"], "ML Engineer": ["Ingénieur ML"]}


@pytest.fixture
def jobs() -> JobNames:
    names, problems = name_jobs(NAMES, ALIASES)
    assert problems == []
    return names


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("data analyst", ["Data Analyst"]),
        ("BI", ["BI Analyst / BI Developer"]),
        ("BI Developer", ["BI Analyst / BI Developer"]),
        ("BI Analyst/BI Developer", ["BI Analyst / BI Developer"]),
        ("Data Scientist", ["Data Scientist (ML “classique”)"]),
        ("Data Scientist (junior)", ["Data Scientist (ML “classique”)"]),
        ("Marketing / Growth Analyst", ["Marketing/Growth Analyst"]),
        ("ingenieur ml", ["ML Engineer"]),
        ("ME", ["ML Engineer"]),
        ("MLE", ["ML Engineer"]),
        ("BI / Data Analyst", ["BI Analyst / BI Developer", "Data Analyst"]),
        ("Data Analyst / Data Analyst", ["Data Analyst"]),
        ("DA", []),  # an analyst or an architect
        ("BI / Serveur", []),
        ("Growth Analyst", []),
        ("Serveur", []),
        ("/", []),
        ("", []),
    ],
)
def test_a_label_is_found_whole_or_by_its_parts(
    jobs: JobNames, label: str, found: list[str]
) -> None:
    assert list(jobs.find(label)) == found
    assert jobs.one(label) == (found[0] if len(found) == 1 else None)


def test_a_job_has_the_names_inside_its_name(jobs: JobNames) -> None:
    assert own_names("A / B (C)") == ("A / B (C)", "A / B", "A", "B")
    assert own_names("A") == ("A",)
    assert jobs.other_names["BI Analyst / BI Developer"] == (
        *("BI Analyst", "BI Developer", "BI"),
    )


def test_names_that_differ_by_signs_alone_are_apart() -> None:
    jobs, problems = name_jobs(["C", "C++", "C#"], {"C++": ["CPP"]})

    found = [jobs.one(label) for label in ("c", "C ++", "c#", "cpp", "C&")]
    assert found == ["C", "C++", "C#", "C++", "C"]
    assert problems == []


def test_a_whole_name_wins_over_a_part_of_another() -> None:
    jobs, _ = name_jobs(["Chef / Second", "Chef"], {})

    assert jobs.one("Chef") == "Chef"
    assert jobs.other_names["Chef / Second"] == ("Second",)


def test_an_alias_of_two_jobs_or_of_none_is_told() -> None:
    jobs, problems = name_jobs(
        ["Un", "Deux"], {"Un": ["x", "Deux"], "Deux": ["x"], "Trois": ["y"]}
    )

    assert [str(problem).replace("\u00a0", " ") for problem in problems] == [
        "« Trois » n’est pas un nom des rappels",
        "« x » désigne plusieurs rappels",
        "« Deux » désigne plusieurs rappels",
        "« x » désigne plusieurs rappels",
    ]
    assert jobs.one("x") is None
    assert jobs.one("Deux") == "Deux"


def test_a_name_of_signs_alone_is_a_name() -> None:
    jobs, _ = name_jobs(["???", "Un"], {"Un": ["!"]})

    assert jobs.one("???") == "???"
    assert jobs.one("…") is None
