"""The linter of exercises: a good one passes, and each fault is told by its file and line."""

from dataclasses import replace

import pytest

from lab.exercises.exercise import Files
from lab.exercises.files import real_path
from lab.exercises.part import Exercises
from lab.exercises.reading import exercise_digest, read_exercise, told_by
from learning.content.faults import ContentError
from sandbox import Trial
from tests.lab.exercises.texts import (
    EXERCISE,
    FOLDER,
    ONE_STAGE,
    OUTLINE,
    PATH,
    TWO_STAGES,
    files,
)


def faults(given):
    with pytest.raises(ContentError) as caught:
        Exercises().read(given, OUTLINE)
    return [(f.path.removeprefix(FOLDER), f.line, f.message) for f in caught.value.faults]


def spoilt(old, new):
    assert old in EXERCISE
    return files(**{"exercise.md": EXERCISE.replace(old, new)})


def test_good_exercise_is_read():
    [text] = Exercises().read(files(), OUTLINE)
    exercise = text.exercise

    assert (exercise.slug, exercise.pattern, exercise.number) == ("two-stages", "stages", 1)
    assert [goal.id for goal in exercise.goals] == [
        "two",
        "no-compiler",
        "answers",
        "tested",
        "no-token",
    ]
    assert exercise.trial == Trial(port=8080, path="/healthz", seconds=5)
    assert exercise.secrets == {"token": "not-for-anybody"}
    assert exercise.starter == Files(ONE_STAGE)
    assert exercise.solution == Files(TWO_STAGES)
    assert [mistake.name for mistake in exercise.mistakes] == ["MistypedStageName", "no-compiler"]
    assert exercise.task == "<p>The image of <code>orders</code> has the compiler in it.</p>"
    assert exercise.hints[2] == "<p>Nearly there: <code>COPY --from</code>.</p>"
    assert exercise.solution_text.startswith("<ol><li><p>Give the build a stage.</p></li>")
    assert len(text.links) == 1


def test_context_is_the_service_with_the_exercises_own_files_over_it():
    [text] = Exercises().read(files(), OUTLINE)

    assert text.exercise.context == {
        ".env": b"TOKEN=1\n",
        "README.md": b"# Ours\n",
        "main.go": b"package main\n\nfunc main() {}\n",
    }
    assert text.exercise.overlays == {"broken": {"main_test.go": b"package main\n"}}


def test_several_services_have_a_folder_each():
    given = spoilt('service = "orders"', 'services = ["orders", "catalog"]')

    exercise = read_exercise(PATH, given, OUTLINE).exercise

    assert list(exercise.context) == [
        ".env",
        "README.md",
        "catalog/app.py",
        "orders/README.md",
        "orders/main.go",
    ]


@pytest.mark.parametrize(
    ("path", "real"),
    [("dot-env", ".env"), ("a/dot-git/config", "a/.git/config"), ("dots/x.dot-y", "dots/x.dot-y")],
)
def test_names_that_git_would_swallow_are_written_otherwise(path, real):
    assert real_path(path) == real


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"ms.isolation"', '"ms.other"', 5, "ms.other is no objective of stages"),
        ('service = "orders"', 'service = "order"', 1, "there is no service order"),
        (
            'service = "orders"',
            'service = "orders"\nservices = ["catalog"]',
            8,
            "service and services",
        ),
        ('id = "answers"', 'id = "two"', 27, "two goals are called two"),
        ('secret = "token"', 'secret = "key"', 37, "there is no secret key"),
        ('[trial]\nport = 8080\npath = "/healthz"\n', "", 24, "answers without a trial"),
        ('"not-for-anybody"', '"short"', 14, "secrets.token is not valid"),
        ("3. Nearly there: `COPY --from`.\n", "", 45, "2 hints"),
        ("1. Give the build a stage.\n", "", 50, "1 steps"),
        ("## Task\n", "## Aim\n", 42, "no section is called Aim"),
        ("- **no-compiler** — One stage keeps it all.\n", "", 54, "mistakes/no-compiler is not explained"),  # noqa: E501
        ("- **no-compiler** —", "- **no-shell** —", 56, "not a known mistake"),
        ("[Dockerfile reference: FROM]", "Dockerfile reference: FROM ", 59, "not a reference"),
        ('breaks = "broken"', 'breaks = "wrong"', 1, "the overlay wrong"),
        ("minutes = 10", "minutes = 0", 6, "minutes is not valid"),
        ("number = 1", "number = 1\npoints = 3", 4, "points is not a key that is known"),
    ],
)  # fmt: skip
def test_fault_of_the_text_has_its_line(old, new, line, message):
    assert ("exercise.md", line, message) in faults(spoilt(old, new))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"solution.Dockerfile": ONE_STAGE},
            ("solution.Dockerfile", 1, "the goal two is not met:"),
        ),
        ({"solution.Dockerfile": None}, ("exercise.md", 1, "solution.Dockerfile is missing")),
        (
            {"MistypedStageName.Dockerfile": TWO_STAGES},
            ("mistakes/MistypedStageName.Dockerfile", 1, "MistypedStageName is not found, but"),
        ),
        (
            {"no-compiler.Dockerfile": TWO_STAGES},
            ("mistakes/no-compiler.Dockerfile", 1, "the goal no-compiler is met"),
        ),
        ({"exercise.md": None}, ("context/README.md", 1, "a file of no exercise")),
    ],
)
def test_fault_of_a_file_names_it(changed, fault):
    path, line, message = fault

    assert any(
        (p, n) == (path, line) and said.startswith(message)
        for p, n, said in faults(files(**changed))
    )


