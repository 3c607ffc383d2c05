"""Aiken: its questions as items, and a sentence for what is none."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import aiken
from quizzes.exchange.items import Fault, Format, Item, Kind, Option, Reading, Text
from tests.quizzes.exchange.drawn import SIGNS

GOOD = "Good?\nA. a\nB. b\nANSWER: A"


def plain(text):
    return Text(text, Format.PLAIN)


def single(stem, options, key):
    return Item(
        kind=Kind.SINGLE,
        stem=plain(stem),
        options=tuple(
            Option(plain(text), 100.0 if place == key else 0.0)
            for place, text in enumerate(options)
        ),
    )


def written(item):
    letters = "ABCDEFGH"
    options = [f"{letter}) {o.text.text}" for letter, o in zip(letters, item.options, strict=False)]
    key = next(place for place, option in enumerate(item.options) if option.percent)
    return "\n".join([item.stem.text, *options, f"ANSWER: {letters[key]}", ""])


lines = st.text(SIGNS.replace("\n", ""), min_size=1).map(lambda text: text.strip(" \t"))
stems = lines.filter(bool).map(lambda text: f"Q {text}")
items = st.lists(lines.filter(bool), min_size=2, max_size=8).flatmap(
    lambda options: st.builds(
        single,
        st.lists(stems, min_size=1, max_size=3).map("\n".join),
        st.just(options),
        st.integers(0, len(options) - 1),
    )
)


def test_questions_are_read_with_full_stops_and_brackets_with_and_without_blank_lines():
    text = (
        "\ufeffWhich keeps the cache?\r\nA. COPY . .\r\nB. COPY go.mod ./\r\nANSWER: B\r\n"
        "Which\n  of two?\n\nA) ${a}\n\nB) {b}\nC) #\nANSWER:C\n"
    )

    assert aiken.read(text.encode()) == Reading(
        items=(
            single("Which keeps the cache?", ["COPY . .", "COPY go.mod ./"], 1),
            single("Which\nof two?", ["${a}", "{b}", "#"], 2),
        ),
        lines=(1, 5),
    )


@given(st.lists(items, max_size=4))
def test_what_is_written_in_aiken_reads_back_equal(given_items):
    reading = aiken.read("\n".join(map(written, given_items)).encode())

    assert reading.faults == ()
    assert list(reading.items) == given_items


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("A. a\nB. b\nANSWER: A", 1, "The question has no text before its options."),
        ("Q?\nA. a\nANSWER: A", 1, "The question has fewer than two options, A. and B."),
        ("Q?\nANSWER: A", 1, "The question has fewer than two options, A. and B."),
        ("Q?\nA. a\nB. b\nANSWER:", 1, "The question does not end with ANSWER: and a letter."),
        ("Q?\nA. a\nB. b\nANSWER: C", 1, "The answer 'C' is none of its options, A, B."),
        ("Q?\nA. a\nB. b\nANSWER: AB", 1, "The answer 'AB' is none of its options, A, B."),
        ("Q?\nA. a\nA. b\nANSWER: A", 3, "There is a second option A."),
        ("Q?\nA. a\nB.\nANSWER: A", 3, "Option B has no text."),
        (
            "Q?\nA. a\nmore\nB. b\nANSWER: A",
            3,
            "After the options comes neither another one nor ANSWER: and a letter.",
        ),
        (
            "Q?\n" + "b" * 100_001 + "\nA. a\nB. b\nANSWER: A",
            2,
            "The line has 100,001 characters; at most 100,000 are read.",
        ),
    ],
)
def test_what_is_no_question_gets_a_sentence(text, line, message):
    reading = aiken.read(f"{text}\n{GOOD}".encode())

    assert reading.faults == (Fault(line, message),)
    assert reading.items == (single("Good?", ["a", "b"], 0),)


def test_a_question_without_an_end_gets_a_sentence():
    reading = aiken.read(b"Q?\nA. a\nB. b\n")

    assert reading == Reading(
        faults=(Fault(1, "The question does not end with ANSWER: and a letter."),)
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"Q\n\xff", Fault(2, "The file is not UTF-8: this line has other bytes.")),
        (b"Q\0", Fault(1, "This line has a NUL character; the file is no text.")),
        (b"Q" * 50_000_000, Fault(1, "The file has 50,000,000 bytes; at most 1,000,000 are read.")),
    ],
)
def test_a_hostile_file_is_refused_whole(data, fault):
    assert aiken.read(data) == Reading(faults=(fault,))


def test_more_questions_than_a_file_may_have_are_left_out():
    reading = aiken.read(f"{GOOD}\n".encode() * 2_001)

    assert len(reading.items) == 2_000
    assert reading.faults == (Fault(8_001, "Only the first 2,000 questions are read."),)


@pytest.mark.parametrize("unit", ["A", "A.", "A. a\n", "\n", "ANSWER: A\n", "ANSWER:", "a\n"])
def test_a_megabyte_of_lines_is_read_in_a_moment(unit):
    start = process_time()

    aiken.read((unit * 1_000_000)[:1_000_000].encode())

    assert process_time() - start < 5


@given(st.binary(max_size=60))
def test_any_bytes_are_items_or_faults(data):
    assert isinstance(aiken.read(data).items, tuple)
