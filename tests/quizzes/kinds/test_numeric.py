"""A number: written as people write numbers, and refused where it could mean two."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import NotWellFormed, numeric
from quizzes.kinds.numeric import number_of
from tests.quizzes.kinds.making import SOURCES, SPECS, entry, sent, unhurried

SPEC = SPECS["numeric"]


def spec(value, tolerance=0, unit="", *entries):
    table = {"value": value, "tolerance": tolerance, "unit": unit}
    made = replace(SOURCES["numeric"], table=table)
    return numeric.read(replace(made, entries=entries) if entries else made)


def read(text, made=SPEC):
    return number_of(numeric.parse(made, sent(text))[0])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("  12  ", "12"),
        ("+12", "12"),
        ("-12", "-12"),
        ("0.5", "0.5"),
        ("0,5", "0.5"),
        ("1,2", "1.2"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1.2345", "1.2345"),
        ("1200", "1200"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200", "1200"),
        ("1_200", "1200"),
        ("12 345 678", "12345678"),
        ("1 200,5", "1200.5"),
        ("12 hops", "12"),
        ("12hops", "12"),
        ("12 Hops.", "12"),
        ("12 hop", "12"),
        ("1 200 hops", "1200"),
        ("٣", "3"),
    ],
)
def test_number_is_read(text, number):
    assert read(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["1,200", "1.200", "12.345", "-999,999", "1,200 hops", "1,200.5", "1.200,5"],
)
def test_thousands_and_decimals_cannot_be_told_apart(text):
    with pytest.raises(NotWellFormed, match="decimal or thousands"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        *("nan", "NaN", "inf", "-inf", "Infinity", "twelve", "hops", ".5", "--1", "0x10", "½"),
        *("1" * 13, "9" * 300, "1.1234567890", "1 2", "1 2 3"),
    ],
)
def test_what_is_no_number_of_use_is_refused(text):
    with pytest.raises(NotWellFormed):
        read(text)


@pytest.mark.parametrize("text", ["12 MB", "12 %", "1e9", "12 hops or so", "1.2.3", "12/2"])
def test_other_unit_is_refused_by_name(text):
    with pytest.raises(NotWellFormed) as caught:
        read(text)

    assert str(caught.value) == "The answer is asked in hops."


@pytest.mark.parametrize("text", ["12 s", "12 hops"])
def test_plain_number_has_no_unit(text):
    with pytest.raises(NotWellFormed) as caught:
        read(text, spec(12))

    assert str(caught.value) == "The answer is asked in a plain number."


@pytest.mark.parametrize(("unit", "text"), [("ms", "12 m"), ("s", "12 ms"), ("m", "12 ms")])
def test_short_unit_is_no_plural(unit, text):
    with pytest.raises(NotWellFormed):
        read(text, spec(12, 0, unit))


@pytest.mark.parametrize(("unit", "text"), [("ms", "12 ms"), ("MB", "12 mb"), ("s", "12 s")])
def test_unit_as_it_is_asked(unit, text):
    assert read(text, spec(12, 0, unit)) == 12


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("12", True),
        ("11.5", True),
        ("12,5", True),
        ("12.50", True),
        ("11.499999999", False),
        ("12.500000001", False),
        ("-12", False),
    ],
)
def test_tolerance_has_sharp_edges(text, is_right):
    assert numeric.grade(SPEC, numeric.parse(SPEC, sent(text))).is_right is is_right


def test_decimals_are_not_binary():
    made = spec(0.3, 0.1)

    assert numeric.grade(made, ["0.4"]).is_right
    assert numeric.grade(made, ["0.2"]).is_right


@unhurried
@given(st.decimals(-10_000, 10_000, places=3))
def test_right_is_what_lies_within_the_tolerance(number):
    grade = numeric.grade(SPEC, [f"{number}0"])  # four decimals: no thousands

    assert grade.is_right == (Decimal("11.5") <= number <= Decimal("12.5"))
    assert grade.score == float(grade.is_right)


def test_expected_wrong_number_says_why():
    grade = numeric.grade(SPEC, ["11"])

    assert [(n.label, n.feedback) for n in grade.notes] == [
        ("<code>11</code> hops", "<p>Why eleven.</p>")
    ]
    assert grade.misconceptions == ("eleven-belief",)


def test_other_wrong_number_names_none():
    grade = numeric.grade(SPEC, ["400"])

    assert [note.label for note in grade.notes] == ["Your number"]
    assert grade.misconceptions == ()


def test_right_number_beside_a_wrong_one_gets_the_keys_note():
    made = spec(12, 1, "", entry("key", "12", right=True), entry("near", "13.5"), entry("far", "9"))

    grade = numeric.grade(made, ["13"])

    assert [note.feedback for note in grade.notes] == ["<p>Why key.</p>"]
    assert grade.misconceptions == ()


def test_given_is_drawn_as_it_was_sent():
    drawn = [numeric.render(SPEC, given_, random.Random(1)) for given_ in (None, ["11,5 hops"])]

    assert drawn == [{"unit": "hops", "given": ""}, {"unit": "hops", "given": "11,5 hops"}]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, "the number to find is missing"),
        ({"value": float("inf")}, "the number to find is missing"),
        ({"value": True}, "the number to find is missing"),
        ({"value": 12, "tolerance": -1}, "the number to find is missing"),
        ({"value": 13}, "the answer marked as right is not the value"),
        ({"value": 12, "tolerance": 1}, "a wrong number within the tolerance"),
    ],
)
def test_flaws_of_the_table(table, message):
    made = replace(SOURCES["numeric"], table=table)

    assert [flaw.message for flaw in numeric.flaws(made)] == [message]


def test_flaws_of_the_answers():
    key, eleven, ten = SOURCES["numeric"].entries

    def messages(*entries):
        made = replace(SOURCES["numeric"], entries=entries)
        return [flaw.message for flaw in numeric.flaws(made)]

    assert messages(eleven, ten) == ["the answer marked as right is not the value"]
    assert messages(key, ten) == ["too few expected wrong numbers"]
    assert messages(key, eleven, entry("many", "many")) == ["'many' is not a number"]
