"""An exercise and a learner's files as jobs, and what came of them."""

import pytest

from lab.building import (
    LIMITS,
    Progress,
    build,
    comment_for,
    context_of,
    edits_of,
    tasks_of,
    variants_of,
)
from lab.exercises.exercise import Files
from lab.goals import Variant
from sandbox import Job, Look, Step, Trial
from tests.lab.cases import MINE, Pretender, exercise
from tests.lab.goals.made import CONTEXT, NO_BUILD, TWO_STAGES, UNAVAILABLE, goal, ok

SMALL = goal("size", at_most="20 MB")
KEEPS = goal("cache", edit="main.go", keeps=["go mod download"])
TESTED = goal("tests", target="test", breaks="broken")
MAIN, EDITED = Variant(), Variant(edit="main.go")
TEST, BROKEN = Variant("test"), Variant("test", overlay="broken")
TRIAL = Trial(8080, "/healthz")


def test_one_build_is_enough_for_goals_that_look_at_the_same_image():
    both = exercise(SMALL, goal("user"))

    [task] = tasks_of(both, MINE)

    assert task.variants == (MAIN,)
    assert task.job == Job(TWO_STAGES, CONTEXT, look=Look(files=40_000), limits=LIMITS)


def test_exercise_without_a_goal_is_built_all_the_same():
    assert variants_of(exercise()) == (MAIN,)


def test_image_itself_is_built_first():
    wanted = exercise(TESTED, goal("builds", target="lint"), SMALL)

    assert variants_of(wanted) == (MAIN, TEST, Variant("lint"), BROKEN)


def test_build_with_an_edit_is_the_build_without_it_too():
    [first] = tasks_of(exercise(KEEPS, SMALL), MINE)

    assert first.variants == (MAIN, EDITED)
    assert first.job.edits == {"main.go": b"package main\n// edited\n"}


def test_every_edit_has_a_build_of_its_own():
    other = goal("cache", edit="go.mod", keeps=["go mod download"])

    tasks = tasks_of(exercise(KEEPS, other), MINE)

    assert [list(task.job.edits) for task in tasks] == [["main.go"], ["go.mod"]]


def test_only_the_image_that_a_goal_starts_is_tried():
    tasks = tasks_of(exercise(goal("answers"), TESTED, trial=TRIAL), MINE)

    assert [task.job.trial for task in tasks] == [TRIAL, None, None]


def test_without_such_a_goal_the_image_itself_is_tried():
    tasks = tasks_of(exercise(SMALL, TESTED, trial=TRIAL), MINE)

    assert [task.job.trial for task in tasks] == [TRIAL, None, None]


def test_secrets_are_looked_for_where_a_goal_asks_for_it():
    secrets = {"key": "other", "token": "sesame"}
    with_goal = exercise(goal("secret", secret="token"), secrets=secrets)

    jobs = [tasks_of(each, MINE)[0].job for each in (with_goal, exercise(secrets=secrets))]

    assert [job.look.words for job in jobs] == [("other", "sesame"), ()]
    assert [job.secrets for job in jobs] == [secrets, secrets]


def test_context_has_the_ignore_file_and_what_an_overlay_replaces():
    given = exercise(overlays={"broken": {"main.go": b"package broken\n"}})

    context = context_of(given, Files("", "*.md\n"), "broken")

    assert context == CONTEXT | {"main.go": b"package broken\n", ".dockerignore": b"*.md\n"}


def test_target_and_arguments_are_the_goals():
    wanted = goal("builds", target="dev", build_args={"MODE": "dev"})

    [task] = tasks_of(exercise(wanted), MINE)

    assert (task.job.target, task.job.build_args) == ("dev", {"MODE": "dev"})


@pytest.mark.parametrize(
    ("path", "comment"),
    [
        ("cmd/main.go", "// edited"),
        ("go.mod", "// edited"),
        ("worker.c", "// edited"),
        ("app/main.py", "# edited"),
        ("requirements.txt", "# edited"),
        ("Makefile", "# edited"),
        ("index.html", "<!-- edited -->"),
        ("style.css", "/* edited */"),
        ("package.json", ""),
        ("LICENSE", ""),
    ],
)
def test_edit_is_a_comment_in_the_language_of_the_file(path, comment):
    assert comment_for(path) == comment


def test_edit_goes_to_the_end_of_the_file():
    context = {"package.json": b"{}", "main.go": b"package main\n"}

    found = [
        edits_of(context, Variant(edit="package.json")),
        edits_of(context, Variant(edit="main.go", append="var Edited = 1")),
        edits_of(context, Variant()),
    ]
    assert found == [
        {"package.json": b"{}\n\n"},
        {"main.go": b"package main\nvar Edited = 1\n"},
        {},
    ]


def test_all_builds_are_made_and_told():
    builder, told = Pretender(ok(), ok(), NO_BUILD), []

    built = build(exercise(SMALL, TESTED), MINE, builder, told.append)

    step = Step(3, 4, 1, 2, "COPY . .")
    assert told == [Progress(1, 3, step), Progress(2, 3, step), Progress(3, 3, step)]
    assert built.results == {MAIN: ok(), TEST: ok(), BROKEN: NO_BUILD}
    assert built.main == ok()


@pytest.mark.parametrize("result", [NO_BUILD, UNAVAILABLE])
def test_nothing_follows_an_image_that_was_not_built(result):
    builder = Pretender(result)

    built = build(exercise(SMALL, TESTED), MINE, builder)

    assert (built.results, len(builder.jobs)) == ({MAIN: result}, 1)


def test_result_that_says_nothing_is_none_of_a_variant():
    built = build(exercise(SMALL), MINE, Pretender(UNAVAILABLE))

    assert (built.of(MAIN), built.main) == (None, UNAVAILABLE)
