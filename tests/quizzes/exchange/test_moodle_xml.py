"""Moodle XML: what is written reads back equal, and nothing of a file can hurt."""

from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import moodle_xml
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
from tests.quizzes.exchange.drawn import items, unhurried

AS_MOODLE_WRITES_IT = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category><text>$course$/top/Layers</text></category>
    <info format="html"><text></text></info>
    <idnumber></idnumber>
  </question>
<!-- question: 7  -->
  <question type="multichoice">
    <name><text>Cache</text></name>
    <questiontext format="html"><text><![CDATA[<p>Which of <code>a && b</code>?</p>]]></text>
    </questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <idnumber>c7</idnumber>
    <single>false</single>
    <shuffleanswers>true</shuffleanswers>
    <answernumbering>abc</answernumbering>
    <correctfeedback format="html"><text>Well.</text></correctfeedback>
    <answer fraction="33.33333" format="plain_text"><text>COPY . .</text>
      <feedback format="html"><text>Yes &lt;b&gt;</text></feedback></answer>
    <answer fraction="-100" format="markdown"><text>RUN</text>
      <feedback format="html"><text></text></feedback></answer>
    <tags><tag><text>layers</text></tag></tags>
  </question>
  <question type="numerical">
    <name><text>Year</text></name>
    <questiontext format="moodle_auto_format"><text>When?</text></questiontext>
    <answer fraction="100" format="moodle_auto_format"><text>2013</text>
      <feedback format="html"><text></text></feedback><tolerance>0.5</tolerance></answer>
    <answer fraction="0" format="moodle_auto_format"><text>*</text>
      <feedback format="html"><text>No.</text></feedback><tolerance>0</tolerance></answer>
  </question>
  <question type="truefalse">
    <name><text>Tomb</text></name>
    <questiontext format="html"><text>So?</text></questiontext>
    <answer fraction="0"><text>true</text><feedback format="html"><text>W</text></feedback></answer>
    <answer fraction="100"><text>false</text><feedback format="html"><text>R</text></feedback>
    </answer>
  </question>
  <question type="matching">
    <name><text>Pairs</text></name>
    <questiontext format="html"><text>Match.</text></questiontext>
    <subquestion format="html"><text>a</text><answer><text>1</text></answer></subquestion>
    <subquestion format="html"><text></text><answer><text>2</text></answer></subquestion>
  </question>
