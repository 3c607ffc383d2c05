"""Two exercises in the database, and a learner who hands in for them."""

import pytest
from django.core.signing import get_cookie_signer

from lab.exercises.exercise import Exercise, Files, Mistake
from lab.exercises.part import open_way, store_exercise
from lab.exercises.stored import GOALS
from lab.models import State, Submission
from learning.learners import COOKIE
from learning.models import Learner, Objective, Pattern

STARTER = """\
FROM golang:1.27
WORKDIR /src
COPY . .
RUN go build -o /orders .
ENTRYPOINT ["/orders"]
"""
SOLUTION = """\
FROM golang:1.27 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /orders .

FROM scratch
COPY --from=build /orders /orders
USER 65532
ENTRYPOINT ["/orders"]
"""
ROOT = SOLUTION.replace("USER 65532\n", "")
GOAL_ROWS = (
    {"id": "two", "kind": "stages", "at_least": 2, "because": "What only the build needs stays."},
    {"id": "user", "kind": "user"},
    {"id": "answers", "kind": "answers", "status": 200, "within": 2},
)
FIELDS = {
    "slug": "leave-it-behind",
    "pattern": "stages",
    "title": "Leave the compiler behind",
    "number": 1,
    "difficulty": "easy",
    "objective": "st.copy",
    "minutes": 10,
    "starter": Files(STARTER),
    "solution": Files(SOLUTION),
    "mistakes": (
        Mistake("user", "<p>Nobody said who runs it.</p>", Files(ROOT)),
        Mistake("LastStageAsRoot", "<p>The rule finds it.</p>", Files(ROOT)),
    ),
    "context": {
        "go.mod": b"module orders\n",
        "cmd/main.go": b"package main\n\nfunc main() {}\n",
        "logo.png": b"\x89PNG\0\xff",
        "page.html": b"<script>alert(1)</script>\n",
    },
    "task": "<p>The image of <code>orders</code> has the compiler in it.</p>",
    "hints": ("<p>Hint one.</p>", "<p>Hint two.</p>", "<p>Hint three.</p>"),
    "solution_text": "<ol><li>Two stages.</li></ol>",
    "references": '<ul><li><a href="https://docs.docker.com/">Docs</a></li></ul>',
    "digest": "1" * 64,
}


def exercise_with(**fields):
    return Exercise(**{**FIELDS, "goals": GOALS.validate_python(GOAL_ROWS), **fields})


SECOND = {
    "slug": "ignore-it",
    "title": "Keep it out of the context",
    "number": 2,
    "difficulty": "hard",
    "starter": Files(STARTER, "*.md\n"),
    "solution": Files(SOLUTION, "*.md\n.git\n"),
    "mistakes": (),
    "digest": "2" * 64,
}


@pytest.fixture
def pattern(db):
    return Pattern.objects.create(slug="stages", title="Stages", summary="What ships.", order=1)


@pytest.fixture
def both(pattern):
    objective = Objective.objects.create(slug="st.copy", sentence="Say what copies.")
    exercises = [exercise_with(), exercise_with(**SECOND)]
    open_way(pattern, exercises)
    return [store_exercise(exercise, pattern, objective) for exercise in exercises]


@pytest.fixture
def stored(both):
    """The first of two exercises."""
    return both[0]


@pytest.fixture
def second(both):
    """The other one, which is about the ignore file too."""
    return both[1]


@pytest.fixture
def learner(db):
    return Learner.objects.create()


@pytest.fixture
def returning(client, learner):
    """A client that carries the learner's cookie."""
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE).sign(learner.key)
    return client


@pytest.fixture
def hand_in(stored, learner):
    """Put a submission into the database as it is at some moment of its way."""

    def put(**fields):
        number = Submission.objects.count()
        values = {
            "learner": learner,
            "exercise": stored,
            "form_key": f"form-{number}",
            "dockerfile": SOLUTION,
            "exercise_digest": stored.digest,
            "same": "0" * 64,
            "state": State.DONE,
        }
        return Submission.objects.create(**{**values, **fields})

    return put
