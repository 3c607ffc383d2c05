"""GIFT: the shared files as their authors' own parser reads them, and what we say to the rest."""

import json
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import gift
from quizzes.exchange.items import (
    Fault,
    Format,
    Item,
    Kind,
    Number,
    Option,
    Pair,
    Reading,
    Text,
    Truth,
)
from tests.conftest import SHARED
from tests.quizzes.exchange.drawn import CODE, SIGNS, items, unhurried

GIFT = SHARED / "interop" / "gift" / "gift-pegjs"
EXPECTED = sorted(GIFT.glob("*.json"))
KINDS = {"TF": Kind.TRUE_FALSE, "Essay": Kind.ESSAY, "Short": Kind.SHORT, "MC": Kind.SINGLE}
KINDS |= {"Numerical": Kind.NUMERIC, "Matching": Kind.MATCHING, "Description": Kind.DESCRIPTION}


def text(found):
    return found and Text(found["text"], Format(found["format"]))


def percent(choice):
    weight = choice["weight"]
    return (100.0 if choice["isCorrect"] else 0.0) if weight is None else float(weight)


def decimal(number):
    return Decimal(str(number))


def number(found, share=100.0, feedback=None):
    if found.get("text") == "*":
        return Number(None, Decimal(0), share, feedback)
    if found["type"] == "high-low":
        low, high = decimal(found["numberLow"]), decimal(found["numberHigh"])
        return Number((low + high) / 2, (high - low) / 2, share, feedback)
    return Number(decimal(found["number"]), decimal(found.get("range", 0)), share, feedback)


def answers(found):
    """What is in braces, in our words: a weight and a mark are one share of the mark."""
    kind, choices = found["type"], found.get("choices")
    if kind == "TF":
        wrong, right = text(found["trueFeedback"]), text(found["falseFeedback"])
        return {"truth": Truth(is_true=found["isTrue"], wrong=wrong, right=right)}
    if kind == "Matching":
        pairs = found["matchPairs"]
        return {"pairs": tuple(Pair(text(p["subquestion"]), p["subanswer"]) for p in pairs)}
    if kind == "Numerical" and isinstance(choices, dict):
        return {"numbers": (number(choices),)}
    if kind == "Numerical":
        return {
            "numbers": tuple(number(c["text"], percent(c), text(c["feedback"])) for c in choices)
        }
    return {
        "options": tuple(
            Option(text(c["text"]), percent(c), text(c["feedback"])) for c in choices or ()
        )
    }


def expected_items(found):
    category = ""
    for one in found:
        if one["type"] == "Category":
            category = one["title"]
            continue
        has_no_key = one["type"] == "MC" and not any(c["isCorrect"] for c in one["choices"])
        yield Item(
            kind=Kind.MULTIPLE if has_no_key else KINDS[one["type"]],
            stem=text(one["stem"]),
            id=one["id"] or "",
            category=category,
            title=one["title"] or "",
            feedback=text(one.get("globalFeedback")),
            tags=tuple(one["tags"] or ()),
            **answers(one),
        )


