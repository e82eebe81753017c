"""The names of the built-in deck's jobs: what students type, what is another job."""

from __future__ import annotations

import pytest

from trainer.core.deck import read_deck
from trainer.core.items import Job
from trainer.core.slips import is_near, rivals_of
from trainer.core.wording import fold
from trainer.papers import built_in_decks, read_source

JOBS = read_deck(read_source(built_in_decks()[0])).deck.jobs
NAMES = tuple(fold(name) for job in JOBS for name in (job.name, *job.aliases))


def accepted(job: Job) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold, (job.name, *job.aliases))))


def job_named(name: str) -> Job:
    (found,) = (job for job in JOBS if fold(name) in accepted(job))
    return found


def slips(name: str) -> set[str]:
    """Give a name with one letter left out or written wrong, in each place."""
    places = range(len(name))
    left_out = {name[:n] + name[n + 1 :] for n in places}
    wrong = {name[:n] + "x" + name[n + 1 :] for n in places}
    return {" ".join(each.split()) for each in left_out | wrong}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_no_name_of_another_job_is_right_or_nearly_so(job: Job) -> None:
    right = accepted(job)
    others = set(NAMES) - set(right)
    rivals = rivals_of(right, NAMES)

    assert [name for name in others if is_near(name, right, rivals)] == []


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_no_slip_in_the_name_of_another_job_is_nearly_this_one(job: Job) -> None:
    right = accepted(job)
    rivals = rivals_of(right, NAMES)
    meant = [(slip, name) for name in set(NAMES) - set(right) for slip in slips(name)]

    nearly = {
        (slip, name)
        for slip, name in meant
        if slip not in right and is_near(slip, right, rivals)
        if is_near(slip, [name])
    }

    assert nearly == set()


@pytest.mark.parametrize(
    ("typed", "job"),
    [
        ("ingénieur data", "Data Engineer (Big Data)"),
        ("Ingénieur·e data", "Data Engineer (Big Data)"),
        ("INGENIEURE DE DONNEES", "Data Engineer (Big Data)"),
        ("ml ops", "MLOps / Platform"),
        ("ML-Ops engineer", "MLOps / Platform"),
        ("MLOps/Platform", "MLOps / Platform"),
        ("ingénieure en apprentissage automatique", "ML Engineer"),
        ("Marketing Data Analyst", "Marketing/Growth Analyst"),
        ("data scientist marketing", "Marketing Data Scientist"),
        ("développeuse IA générative", "GenAI / LLM Developer"),
        ("cheffe de produit IA", "AI Product Manager"),
    ],
)
def test_what_students_type_names_one_job(typed: str, job: str) -> None:
    assert job_named(typed).name == job
