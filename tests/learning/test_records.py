"""What a learner did, merged: twice is once, any order keeps the same, nothing is lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from learning import progress, records
from learning.models import ExerciseAnswer, Learner, Reading, Workbook
from tests.learning import rows

# The first example is slow: it is drawn while everything is imported.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROOM = 120  # instead of 20,000 characters
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
moments = st.integers(0, 5).map(lambda day: START + timedelta(days=day))
readings = st.builds(
    Reading,
    study_id=st.just(1),
    section=st.sampled_from(["", "one", "two"]),
    percent=st.integers(0, 100),
    read_at=st.none() | moments,
    updated_at=moments,
)
answers = st.builds(
    ExerciseAnswer,
    study_id=st.just(1),
    exercise=st.just("name"),
    answers=st.lists(st.sampled_from(["a", "b"]), max_size=2),
    right=st.integers(0, 2),
    of=st.just(2),
    answered_at=moments,
)
workbooks = st.builds(
    Workbook,
    study_id=st.just(1),
    text=st.text("ab \r\n", max_size=ROOM),
    ratings=st.dictionaries(st.sampled_from("01"), st.sampled_from(["partly", "fully"])),
    saved_at=moments,
    earlier=st.builds(list),
)


def fields(row):
    """A row without the names that only the database gives it."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in {"id", "learner_id"}
    }


def texts(book):
    return [book.text, *(left["text"] for left in book.earlier)]


@pytest.fixture
def user(db):
    return User.objects.create_user("ada@example.org")


@pytest.fixture
def account(user):
    """The learner of the account."""
    return Learner.objects.create(user=user)


@unhurried
@given(histories=st.lists(readings, min_size=2, max_size=3))
def test_readings_keep_the_furthest_the_first_and_the_newest_in_any_order(histories):
    results = [fields(reduce(records.merged_reading, order)) for order in permutations(histories)]

    newest = max(each.updated_at for each in histories)
    assert results == [results[0]] * len(results)
    assert results[0]["percent"] == max(each.percent for each in histories)
    assert results[0]["read_at"] == min((r.read_at for r in histories if r.read_at), default=None)
    assert results[0]["section"] in {r.section for r in histories if r.updated_at == newest}


@unhurried
@given(histories=st.lists(answers, min_size=2, max_size=3))
def test_answers_keep_the_newest_in_any_order(histories):
    results = [fields(reduce(records.merged_answer, order)) for order in permutations(histories)]

    assert results == [results[0]] * len(results)
    assert results[0]["answered_at"] == max(each.answered_at for each in histories)


@unhurried
@given(histories=st.lists(workbooks, min_size=2, max_size=3))
def test_workbooks_lose_no_text_in_any_order(histories):
    newest = max(each.saved_at for each in histories)
    with patch.object(records, "LONGEST_WORKBOOK", ROOM):
        for order in permutations(histories):
            book = reduce(records.merged_workbook, order)

            assert [
                each.text
                for each in histories
                if each.text.strip() and not any(each.text in kept for kept in texts(book))
            ] == []
            assert len(book.text) <= ROOM
            assert book.saved_at == newest
            assert book.ratings.keys() == {key for each in histories for key in each.ratings}


@pytest.mark.parametrize(
    ("histories", "merged"),
    [
        (readings, records.merged_reading),
        (answers, records.merged_answer),
        (workbooks, records.merged_workbook),
    ],
)
def test_merging_a_second_time_changes_nothing(histories, merged):
    @unhurried
    @given(one=histories, other=histories)
    def holds(one, other):
        assume(not hasattr(one, "saved_at") or one.saved_at != other.saved_at)
        with patch.object(records, "LONGEST_WORKBOOK", ROOM):
            once = merged(one, other)

            assert fields(merged(one, one)) == fields(one)
            assert fields(merged(once, one)) == fields(merged(other, once)) == fields(once)

    holds()


def test_older_text_stands_below_a_line_that_says_from_when():
    older = Workbook(text="FROM a", saved_at=START, earlier=[])
    newer = Workbook(text="FROM b", saved_at=START + timedelta(days=1), earlier=[])

    assert records.merged_workbook(newer, older).text.splitlines() == [
        "FROM b",
        "",
        "---- Also yours, saved 2026-11-01 at 12:00 UTC ----",
        "",
        "FROM a",
    ]


def test_text_without_room_is_kept_beside_the_newer_and_shown(client, user, project):
    older, newer = "older " * 3_000, "newer " * 3_000
    for text, days, owner in ((older, 2, None), (newer, 1, user)):
        learner = Learner.objects.create(user=owner)
        saved_at = timezone.now() - timedelta(days=days)
        Workbook.objects.create(learner=learner, study=project, text=text, saved_at=saved_at)
    client.force_login(user)

    records.claim(user, Learner.objects.get(user=None))

    book = Workbook.objects.get()
    assert texts(book) == [newer, older]
    assert older in client.get("/patterns/stages/project/").text