def test_the_shared_files_are_there():
    if not EXPECTED:
        pytest.skip(f"LEFT OUT: the shared GIFT files, there are none in {GIFT}")

    assert [path.with_suffix(".gift") for path in EXPECTED] == sorted(GIFT.glob("*.gift"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_shared_file_reads_as_its_authors_read_it(path):
    found = json.loads(path.read_text(encoding="utf-8"))

    reading = gift.read(path.with_suffix(".gift").read_bytes())

    assert reading.faults == ()
    assert list(reading.items) == list(expected_items(found))
    assert list(reading.categories) == [one["title"] for one in found if one["type"] == "Category"]


@unhurried
@given(st.lists(items.filter(lambda item: not list(gift.losses(item))), max_size=2))
def test_what_is_written_reads_back_equal(given_items):
    reading = gift.read(gift.write(given_items).encode())

    assert reading.faults == ()
    assert list(reading.items) == given_items


def test_code_survives():
    code = 'FROM a AS b\n\nRUN  x="${Y:-#~1}" \\\n    && echo "{\\n}" =\\\\'
    item = Item(
        kind=Kind.SINGLE,
        stem=Text(f"Which?\n\n    {code}"),
        options=(Option(Text(code, Format.PLAIN), 100.0, Text(code)), Option(Text("%1%"), 0.0)),
    )

    assert gift.read(gift.write([item]).encode()).items == (item,)


@given(st.text(SIGNS, max_size=80) | st.lists(st.sampled_from(CODE)).map("".join))
def test_any_text_is_items_and_faults_on_its_lines(text):
    reading = gift.read(text.encode())

    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in reading.faults)
    assert len(reading.lines) == len(reading.items)


@given(st.binary(max_size=60))
def test_any_bytes_are_items_or_faults(data):
    assert isinstance(gift.read(data).items, tuple)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("A\n\nB {=1\n\n=2}", 3, "The answers that begin here do not end before a blank line."),
        ("A {=${X}}", 1, r"A { stands inside the answers; write it \{, and } as \}."),
        ("A\nB {T}\n::C:: {F}", 2, (
            r"There is a second { or }: put a blank line between questions, or write \{ \}."
        )),
        ("A }", 1, r"A } comes before any {; in a text it has to be written \}."),
        ("A {=}", 1, "An answer has no text."),
        ("A {#seven}", 1, "'seven' is no number, number:tolerance or low..high."),
        ("A {#}", 1, "After # there is no number."),
        ("A {~%150%a =b}", 1, "The weight 150% is not between -100% and 100%."),
        ("A {=a -> =b -> c}", 1, "A pair has nothing to the right of ->."),
        ("A {a =b}", 1, "The first answer begins with neither = nor ~."),
        ("A {T#1#2#3}", 1, r"True or false has two feedbacks; write # in a text as \#."),
        ("{T}", 1, "The question has answers and no text."),
        ("::A {T}", 1, "The title that begins with :: does not end with ::."),
        ("\nA\n" + "b" * 100_001, 3, "The line has 100,001 characters; at most 100,000 are read."),
    ],
)  # fmt: skip
def test_what_is_no_question_gets_a_sentence(text, line, message):
    reading = gift.read(f"{text}\n\nGood? {{T}}".encode())

    assert reading.faults[0] == Fault(line, message)
    assert reading.items[-1].stem == Text("Good?")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"A\n\xff {T}", Fault(2, "The file is not UTF-8: this line has other bytes.")),
        (b"A\n\nB\0 {T}", Fault(3, "This line has a NUL character; the file is no text.")),
        (b"A" * 50_000_000, Fault(1, "The file has 50,000,000 bytes; at most 1,000,000 are read.")),
    ],
)
def test_a_hostile_file_is_refused_whole(data, fault):
    assert gift.read(data) == Reading(faults=(fault,))


def test_more_questions_than_a_file_may_have_are_left_out():
    reading = gift.read(b"A {T}\n\n" * 2_001)

    assert len(reading.items) == 2_000
    assert reading.faults == (Fault(4_001, "Only the first 2,000 questions are read."),)


@pytest.mark.parametrize("unit", [*"{=~#\\%\n:[", "[id:", "// [tag:\\]", "->", "=a->", "~a#"])
def test_a_megabyte_of_signs_is_read_in_a_moment(unit):
    start = process_time()

    gift.read((unit * 1_000_000)[:1_000_000].encode())
    gift.read(("A {" + unit * 40_000)[:99_000].encode() + b"}")

    assert process_time() - start < 5


WHICH = Text("Which?")
RIGHT_ONE, WRONG_ONE = Option(Text("a -> b"), 100.0), Option(Text("b"), 0.0)


@pytest.mark.parametrize(
    ("item", "loss"),
    [
        (
            Item(kind=Kind.DESCRIPTION, stem=WHICH, feedback=WHICH),
            "A description has no general feedback in GIFT.",
        ),
        (
            Item(kind=Kind.SINGLE, stem=WHICH, options=(WRONG_ONE, WRONG_ONE)),
            "No option is right, so that GIFT takes it for a question with several right ones.",
        ),
        (
            Item(kind=Kind.SINGLE, stem=WHICH, options=(RIGHT_ONE, RIGHT_ONE)),
            "Every option is right, so that GIFT takes them for short answers.",
        ),
        (
            Item(kind=Kind.SHORT, stem=WHICH, options=(RIGHT_ONE,)),
            "All answers contain ->, so that GIFT takes them for pairs.",
        ),
        (
            Item(kind=Kind.MATCHING, stem=WHICH, pairs=(Pair(Text("a->b"), "c"),)),
            "GIFT ends the left side of a pair at its first ->.",
        ),
        (
            Item(kind=Kind.ESSAY, stem=Text("")),
            "The question has neither a text nor a title.",
        ),
        (
            Item(kind=Kind.ESSAY, stem=Text("a" * 100_001)),
            "A text is longer than 100,000 characters.",
        ),
    ],
)
def test_what_gift_cannot_hold_is_said_before(item, loss):
    assert list(gift.losses(item)) == [loss]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("So? {T} // a comment", Text("So?")),
        ("[html]{T} is  <b>so</b>", Text("_____ is  <b>so</b>", Format.HTML)),
        ("[plain]a {T} b  c", Text("a _____ b  c", Format.PLAIN)),
        ("a  b\\n  c\n d", Text("a b\n c d")),
        ("[moodle]a  b\\n  c\n d", Text("a  b\n  c d")),
    ],
)
def test_a_stem_is_read_with_its_format_and_its_gap(text, stem):
    assert [item.stem for item in gift.read(text.encode()).items] == [stem]
