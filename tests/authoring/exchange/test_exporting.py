"""Every shipped question goes out in every format and comes back as it was."""

from functools import cache

import pytest

from authoring.exchange.exporting import in_html, item
from quizzes.exchange import gift, moodle_xml, qti, table
from quizzes.exchange.items import Format, Kind, Text
from quizzes.exchange.markup import marked, xhtml
from tests.conftest import ROOT
from tests.quizzes.bank.files import TEXTS
from tests.quizzes.exchange import qti_package

CATEGORY = "Multi-stage builds"
FOLDER = ROOT / "content"
PATHS = sorted(FOLDER.glob("patterns/*/questions/*.md"))


@cache
def shipped():
    return [
        item(path.relative_to(FOLDER).as_posix(), path.read_bytes(), CATEGORY) for path in PATHS
    ]


@cache
def shipped_in_html():
    return [
        item(path.relative_to(FOLDER).as_posix(), path.read_bytes(), CATEGORY, in_html)
        for path in PATHS
    ]


@pytest.mark.parametrize("items", [shipped, shipped_in_html])
@pytest.mark.parametrize("format_", [gift, moodle_xml, table])
def test_every_shipped_question_comes_back_equal(format_, items):
    reading = format_.read(format_.write(items()).encode())

    assert reading.faults == ()
    assert list(reading.items) == items()


def test_no_shipped_question_loses_anything_in_gift():
    assert [loss for one in [*shipped(), *shipped_in_html()] for loss in gift.losses(one)] == []


def test_every_shipped_question_can_be_read_from_its_qti():
    found = qti_package.read(qti.package(shipped_in_html()))

    for one, said in zip(shipped_in_html(), found, strict=True):
        assert (said.title, said.stem) == (one.title, xhtml(one.stem))
        assert said.feedback == xhtml(one.feedback)
        assert list(said.feedbacks.values()) == [
            xhtml(each.feedback) for each in (*one.options, *one.numbers) if each.feedback
        ]
        assert said.shares == shares(one)
        if one.kind in (Kind.SINGLE, Kind.MULTIPLE):
            assert list(said.options.values()) == [xhtml(option.text) for option in one.options]


def shares(one):
    """What each answer of an item is worth, as the reader of QTI names it."""
    if one.kind == Kind.MATCHING:
        rights = list(dict.fromkeys(pair.right for pair in one.pairs))
        lefts = [pair for pair in one.pairs if pair.left.text]
        each = round(100 / len(lefts), 4)
        names = [f"L{n} R{rights.index(pair.right) + 1}" for n, pair in enumerate(lefts, 1)]
        return dict.fromkeys(names, each)
    if one.kind == Kind.SHORT:
        words = ["".join(marked(option.text).root.itertext()) for option in one.options]
        return {word: option.percent for word, option in zip(words, one.options, strict=True)}
    if one.kind == Kind.NUMERIC:
        around = [f":{number.tolerance}" if number.tolerance else "" for number in one.numbers]
        return {
            f"{number.value}{more}": number.percent
            for number, more in zip(one.numbers, around, strict=True)
        }
    return {f"A{n}": round(option.percent, 4) for n, option in enumerate(one.options, 1)}


def exported(kind):
    return item(f"patterns/stages/questions/a-{kind}.md", TEXTS[kind].encode(), "Stages")


def markdown(text):
    return Text(text, Format.MARKDOWN)


def test_front_matter_that_others_do_not_know_becomes_tags():
    assert exported("numeric").tags == (
        "copy-from",
        "difficulty:easy",
        "objective:ms.isolation",
        "cognitive:apply",
        "seconds:60",
        "unit:MB",
    )


def test_a_choice_keeps_its_key_and_what_is_said():
    one = exported("single")

    assert one.kind == Kind.SINGLE
    assert [option.percent for option in one.options].count(100.0) == 1
    assert all(option.feedback for option in one.options)
    assert one.feedback == markdown("1. Find the last stage.\n2. List what it copies.")


def test_the_keys_of_several_share_the_mark_and_the_others_take_it_away():
    percents = [option.percent for option in exported("multiple").options]

    assert sorted({*percents}) == [round(-100 / percents.count(min(percents)), 5), max(percents)]
    assert round(sum(percent for percent in percents if percent > 0), 3) == 100


def test_the_line_to_find_is_a_choice_below_the_numbered_code():
    one = exported("line")

    assert one.kind == Kind.SINGLE
    assert "{.numbers}" in one.stem.text
    assert all(option.text.text.startswith("Line ") for option in one.options)


def test_lines_to_order_are_pairs_and_what_does_not_belong_has_no_place():
    pairs = exported("order").pairs

    assert [pair.left.text for pair in pairs if pair.left.text] == [
        f"Line {number}" for number in range(1, sum(bool(pair.left.text) for pair in pairs) + 1)
    ]
    assert any(not pair.left.text for pair in pairs)
    assert all("`" not in pair.right for pair in pairs)


def test_the_html_of_a_numbered_fence_has_its_numbers_in_it():
    said = in_html("```dockerfile numbers\nFROM a AS b\n```")

    assert "".join(marked(said).root.itertext()).strip() == "Dockerfile  1  FROM a AS b"