def test_account_without_a_learner_takes_the_one_there_is(user, learner, overview):
    progress.note_read(learner, overview, True)

    records.claim(user, learner)

    learner.refresh_from_db()
    assert (learner.user, learner.readings.count()) == (user, 1)


def test_everything_moves_to_the_accounts_learner(user, account, learner, overview, project):
    progress.note_position(account, overview, "one", 80)
    progress.note_position(learner, overview, "two", 20)
    progress.note_position(learner, project, "", 5)
    progress.note_exercise(learner, overview, "opening", ["1"], right=1, of=1)
    progress.save_workbook(learner, project, "FROM a", {"0": "fully"})
    Learner.objects.filter(pk=learner.pk).update(created_at=START)

    records.claim(user, learner)

    account.refresh_from_db()
    assert list(Learner.objects.all()) == [account]
    assert account.created_at == START
    assert list(account.readings.order_by("percent").values_list("section", "percent")) == [
        ("", 5),
        ("two", 80),
    ]
    assert account.exercise_answers.get().answers == ["1"]
    assert account.workbooks.get().text == "FROM a"


def test_claiming_twice_is_claiming_once(user, account, learner, overview):
    progress.note_position(learner, overview, "two", 20)

    records.claim(user, learner)
    before = records.export(account)
    records.claim(user, learner)

    assert records.export(account) == before


def test_learner_of_another_account_is_not_claimed(user, learner, overview):
    learner.user = User.objects.create_user("other")
    learner.save()
    progress.note_read(learner, overview, True)

    records.claim(user, Learner(pk=learner.pk))

    assert Reading.objects.get().learner.user.username == "other"


def test_export_holds_everything_and_is_the_learners_own(learner, account, overview, project):
    for each in (learner, account):
        progress.note_position(each, overview, "one", 40)
        progress.note_exercise(each, overview, "opening", ["1"], right=1, of=1)
        progress.save_workbook(each, project, f"of {each.pk}", {"0": "fully"})

    exported = json.loads(json.dumps(records.export(learner)))["reading"]

    assert {name: len(kept) for name, kept in exported.items()} == {
        "readings": 1,
        "exercise_answers": 1,
        "workbooks": 1,
    }
    assert exported["workbooks"][0]["text"] == f"of {learner.pk}"
    assert exported["readings"][0] == {
        "section": "one",
        "percent": 40,
        "read_at": None,
        "updated_at": learner.readings.get().updated_at.isoformat(),
        "pattern": "stages",
        "way": "overview",
    }


def test_every_model_of_a_learner_is_in_the_records_of_its_app():
    pointing = {field.model._meta.label for field in rows.pointing_to(Learner)}

    covered = [label for each in records.all_records() for label in each.models]

    assert sorted(covered) == sorted(pointing)


REACHING = rows.models_of(Learner)  # those that point to a learner through others too


@pytest.mark.parametrize("model", REACHING, ids=lambda model: model._meta.label)
def test_every_row_that_reaches_a_learner_is_in_the_export(model, learner):
    maker = rows.Maker(learner=learner)
    for field in model._meta.concrete_fields:
        if field.is_relation and not field.null:
            maker.one(field.related_model)
    before = records.export(learner)

    maker.one(model)

    assert records.export(learner) != before


def test_forgetting_deletes_every_row_that_reaches_the_learner(db):
    """A new model is made by itself; one that is left behind, or stands in the way, fails here."""
    made = [rows.of_learner()[0] for _ in range(2)]
    other = [maker.made[model].pk for maker in made[1:] for model in REACHING]
    counts = {model._meta.label: model._base_manager.count() for model in REACHING}
    assert counts == dict.fromkeys(counts, 2)

    progress.forget(made[0].made[Learner])

    left = [list(model._base_manager.values_list("pk", flat=True)) for model in REACHING]
    assert left == [[pk] for pk in other]


@pytest.mark.django_db(transaction=True)
def test_claims_at_the_same_moment_wait_for_each_other(overview):
    user = User.objects.create_user("ada@example.org")
    learners = [Learner.objects.create() for _ in range(6)]
    for percent, each in enumerate(learners):
        progress.note_position(each, overview, "one", percent)

    def claim(learner):
        try:
            records.claim(user, learner)
        finally:
            connection.close()

    at_once = 6 if connection.vendor == "postgresql" else 1  # SQLite lets one writer in at a time
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(claim, [*learners, *learners]))

    assert Learner.objects.get().user == user
    assert Reading.objects.get().percent == 5
