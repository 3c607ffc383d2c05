"""After an edit, the dear steps come from the cache."""

from lab.goals import Sight, Variant
from sandbox import Repeated
from tests.lab.goals.made import foresee, goal, ok, see

KEEPS = goal("cache", edit="main.go", keeps=["go mod download"])
SOURCE_LAST = """\
FROM golang:1.27
WORKDIR /src
COPY go.mod .
RUN go mod download
COPY . .
RUN go build -o /orders .
"""
SOURCE_FIRST = SOURCE_LAST.replace("COPY go.mod .", "COPY . .")


def again(*cached):
    texts = ["FROM golang:1.27", "WORKDIR /src", "COPY", "RUN go mod download", "COPY . .", "RUN x"]
    rows = zip(texts, cached, strict=False)
    return tuple(Repeated(1, number, text, hit) for number, (text, hit) in enumerate(rows, 1))


def test_kept_step_is_foreseen():
    text = "After an edit of main.go, line 4 comes from the cache."
    assert foresee(KEEPS, SOURCE_LAST) == Sight(True, text)


def test_step_that_runs_again_is_foreseen_with_the_reason():
    sight = foresee(KEEPS, SOURCE_FIRST)

    text = (
        "After an edit of main.go, line 4 runs go mod download again: "
        "line 3, which it is built on, runs again."
    )
    assert sight == Sight(False, text)


def test_step_that_is_not_there_is_not_kept():
    sight = foresee(goal("cache", edit="main.go", keeps=["npm ci"]), SOURCE_LAST)

    assert sight == Sight(False, "No instruction that the image needs has npm ci.")


def test_file_that_is_ignored_changes_nothing():
    sight = foresee(KEEPS, SOURCE_FIRST, ignore="main.go\n")

    assert sight == Sight(True, "After an edit of main.go, line 4 comes from the cache.")


def test_what_may_come_out_the_same_is_left_to_the_build():
    dockerfile = (
        f"{SOURCE_LAST.replace(':1.27', ':1.27 AS b')}FROM scratch\nCOPY --from=b /orders /\n"
    )

    assert foresee(goal("cache", edit="main.go", keeps=["--from=b"]), dockerfile) is None


def test_kept_step_is_seen():
    result = ok(again=again(True, True, True, True, False, False))

    text = "After an edit of main.go, line 4 comes from the cache."
    assert see(KEEPS, SOURCE_LAST, result) == Sight(True, text)


def test_step_that_ran_again_is_seen():
    result = ok(again=again(True, True, False, False, False, False))

    text = "After an edit of main.go this ran again: line 4, RUN go mod download."
    assert see(KEEPS, SOURCE_FIRST, result) == Sight(False, text)


def test_build_that_was_not_repeated_says_nothing():
    assert see(KEEPS, SOURCE_LAST, ok()) is None


def test_it_is_seen_in_a_build_with_the_edit():
    assert KEEPS.variants() == (Variant(edit="main.go"),)