def test_starter_that_meets_every_goal_is_a_fault():
    given = spoilt(
        EXERCISE[EXERCISE.index('[[goal]]\nid = "answers"') : EXERCISE.index("+++\n## Task")], ""
    )
    given = {p: d for p, d in given.items() if "/overlays/" not in p}
    given[f"{FOLDER}starter.Dockerfile"] = TWO_STAGES.encode()

    assert ("starter.Dockerfile", 1, "the starter meets every goal") in faults(given)


@pytest.mark.parametrize("name", ["Dockerfile", "dot-dockerignore"])
def test_learners_files_are_no_files_of_the_context(name):
    given = files() | {f"{FOLDER}context/{name}": b"x"}

    assert [message for _, _, message in faults(given)] == [
        f"{name.replace('dot-', '.')} in the context"
    ]


def test_two_exercises_have_two_places():
    given = files()
    for path, data in files().items():
        given[path.replace("/two-stages/", "/twice/")] = data

    assert faults(given) == [
        ("exercise.md", 1, f"the number 1 is that of {PATH.replace('two-stages', 'twice')}")
    ]


@pytest.mark.parametrize(
    ("path", "is_owned"),
    [
        (PATH, True),
        (f"{FOLDER}mistakes/no-compiler.dockerignore", True),
        (f"{FOLDER}context/a/b/c.go", True),
        (f"{FOLDER}context/../../x", False),
        (f"{FOLDER}context/.env", False),
        (f"{FOLDER}context//x", False),
        (f"{FOLDER}notes.md", False),
        (f"{FOLDER}mistakes/x/y.Dockerfile", False),
        ("patterns/stages/services/orders/main.go", True),
        ("patterns/stages/services/orders", False),
        ("patterns/stages/services/Orders/main.go", False),
    ],
)
def test_paths_of_the_part(path, is_owned):
    assert Exercises().owns(path) is is_owned


def test_digest_changes_with_every_file_of_the_exercise_and_its_services():
    whole = exercise_digest(PATH, files())
    own = [path for path in files() if "/catalog/" not in path]
    seen = {exercise_digest(PATH, {**files(), path: files()[path] + b"\n"}) for path in own}

    assert (len(seen), whole in seen) == (len(own), False)
    for other in ("patterns/stages/why.md", "patterns/stages/services/catalog/app.py"):
        assert exercise_digest(PATH, files() | {other: b"x"}) == whole


RETIRED = EXERCISE.replace("+++\n", '+++\nstatus = "retired"\n', 1)
SERVICES = "patterns/stages/services/"


@pytest.mark.parametrize(
    ("said", "services"),
    [
        ('service = "orders"', [f"{SERVICES}orders/"]),
        ('services = ["orders", "catalog"]', [f"{SERVICES}orders/", f"{SERVICES}catalog/"]),
        ("", []),
        ('services = "orders"', [SERVICES]),
        ("service = ", [SERVICES]),
    ],
)
def test_folders_are_those_that_the_exercise_names_or_may_name(said, services):
    text = EXERCISE.replace('service = "orders"', said)

    assert told_by(PATH, text.encode()).folders == (FOLDER, *services)


def test_exercise_is_made_from_nothing_outside_of_its_folders():
    given = files()
    kept = told_by(PATH, given[PATH]).folders
    inside = {path: data for path, data in given.items() if path.startswith(kept)}

    assert read_exercise(PATH, inside, OUTLINE) == read_exercise(PATH, given, OUTLINE)
    assert len(inside) < len(given)


def test_retired_exercise_is_the_same_exercise():
    [before, after] = [files(), files(**{"exercise.md": RETIRED})]
    exercise = read_exercise(PATH, after, OUTLINE).exercise

    assert exercise_digest(PATH, after) == exercise_digest(PATH, before)
    assert exercise == replace(read_exercise(PATH, before, OUTLINE).exercise, is_retired=True)
    assert told_by(PATH, after[PATH]) == replace(told_by(PATH, before[PATH]), is_retired=True)


def test_status_is_one_of_two():
    text = RETIRED.replace('"retired"', '"draft"')

    with pytest.raises(ContentError, match="status is not valid"):
        read_exercise(PATH, files(**{"exercise.md": text}), OUTLINE)
