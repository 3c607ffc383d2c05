"""How a submission ends, and that what is stored of it can be stored, and read again."""

import json
from dataclasses import replace

import pytest

from lab import outcome
from lab.goals.built import Built
from lab.goals.goal import Variant
from lab.judging import Judgement, judgement_rows, judgements_from
from lab.models import Submission
from lab.outcome import Besides, Ending, Outcome, from_json, outcome_of, to_json, unbuilt
from sandbox import File, Layer, Result, Status, TrialOutcome
from tests.lab.line import BASES, BUILT, FAILED, FILES, UNAVAILABLE, exercise_with, in_line

MAIN = Variant()
TEST = Variant("test", (("A", "1"),), overlay="broken")
TRIAL = TrialOutcome(True, True, 200, "pong", 0.25, 0, True, 0.5, "listening")


def image(files=(), **fields):
    layers = (Layer("a", 10, "FROM busybox", True, 1), Layer("b", 20, "COPY . .", False, 1))
    return replace(BUILT.image, layers=layers, files=tuple(files), **fields)


def file(path, layer=1):
    return File(path, "file", 123, 0o755, 0, 0, layer)


def built(result=BUILT, **others):
    return Built({MAIN: result, **others})


def judgement(foreseen, seen=None):
    sights = [None if met is None else {"met": met, "text": "So."} for met in (foreseen, seen)]
    return {"id": "a", "wants": "A.", "because": "", "foreseen": sights[0], "seen": sights[1]}


# Endings


@pytest.mark.parametrize(
    ("judgements", "passed"),
    [
        ([judgement(True), judgement(True, True)], True),
        ([judgement(False, True)], True),
        ([judgement(True), judgement(None)], True),
        ([judgement(True, False)], False),
        ([judgement(True), judgement(False)], False),
        ([judgement(None)], False),
        ([], False),
    ],
)
def test_passed_is_every_goal_that_could_be_decided_and_at_least_one(judgements, passed):
    assert Ending(Status.OK, "", judgements).has_passed is passed


def test_unbuilt_is_judged_by_what_was_foreseen():
    submission = Submission(foreseen=[judgement(True)])

    assert unbuilt(submission, "Why.").values() == {
        "status": "unavailable",
        "message": "Why.",
        "judgements": [judgement(True)],
        "outcome": {},
        "bases": "",
        "has_passed": True,
    }


def test_built_is_judged_by_the_build_and_tells_it():
    found = outcome.built(exercise_with(), FILES, built(FAILED), BASES)

    assert (found.status, found.message, found.bases) == (Status.FAILED, FAILED.message, BASES)
    assert found.has_passed is False
    assert from_json(found.outcome).log == FAILED.log


@pytest.mark.parametrize(
    ("main", "other", "broke_off"),
    [
        (BUILT, BUILT, False),
        (BUILT, FAILED, False),
        (BUILT, UNAVAILABLE, True),
        (UNAVAILABLE, BUILT, True),
    ],
)
def test_it_broke_off_when_one_build_could_not_be_carried_out(main, other, broke_off):
    found = outcome.built(exercise_with(), FILES, Built({MAIN: main, TEST: other}), BASES)

    assert found.broke_off is broke_off


def test_refused_is_judged_by_the_report():
    refused = Result(Status.REFUSED, "It needs the network.", "needs-network")

    found = outcome.built(exercise_with(), FILES, built(refused), BASES)

    assert (found.status, found.has_passed) == (Status.REFUSED, True)


def test_judgements_come_back_as_they_were_stored():
    given = (Judgement("a", "A.", "", None, None),)

    assert judgements_from(json.loads(json.dumps(judgement_rows(given)))) == given


# What is stored


def test_outcome_comes_back_as_it_was_stored():
    result = replace(BUILT, image=image([file("/a"), file("/b", None)]), trial=TRIAL, notes=("n",))
    given = outcome_of(Built({MAIN: result, TEST: replace(FAILED, seconds={"all": 2.0})}))

    assert from_json(json.loads(json.dumps(to_json(given)))) == given
    assert given.image == result.image
    assert given.variants == (Besides(TEST, Status.FAILED, FAILED.message, 2.0, ("no such file",)),)


def test_build_that_answers_two_variants_is_told_once():
    edited = Variant(edit="main.go")

    assert outcome_of(Built({MAIN: BUILT, edited: BUILT})).variants == ()


def test_nothing_built_is_an_empty_outcome():
    assert outcome_of(Built()) == Outcome()


@pytest.mark.parametrize("values", [{}, {"log": 3}, {"image": {"files": [["/a"]]}}])
def test_what_cannot_be_read_is_an_empty_outcome(values):
    assert from_json(values) == Outcome()


def test_largest_outcome_stays_below_the_bound():
    files = [file(f"/{'é' * 200}{number}", number % 2 or None) for number in range(40_000)]
    log = tuple("é" * 500 for _ in range(5_000))
    result = replace(
        BUILT,
        log=log,
        image=image(files, removed=tuple(file.path for file in files), read={"/a": "é" * 60_000}),
        trial=replace(TRIAL, output="é" * 60_000, body="é" * 60_000),
    )
    failed = replace(FAILED, log=log, message="é" * 9_000)
    others = {Variant(f"stage{number}"): failed for number in range(20)}

    stored = json.dumps(to_json(outcome_of(Built({MAIN: result, **others}))))

    assert 200_000 < len(stored) < 300_000


def test_beginning_and_end_of_a_long_log_are_kept():
    log = tuple(f"line {number}" for number in range(20_000))

    kept = outcome_of(built(replace(BUILT, log=log)))

    assert kept.log_is_cut
    assert (kept.log[0], kept.log[-1]) == (log[0], log[-1])
    assert outcome.LEFT_OUT in kept.log


def test_files_of_the_build_are_kept_before_those_of_its_base():
    base = [file(f"/base/{number:04}", None) for number in range(3_000)]
    own = [file(f"/own/{number:04}") for number in range(10)]

    kept = outcome_of(built(replace(BUILT, image=image([*base, *own])))).image.files

    assert len(kept) == outcome.MOST_FILES
    assert list(kept[-10:]) == own


def test_what_no_database_stores_as_text_is_replaced(stored):
    result = replace(
        FAILED, message="a\0b", log=("c\0d", "e\udc80f"), notes=("g",),
        image=image([file("/h\0")]), trial=replace(TRIAL, output="i\udcff"),
    )  # fmt: skip
    ending = outcome.built(exercise_with(), FILES, built(result), BASES)
    submission = in_line(stored)
    Submission.objects.filter(pk=submission.pk).update(**ending.values())

    submission.refresh_from_db()

    found = from_json(submission.outcome)
    assert submission.message == "a\ufffdb"
    assert found.log == ("c\ufffdd", "e?f")
    assert (found.image.files[0].path, found.trial.output) == ("/h\ufffd", "i?")