</quiz>
"""


SHARE, BOUNDS = "The fraction ", " is not between -100 and 100."


def html(text):
    return Text(text, Format.HTML)


def question(inner, type_="multichoice"):
    text = "<questiontext><text>Which?</text></questiontext>"
    return f'<question type="{type_}">{text}{inner}</question>'


def test_a_file_of_moodle_is_read():
    reading = moodle_xml.read(AS_MOODLE_WRITES_IT.encode())

    layers = "$course$/top/Layers"
    assert reading.items == (
        Item(
            kind=Kind.MULTIPLE,
            stem=html("<p>Which of <code>a && b</code>?</p>"),
            id="c7",
            category=layers,
            title="Cache",
            options=(
                Option(Text("COPY . .", Format.PLAIN), 33.33333, html("Yes <b>")),
                Option(Text("RUN", Format.MARKDOWN), -100.0),
            ),
            tags=("layers",),
        ),
        Item(
            kind=Kind.NUMERIC,
            stem=Text("When?"),
            category=layers,
            title="Year",
            numbers=(
                Number(Decimal(2013), Decimal("0.5")),
                Number(None, Decimal(0), 0.0, html("No.")),
            ),
        ),
        Item(
            kind=Kind.TRUE_FALSE,
            stem=html("So?"),
            category=layers,
            title="Tomb",
            truth=Truth(is_true=False, wrong=html("W"), right=html("R")),
        ),
        Item(
            kind=Kind.MATCHING,
            stem=html("Match."),
            category=layers,
            title="Pairs",
            pairs=(Pair(html("a"), "1"), Pair(html(""), "2")),
        ),
    )
    assert reading.lines == (10, 29, 37, 44)
    assert reading.categories == (layers,)
    assert reading.faults == (
        Fault(10, "The question is read without its feedback to a right answer."),
    )


@unhurried
@given(st.lists(items, max_size=2))
def test_what_is_written_reads_back_equal(given_items):
    reading = moodle_xml.read(moodle_xml.write(given_items).encode())

    assert reading.faults == ()
    assert list(reading.items) == given_items


def test_what_xml_cannot_hold_is_replaced():
    item = Item(kind=Kind.ESSAY, stem=Text("a\x01b\0c\rd"), title="\ufffe")

    (found,) = moodle_xml.read(moodle_xml.write([item]).encode()).items

    assert (found.stem, found.title) == (Text("a\ufffdb\ufffdc\nd"), "\ufffd")


@pytest.mark.parametrize(
    ("inner", "type_", "message"),
    [
        ("", "calculated", "Questions of type 'calculated' cannot be carried over."),
        ("", "multichoice", "The question has no answers."),
        ('<answer fraction="100"><text></text></answer>', "shortanswer", "An answer has no text."),
        ('<answer fraction="1e9"/>', "numerical", f"{SHARE}'1e9'{BOUNDS}"),
        ('<answer fraction="101"/>', "numerical", f"{SHARE}'101'{BOUNDS}"),
        ("<answer><text>seven</text></answer>", "numerical", "'seven' is no number."),
        ("<answer><text>NaN</text></answer>", "numerical", "'NaN' is no number."),
        ("<subquestion><text>a</text></subquestion>", "matching", "A pair has no answer."),
        (
            "<answer><text>true</text></answer>",
            "truefalse",
            "True or false has other answers than true and false.",
        ),
    ],
)  # fmt: skip
def test_what_is_no_question_gets_a_sentence(inner, type_, message):
    good = question("", "essay")

    reading = moodle_xml.read(f"<quiz>\n{question(inner, type_)}\n{good}</quiz>".encode())

    assert reading.faults == (Fault(2, message),)
    assert reading.items == (Item(kind=Kind.ESSAY, stem=Text("Which?")),)


def test_a_question_without_a_text_gets_a_sentence():
    reading = moodle_xml.read(b'<quiz><question type="essay"/></quiz>')

    assert reading == Reading(faults=(Fault(1, "The question has no text."),))


DECLARED = "The file declares a document type or entities; no question needs them."
CROWDED = "The file has more than 200,000 elements; so many are not read."
BROKEN = "The file is no well-formed XML: "
BOMB = '<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<quiz>&x;</quiz>'


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (BOMB.encode(), Fault(1, DECLARED)),
        (OUTSIDE.encode(), Fault(1, DECLARED)),
        (b'\n<!DOCTYPE quiz SYSTEM "http://127.0.0.1/x.dtd"><quiz/>', Fault(2, DECLARED)),
        (b"<quiz>\n&x;</quiz>", Fault(2, f"{BROKEN}undefined entity.")),
        (b"<quiz>\n<a>", Fault(2, f"{BROKEN}no element found.")),
        (b"", Fault(1, f"{BROKEN}no element found.")),
        (b"<quiz>\x01</quiz>", Fault(1, f"{BROKEN}not well-formed (invalid token).")),
        (b"<html/>", Fault(1, "The file is no Moodle XML: it does not begin with <quiz>.")),
        (b"<quiz>" + b"<a>" * 300_000, Fault(1, "Elements stand more than 20 deep in each other.")),
        (b"<quiz>\n" + b"<a/>" * 200_000, Fault(2, CROWDED)),
        (b"<quiz>\n\xff</quiz>", Fault(2, "The file is not UTF-8: this line has other bytes.")),
        (b"<quiz>\0</quiz>", Fault(1, "This line has a NUL character; the file is no text.")),
        (b"<" * 50_000_000, Fault(1, "The file has 50,000,000 bytes; at most 4,000,000 are read.")),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_whole(data, fault):
    assert moodle_xml.read(data) == Reading(faults=(fault,))


def test_more_questions_than_a_file_may_have_are_left_out():
    reading = moodle_xml.read(f"<quiz>{question('', 'essay') * 2_001}</quiz>".encode())

    assert len(reading.items) == 2_000
    assert reading.faults == (Fault(1, "Only the first 2,000 questions are read."),)


@pytest.mark.parametrize("unit", ["<answer/>", "<a><b/></a>", "&amp;", "<!--a-->", "<![CDATA[]]>"])
def test_megabytes_of_elements_are_read_in_a_moment(unit):
    many = unit * (3_900_000 // len(unit))
    start = process_time()

    moodle_xml.read(f"<quiz>{question(many)}</quiz>".encode())

    assert process_time() - start < 5


@given(st.binary(max_size=60))
def test_any_bytes_are_items_or_faults(data):
    assert moodle_xml.read(b"<quiz>" + data).items == ()
