"""Questions on the diagram: what their reader refuses, and how a pick is judged."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.architecture_forms import is_whole, picked
from learning.content.course import read_course
from learning.content.faults import ContentError
from learning.diagram import quiz
from tests.learning.diagram.small import QUIZ, architecture, files, spoilt

ORDER = ["ci-build", "build-final", "final-registry"]


@cache
def questions():
    return {q.id: q for q in read_course(files()).patterns[0].architecture.quiz.question}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('id = "cache"\n', 'id = "cash"\n', 15, "question which-node: there is no node cash"),
        ('id = "cache"\n', 'id = "service"\n', 15, "the option service occurs twice"),
        ("correct = true\n", "", 1, "question which-node has not one correct option"),
        ('state = "blocked"', 'state = "down"', 9, "after final, service is blocked"),
        ('failure = "final"', 'failure = "none"', 1, "question which-node: the claim is not whole"),
        ('id = "which-edge"', 'id = "which-node"', 23, "question which-node occurs twice"),
        ('id = "user-service"', 'id = "user"', 37, "there is no edge user"),
        ('flow = "release"', 'flow = "relay"', 45, "question what-order: there is no flow relay"),
        ("last = 4", "last = 9", 47, "question what-order: hops 2 to 9"),
        ("last = 4", "last = 3", 47, "question what-order: hops 2 to 3"),
        ('flow = "release"', 'flow = "miss"', 46, "a connection is used twice between these hops"),
        ('kind = "edge"', 'kind = "wish"', 1, "question.1"),
    ],
)
def test_reader_refuses_with_its_line(old, new, line, message):
    with pytest.raises(ContentError) as caught:
        read_course(spoilt(QUIZ, old, new))

    assert {fault.path for fault in caught.value.faults} == {QUIZ}
    said = {fault.line: fault.message for fault in caught.value.faults}
    assert message in said.get(line, f"nothing on line {line}: {said}")


def test_questions_without_an_architecture_are_refused():
    alone = {path: body for path, body in files().items() if not path.endswith("architecture.toml")}

    with pytest.raises(ContentError) as caught:
        read_course(alone)

    assert [fault.message for fault in caught.value.faults] == ["questions without an architecture"]


@pytest.mark.parametrize(("pick", "right"), [("service", 1), ("cache", 0), ("ci", 0)])
def test_pick_is_judged_with_its_own_feedback(pick, right):
    question = questions()["which-node"]

    verdict = quiz.grade(architecture(), question, [pick])

    assert (verdict.right, verdict.of, verdict.is_right) == (right, 1, bool(right))
    feedback = {option.id: option.feedback for option in question.option}
    assert verdict.notes[0].text == feedback[pick]


def test_order_is_judged_place_by_place():
    verdict = quiz.grade(architecture(), questions()["what-order"], [ORDER[1], ORDER[0], ORDER[2]])

    assert [note.is_right for note in verdict.notes] == [False, False, True]
    assert (verdict.right, verdict.of) == (1, 3)
    assert verdict.notes[0].text == "Place 2. release goes from build-stage to final-stage."


def test_offered_order_is_not_the_key():
    assert list(quiz.choices(architecture(), questions()["what-order"])) != ORDER


@given(st.permutations(ORDER))
def test_only_the_key_is_all_right(order):
    verdict = quiz.grade(architecture(), questions()["what-order"], order)

    assert verdict.is_right == (order == ORDER)


@given(st.lists(st.sampled_from([*ORDER, "user-service", "", "\0"])))
def test_only_what_is_offered_can_be_picked(given_picks):
    question = questions()["what-order"]

    picks = picked(architecture(), question, given_picks)

    assert len(set(picks)) == len(picks)
    assert set(picks) <= set(ORDER)
    assert is_whole(architecture(), question, picks) == (len(picks) == 3)


def test_last_pick_counts_where_one_is_asked_for():
    assert picked(architecture(), questions()["which-node"], ["ci", "user", "cache"]) == ["cache"]
