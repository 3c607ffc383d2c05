"""What holds for every kind: nothing sent breaks it, the key and only the key is right, and
nothing that is drawn or said tells more than the learner may know."""

import json
import random
from pathlib import Path

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from quizzes import kinds
from quizzes.kinds import KINDS, NotWellFormed
from quizzes.kinds.kind import LONGEST_ANSWER, MOST_PARTS
from tests.quizzes.kinds.making import (
    KEYS,
    OTHER_SPECS,
    SOURCES,
    SPECS,
    WRONG,
    answers,
    sent,
    unhurried,
)

every_kind = pytest.mark.parametrize("name", KINDS)
pairs = pytest.mark.parametrize(
    ("name", "answer"), [(name, answer) for name in KINDS for answer in (*KEYS[name], *WRONG[name])]
)


def parsed(name, values):
    """What the kind makes of it, or None if it cannot be graded."""
    try:
        return KINDS[name].parse(SPECS[name], sent(*values))
    except NotWellFormed:
        return None


def drawn(spec, name, answer=None, seed=7):
    return KINDS[name].render(spec, answer, random.Random(seed))


def test_every_file_is_listed():
    files = {path.stem for path in Path(kinds.__file__).parent.glob("*.py")}

    assert files - {"__init__", "kind"} == set(KINDS)
    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}


@every_kind
def test_template_is_there(name):
    assert KINDS[name].template == f"quizzes/kinds/_{name}.html"
    get_template(KINDS[name].template)


@every_kind
def test_good_source_has_no_flaw(name):
    assert list(KINDS[name].flaws(SOURCES[name])) == []


@every_kind
def test_spec_survives_its_storage(name):
    assert json.loads(json.dumps(SPECS[name])) == SPECS[name]


@every_kind
@unhurried
@given(data=st.data())
def test_whatever_is_sent_is_graded_or_not_well_formed(name, data):
    answer = parsed(name, data.draw(answers(name)))

    if answer is not None:
        grade = KINDS[name].grade(SPECS[name], answer)
        assert 0 <= grade.score <= 1
        assert grade.notes != ()
        assert drawn(SPECS[name], name, answer) == drawn(SPECS[name], name, answer)


@every_kind
@unhurried
@given(data=st.data())
def test_what_was_parsed_is_parsed_again_to_the_same(name, data):
    answer = parsed(name, data.draw(answers(name)))

    if answer is not None:
        assert parsed(name, answer) == answer


@every_kind
def test_nothing_sent_is_not_well_formed(name):
    assert (parsed(name, []), parsed(name, [""])) == (None, None)


@every_kind
def test_very_much_is_not_well_formed(name):
    assert parsed(name, ["x" * 100_000] * 1_000) is None
    assert parsed(name, ["\0"]) is None


def test_fields_and_their_texts_have_an_end():
    found = kinds.kind.texts(sent(*["x\0y" * 1_000] * 1_000))

    assert [len(found), {len(text) for text in found}] == [MOST_PARTS, {LONGEST_ANSWER}]
    assert "\0" not in found[0]


@every_kind
def test_key_is_right(name):
    grades = [KINDS[name].grade(SPECS[name], parsed(name, key)) for key in KEYS[name]]

    assert [(grade.score, grade.is_right, grade.misconceptions) for grade in grades] == [
        (1, True, ())
    ] * len(grades)


@every_kind
def test_wrong_answer_is_not_right(name):
    grades = [KINDS[name].grade(SPECS[name], parsed(name, answer)) for answer in WRONG[name]]

    assert [grade.is_right for grade in grades] == [False] * len(grades)


@every_kind
@unhurried
@given(data=st.data())
def test_nothing_but_the_key_is_right(name, data):
    answer = parsed(name, data.draw(answers(name)))

    if answer is not None and name not in {"blanks", "numeric"}:  # many ways of writing one key
        is_key = answer in KEYS[name]
        assert KINDS[name].grade(SPECS[name], answer).is_right == is_key


@every_kind
def test_other_question_has_another_key(name):
    grade = KINDS[name].grade(OTHER_SPECS[name], parsed(name, KEYS[name][0]))

    assert not grade.is_right


@pairs
def test_what_is_drawn_does_not_depend_on_the_key(name, answer):
    given_ = parsed(name, answer)

    assert drawn(SPECS[name], name) == drawn(OTHER_SPECS[name], name)
    assert drawn(SPECS[name], name, given_) == drawn(OTHER_SPECS[name], name, given_)


@every_kind
def test_what_is_drawn_holds_no_feedback(name):
    text = json.dumps(drawn(SPECS[name], name, parsed(name, KEYS[name][0])))

    for word in ("Why ", "belief", '"right"', "feedback", "misconception"):
        assert word not in text


@pairs
def test_notes_tell_nothing_of_what_was_not_given(name, answer):
    known = {made.feedback: made for made in SOURCES[name].entries}

    grade = KINDS[name].grade(SPECS[name], parsed(name, answer))

    told = [known[note.feedback] for note in grade.notes if note.feedback in known]
    for made in told:
        # An entry is named by its id, its line or its number; those of a gap hold its value.
        words = {made.id, made.text, *made.text.split("`")}
        others = name in {"blanks", "numeric"} and made.is_right  # written in one of many ways
        assert others or words & set(answer)


@pairs
def test_misconceptions_are_those_of_wrong_entries_that_were_given(name, answer):
    entries = {made.misconception: made for made in SOURCES[name].entries if made.misconception}

    grade = KINDS[name].grade(SPECS[name], parsed(name, answer))

    for tag in grade.misconceptions:
        made = entries[tag]
        assert {made.id, made.text, *made.text.split("`")} & set(answer)


@every_kind
def test_explanation_speaks_of_the_key(name):
    keys = {made.feedback for made in SOURCES[name].entries if made.is_right}

    notes = KINDS[name].explain(SPECS[name])

    assert {note.feedback for note in notes if note.is_right} == keys


@every_kind
def test_guessing_is_a_chance(name):
    chances = {"single": 1 / 4, "multiple": 1 / 15, "line": 1 / 3}

    assert KINDS[name].guessing(SPECS[name]) == chances.get(name, 0)
