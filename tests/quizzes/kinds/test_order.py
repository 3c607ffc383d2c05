"""Lines in order: every right order counts, blind ones earn little, distractors never do."""

import random
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import NotWellFormed, order
from quizzes.kinds.order import NOT_HERE
from tests.quizzes.kinds.making import KEYS, SOURCES, SPECS, entry, sent, source, unhurried

SPEC = SPECS["order"]
IDS = [line["id"] for line in SPEC["lines"]]
TOO_LITTLE = "any_order leaves too little to put in order"
RIGHT = ["base", "manifest", "install", "code", "start"]


def written(lines, groups=()):
    """A question with lines e0, e1, …; the groups name them by their numbers."""
    return source(
        *(entry(f"e{n}", right=True) for n in range(lines)),
        entry("other"),
        table={"any_order": [[f"e{n}" for n in group] for group in groups]},
    )


def spec(lines, groups=()):
    assert list(order.flaws(written(lines, groups))) == []
    return order.read(written(lines, groups)), [f"e{n}" for n in range(lines)]


def messages(groups=(), *entries):
    made = replace(SOURCES["order"], table={"any_order": groups})
    return [flaw.message for flaw in order.flaws(replace(made, entries=entries or made.entries))]


@pytest.mark.parametrize("key", KEYS["order"])
def test_lines_in_any_order_may_change_places(key):
    assert order.grade(SPEC, key).score == 1


@pytest.mark.parametrize(("groups", "count"), [([], 1), ([[1, 2]], 2), ([[0, 1], [4, 5]], 4)])
def test_exactly_the_right_orders_score_1(groups, count):
    made, names = spec(6, groups)

    right = [chosen for chosen in permutations(names) if order.grade(made, chosen).is_right]

    assert sorted(right) == sorted(map(tuple, order.orders(made)))
    assert len(right) == count


# Up to 7 lines, where all orders can be tried: the groups that the linter lets through.
@pytest.mark.parametrize(
    ("lines", "groups"),
    [
        *((lines, []) for lines in (4, 5, 6, 7)),
        *((lines, [[1, 2]]) for lines in (5, 6)),
        (6, [[1, 2], [3, 4]]),
        (7, [[0, 1, 2]]),
        (7, [[1, 2], [3, 4], [5, 6]]),
    ],
)
def test_random_order_earns_little(lines, groups):
    made, names = spec(lines, groups)

    scores = [order.grade(made, chosen).score for chosen in permutations(names)]

    assert sum(scores) / len(scores) <= 0.35


@pytest.mark.parametrize(
    ("lines", "groups"),
    [(4, [[1, 2]]), (5, [[1, 2], [3, 4]]), (5, [[1, 2, 3]]), (6, [[0, 1], [2, 3], [4, 5]])],
)
def test_groups_that_would_pay_blind_orders_are_refused(lines, groups):
    flaws = list(order.flaws(written(lines, groups)))

    assert [flaw.message for flaw in flaws] == [TOO_LITTLE]


def test_right_order_of_a_part_earns_the_part():
    assert [order.grade(SPEC, RIGHT[:n]).score for n in range(1, 6)] == [0.2, 0.4, 0.6, 0.8, 1]


def test_distractor_costs_a_line_wherever_it_stands():
    assert order.grade(SPEC, [*RIGHT, "again"]).score == 0.8
    assert order.grade(SPEC, ["again", *RIGHT]).score == pytest.approx(0.6)  # and breaks a pair


@unhurried
@given(st.permutations(IDS), st.integers(1, 7))
def test_distractor_never_scores_1(lines, count):
    given_ = lines[:count]

    grade = order.grade(SPEC, given_)

    has_distractor = bool({"again", "update"} & set(given_))
    assert not (has_distractor and grade.is_right)
    assert grade.is_right == (given_ in KEYS["order"])
    assert 0 <= grade.score <= (1 if grade.is_right else 0.9)


def test_notes_tell_why_only_where_the_line_is_right():
    grade = order.grade(SPEC, ["base", "install", "update"])

    assert [(note.is_right, note.feedback) for note in grade.notes] == [
        (True, "<p>Why base.</p>"),
        (False, NOT_HERE),
        (False, "<p>Why update.</p>"),
    ]
    assert grade.misconceptions == ("update-belief",)


@pytest.mark.parametrize("values", [("base", "base"), ("base", "other"), ("base", "")])
def test_other_lines_are_refused(values):
    with pytest.raises(NotWellFormed, match="Reload the page"):
        order.parse(SPEC, sent(*values))


def test_no_line_is_refused():
    with pytest.raises(NotWellFormed, match="Put the lines"):
        order.parse(SPEC, sent())


@unhurried
@given(st.permutations(IDS), st.integers(0, 7), st.integers())
def test_lines_are_drawn_used_or_to_choose(lines, count, seed):
    used = lines[:count]

    drawn = order.render(SPEC, used, random.Random(seed))

    assert [line["id"] for line in drawn["used"]] == used
    assert sorted(line["id"] for line in drawn["rest"]) == sorted(lines[count:])
    assert drawn == order.render(SPEC, used, random.Random(seed))


@unhurried
@given(st.integers())
def test_line_put_in_takes_no_other_from_its_place(seed):
    before = order.render(SPEC, [], random.Random(seed))["rest"]

    after = order.render(SPEC, ["code"], random.Random(seed))["rest"]

    assert after == [line for line in before if line["id"] != "code"]


steps = st.sampled_from(["add", "drop", "up", "down", "spin", ""])
moves = st.builds("{}:{}".format, steps, st.sampled_from([*IDS, "other", ""])) | st.text(max_size=9)


@unhurried
@given(st.lists(moves, max_size=30))
def test_no_moves_lose_or_double_a_line(made):
    lines = []
    for move in made:
        lines = order.rearrange(SPEC, lines, move)
        assert len(set(lines)) == len(lines)
        assert set(lines) <= set(IDS)


@pytest.mark.parametrize(
    ("move", "after"),
    [
        ("add:code", ["base", "install", "update", "code"]),
        ("add:base", ["base", "install", "update"]),
        ("drop:install", ["base", "update"]),
        ("drop:code", ["base", "install", "update"]),
        ("up:install", ["install", "base", "update"]),
        ("down:install", ["base", "update", "install"]),
        ("up:base", ["base", "install", "update"]),
        ("down:update", ["base", "install", "update"]),
        ("up:code", ["base", "install", "update"]),
        ("install", ["base", "install", "update"]),
    ],
)
def test_moves(move, after):
    before = ["base", "install", "update"]

    assert order.rearrange(SPEC, before, move) == after
    assert before == ["base", "install", "update"]


def test_flaws_of_the_lines():
    right = [entry(f"e{n}", right=True) for n in range(11)]
    wrong = entry("other")

    assert messages((), *right[:3], wrong) == ["3 lines to put in order"]
    assert messages((), *right, wrong) == ["11 lines to put in order"]
    assert messages((), *right[:4]) == ["no line that does not belong"]
    assert messages((), *right[:4], wrong, right[4]) == [
        "a line that belongs below one that does not"
    ]


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ([["base", "install"]], ["any_order names base, install"]),
        ([["base"]], ["any_order names base"]),
        ([["base", "again"]], ["any_order names base, again"]),
        ([RIGHT[:4]], [f"any_order names {', '.join(RIGHT[:4])}", TOO_LITTLE]),
        (
            [["base", "manifest"], ["manifest", "install"]],
            ["any_order names a line twice, or has many groups", TOO_LITTLE],
        ),
    ],
)
def test_flaws_of_any_order(groups, found):
    assert messages(groups) == found
