"""A submission's page on its way and when it is done, and the history of what was handed in."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from lab.goals import Sight
from lab.goals.goal import Variant
from lab.judging import Judgement
from lab.models import Draft, State, Submission, Worker
from lab.outcome import Besides, Outcome, judgement_rows, to_json
from learning.models import Learner
from sandbox import Config, File, Image, Layer, Status, TrialOutcome
from tests.lab.views.conftest import ROOT, SOLUTION, STARTER

HTMX = {"HX-Request": "true"}
HERE = "/exercises/leave-it-behind/"
HISTORY = f"{HERE}history/"
LOG = (
    "[1/2] STEP 1/4: FROM golang:1.27 AS build",
    "<script>alert(1)</script>",
    "[2/2] STEP 1/4: FROM scratch",
)
CONFIG = Config(
    user="65532",
    workdir="/",
    entrypoint=("/orders",),
    cmd=(),
    env=(),
    ports=(),
    volumes=(),
    labels={},
    stop_signal="",
    healthcheck=(),
)
IMAGE = Image(
    config=CONFIG,
    layers=(Layer("one", 5_600_000, "/bin/sh -c #(nop) COPY file:1 in /orders", False, 1),),
    files=(File("/orders", "file", 5_600_000, 0o755, 0, 0, 0),),
    file_count=1,
    bytes=5_600_000,
    read={},
)
TRIAL = TrialOutcome(
    started=True,
    answered=True,
    http_status=200,
    body="<b>well</b>",
    seconds_to_answer=0.21,
    exit_code=0,
    stopped_on_signal=True,
    seconds_to_stop=0.03,
    output="listening",
)


def rows(*verdicts, foreseen=None):
    """Judgements with these verdicts, as they are stored."""
    return judgement_rows(
        [
            Judgement(
                f"goal-{number}",
                f"It wants thing {number}.",
                "",
                foreseen,
                None if met is None else Sight(met, f"Seen {number}."),
            )
            for number, met in enumerate(verdicts, start=1)
        ]
    )


@pytest.fixture
def built(hand_in):
    """A submission that was really built."""

    def put(*verdicts, status="ok", outcome=None, **fields):
        values = {"status": status, "judgements": rows(*verdicts), "has_passed": all(verdicts)}
        return hand_in(**{**values, "outcome": to_json(outcome or Outcome()), **fields})

    return put


def verdict(response):
    return re.search(r'id="verdict-title"[^>]*>(.*?)</h2>', response.text, re.DOTALL)[1]


# Whose it is


def test_whatever_belongs_to_others_does_not_exist(stored, client, returning, hand_in):
    theirs = hand_in(learner=Learner.objects.create(), state=State.WAITING)
    path = theirs.get_absolute_url()

    for _ in range(2):  # first a learner, then a stranger
        for asked in (path, f"{path}cancel/", f"{HERE}nothing-here/", f"{HERE}{'x' * 400}/"):
            assert client.get(asked).status_code == 404
            assert client.post(f"{path}cancel/").status_code == 404
        assert theirs.key not in client.get(HISTORY).text
        client.cookies.clear()
    assert Submission.objects.get().state == State.WAITING


def test_submission_is_at_the_address_of_its_exercise_only(both, returning, hand_in):
    key = hand_in().key

    assert returning.get(f"{HERE}{key}/").status_code == 200
    assert returning.get(f"/exercises/ignore-it/{key}/").status_code == 404


def test_submission_of_an_exercise_that_left_the_course_can_be_seen(stored, returning, hand_in):
    submission = hand_in()
    stored.is_in_course = False
    stored.save()

    assert returning.get(submission.get_absolute_url()).status_code == 200
    assert returning.get(HISTORY).status_code == 200


# On its way


@pytest.fixture
def worker(settings, db):
    settings.SANDBOX = "buildah"
    return Worker.objects.create(name="w", bases="b")


def test_waiting_submission_says_its_place_and_asks_again(worker, returning, hand_in):
    hand_in(learner=Learner.objects.create(), state=State.WAITING)
    mine = hand_in(state=State.WAITING)

    page = returning.get(mine.get_absolute_url()).text

    assert "It is number 2 in the queue." in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert f'hx-get="{mine.get_absolute_url()}?told=place-2" hx-trigger="every 2s"' in page


def test_running_submission_says_how_far_it_is(worker, returning, hand_in):
    now = timezone.now()
    mine = hand_in(
        state=State.RUNNING,
        started_at=now,
        lease_until=now + timedelta(minutes=1),
        progress={"build": 2, "builds": 3, "number": 4, "of": 7, "text": "RUN <go> build"},
    )

    part = returning.get(mine.get_absolute_url(), headers=HTMX).text

    assert "<!doctype html>" not in part
    assert "Build 2 of 3 is running." in part
    assert "step 4 of 7" in part
    assert "RUN &lt;go&gt; build" in part


@pytest.mark.parametrize(("told", "is_said"), [("place-1", False), ("place-2", True), ("", False)])
def test_only_news_is_announced(worker, returning, hand_in, told, is_said):
    mine = hand_in(state=State.WAITING)

    part = returning.get(f"{mine.get_absolute_url()}?told={told}", headers=HTMX).text

    assert ("data-announce" in part) == is_said


def test_page_that_is_done_asks_no_more(built, returning):
    page = returning.get(built(True).get_absolute_url()).text

    assert "every 2s" not in page
    assert "http-equiv" not in page


def test_submission_that_nobody_builds_ends_by_the_report(settings, stored, returning, hand_in):
    settings.SANDBOX = "buildah"
    long_ago = timezone.now() - timedelta(minutes=5)
    mine = hand_in(state=State.WAITING, submitted_at=long_ago, foreseen=rows(True, None))

    response = returning.get(mine.get_absolute_url())

    assert verdict(response) == "1 of 1 goals met, by the report alone."
    assert "nothing here can build at the moment" in response.text


def test_submission_is_taken_back_and_is_the_draft_again(worker, returning, hand_in):
    mine = hand_in(state=State.WAITING, dockerfile=ROOT)

    response = returning.post(f"{mine.get_absolute_url()}cancel/")

    assert response.url == f"{HERE}#script"
    assert Submission.objects.get().state == State.REPLACED
    assert Draft.objects.get().dockerfile == ROOT


def test_what_is_done_cannot_be_taken_back(built, returning):
    mine = built(True)

    response = returning.post(f"{mine.get_absolute_url()}cancel/")

    assert response.url == mine.get_absolute_url()
    assert (Submission.objects.get().state, Draft.objects.count()) == (State.DONE, 0)


# What came of it


@pytest.mark.parametrize(
    ("verdicts", "fields", "sentence"),
    [
        ((True, True), {}, "All 2 goals are met, by a real build."),
        ((True, False), {}, "1 of 2 goals met, by a real build."),
        ((True, False), {"status": "failed"}, "The build failed. 1 of 2 goals met."),
        ((False, False), {"status": "stopped"}, "The build was stopped. 0 of 2 goals met."),
        ((True, None), {"status": "unavailable"}, "1 of 1 goals met, by the report alone."),
        ((True, True), {"status": "unavailable"}, "All 2 goals are met, by the report alone."),
        ((None,), {"status": "refused", "message": "Line 2 pulls."}, "Not built: Line 2 pulls."),
        ((None,), {"state": "replaced"}, "Not built: it left the queue before its turn came."),
    ],
)
def test_verdict_is_a_sentence(built, returning, verdicts, fields, sentence):
    response = returning.get(built(*verdicts, **fields).get_absolute_url())

    assert verdict(response) == sentence


def test_message_is_shown_and_cannot_bring_markup(built, returning):
    mine = built(False, status="failed", message="It stopped at `RUN <b>`.")

    page = returning.get(mine.get_absolute_url()).text

    assert "It stopped at <code>RUN &lt;b&gt;</code>." in page


def test_prediction_that_did_not_hold_is_said_plainly(built, returning):
    judged = rows(False, True, foreseen=Sight(True, "It would be so."))

    page = returning.get(built(judgements=judged, has_passed=False).get_absolute_url()).text

    assert page.count("The checker had foreseen otherwise: It would be so.") == 1


def test_goal_of_which_nothing_was_seen_is_not_decided(built, returning):
    page = returning.get(built(True, None).get_absolute_url()).text

    assert re.findall(r"<strong>(.*?)</strong>", page.partition('id="goals-title"')[2])[:2] == [
        "Met.",
        "Not decided.",
    ]


def test_log_is_escaped_and_its_steps_are_marked(built, returning):
    mine = built(True, outcome=Outcome(log=LOG, notes=("golang:1 has a stand-in.",)))

    page = returning.get(mine.get_absolute_url()).text

    assert "<script>alert" not in page
    assert re.findall(r'<span class="line( step)?">', page.partition('class="log"')[2]) == [
        " step",
        "",
        " step",
    ]
    assert "golang:1 has a stand-in." in page


def test_image_is_shown_with_the_lines_that_made_it_beside_the_prediction(built, returning):
    log = ("[2/2] STEP 1/4: FROM scratch",)
    mine = built(True, outcome=Outcome(log=log, image=IMAGE))

    page = returning.get(mine.get_absolute_url()).text

    assert '<span class="small muted">Line 7</span>' in page
    assert "<code>COPY --from=build /orders /orders</code>" in page
    assert '<li class="crosses">' in page
    assert re.findall(
        r'<th scope="row">User</th><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>', page
    ) == [("65532", "65532", "held")]


def test_layers_of_the_base_image_are_one(built, returning):
    base = tuple(Layer(f"base-{n}", 1_000_000, "base", True, 10) for n in (1, 2))
    image = replace(IMAGE, layers=(*base, *IMAGE.layers), files=())
    mine = built(True, outcome=Outcome(image=image))

    page = returning.get(mine.get_absolute_url()).text

    assert page.count("The base image") == 1
    assert 'The base image <span class="small muted">2.0 MB</span>' in page


def test_image_of_an_exercise_that_changed_is_not_compared(built, returning):
    mine = built(True, outcome=Outcome(image=IMAGE), exercise_digest="other")

    page = returning.get(mine.get_absolute_url()).text

    assert "Predicted and built" not in page
    assert "COPY file:1 in /orders" in page


def test_trial_and_other_builds_are_told(built, returning):
    others = (
        Besides(Variant(target="test", overlay="broken"), Status.FAILED, "It stops.", 1.0, ("a",)),
        Besides(Variant(edit="main.go"), Status.OK, "", 1.0),
    )
    mine = built(True, outcome=Outcome(trial=TRIAL, variants=others))

    page = returning.get(mine.get_absolute_url()).text

    assert "with status 200 after 0.21 s" in page
    assert "&lt;b&gt;well&lt;/b&gt;" in page
    assert "ended by itself within 0.03 s" in page
    assert "Another build of <code>test</code> with broken files: failed" in page
    assert "again after an edit of <code>main.go</code>: succeeded" in page


def test_done_leads_on_or_back_with_the_file(built, returning):
    passed, missed = built(True), built(False)

    first = returning.get(passed.get_absolute_url()).text
    second = returning.get(missed.get_absolute_url()).text

    assert '<a class="button primary" id="onward" href="/exercises/ignore-it/">' in first
    back = f'id="onward" href="{HERE}?from={missed.key}#script"'
    assert f'<a class="button primary" {back}>Go on with this file</a>' in second
    assert (first.count('id="onward"'), second.count('id="onward"')) == (1, 1)


# History


def test_history_lists_the_newest_first_with_what_changed(built, returning):
    now = timezone.now()
    built(True, False, dockerfile=STARTER, submitted_at=now - timedelta(hours=2))
    built(True, True, dockerfile=SOLUTION, submitted_at=now - timedelta(hours=1))
    built(True, True, dockerfile=SOLUTION, submitted_at=now)

    page = returning.get(HISTORY).text

    assert re.findall(r"(\w+ \d of|All \d|\d of \d) goals", page) == ["All 2", "All 2", "1 of 2"]
    assert "The same text as the one before." in page
    assert "Dockerfile: 2 lines removed, 6 added" in page
    assert '<span class="sr-only">removed: </span>' in page
    assert "The first that you handed in." in page
    assert page.count("Take this one up again") == 3


def test_history_compares_the_ignore_file_too(second, built, returning):
    now = timezone.now()
    for number, ignore in enumerate(("*.md\n", "*.md\n.git\n")):
        at = now + timedelta(minutes=number)
        built(True, exercise=second, ignore_file=ignore, submitted_at=at)

    page = returning.get("/exercises/ignore-it/history/").text

    assert ".dockerignore: 0 lines removed, 1 added" in page
    assert "Dockerfile: " not in page


def test_long_history_is_cut_and_says_so(built, returning):
    for _ in range(22):
        built(True)

    page = returning.get(HISTORY).text

    assert page.count("Take this one up again") == 20
    assert "2 older ones are not listed here." in page


def test_history_of_a_stranger_is_empty_and_notes_nobody(stored, client):
    assert "Nothing yet." in client.get(HISTORY).text
    assert Learner.objects.count() == 0
