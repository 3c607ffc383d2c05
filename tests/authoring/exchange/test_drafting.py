"""Items become files that the linter can read; nothing is lost without a remark."""

from decimal import Decimal
from html import unescape

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.checking import check
from authoring.exchange.drafting import Place, draft, name_of
from authoring.exchange.exporting import in_html, item, taken_apart
from learning.rendering import read_fragment
from quizzes.exchange.items import Format, Item, Kind, Number, Option, Pair, Text, Truth
from quizzes.exchange.markdown import markdown
from quizzes.exchange.markup import marked
from tests.authoring.exchange.test_exporting import shipped
from tests.quizzes.bank.files import OUTLINE, TEXTS
from tests.quizzes.exchange.drawn import CODE, SIGNS, items, unhurried

PLACE = Place("a-name", "ms.isolation")
PATH = "patterns/stages/questions/a-name.md"
UNFINISHED = {
    "## Hints is missing or empty",
    "0 hints",
    "## Quick check is missing or empty",
    "not a quick check",
    "## Common mistakes is missing or empty",
    "## References is missing or empty",
}


def drafted(one):
    return draft(one, PLACE)


def parts(one):
    return taken_apart(PATH, drafted(one).text.encode(), "")


def listed(one):
    return [(entry.text, entry.is_right, entry.feedback) for entry in parts(one).entries]


def faults_of(text):
    return {
        fault.message
        for fault in check(PATH, text, OUTLINE).faults
        if not fault.message.endswith("names no misconception")
    }


@pytest.mark.parametrize("kind", TEXTS)
def test_what_was_exported_is_drafted_again_as_it_was(kind):
    """All but what no other system has: hints, misconceptions, claims."""
    path = f"patterns/stages/questions/a-{kind}.md"
    before = taken_apart(path, TEXTS[kind].encode(), "")
    one = item(path, TEXTS[kind].encode(), "Stages")

    made = drafted(one)
    after = taken_apart(PATH, made.text.encode(), "")

    assert after.meta.kind == ("single" if kind == "line" else kind)
    assert (after.meta.difficulty, after.meta.tags) == (before.meta.difficulty, before.meta.tags)
    assert after.section("Solution") == before.section("Solution")
    if kind != "line":
        assert after.section("Prompt") == before.section("Prompt")
        assert after.section("Code") == before.section("Code")
        assert {(e.text, e.is_right, e.feedback) for e in after.entries} == {
            (e.text, e.is_right, e.feedback) for e in before.entries
        }
    assert made.remarks == ()


def test_of_the_shipped_questions_the_linter_asks_only_for_what_others_do_not_have():
    other = {
        fault.message
        for one in shipped()
        for fault in check(PATH, drafted(one).text, OUTLINE).faults
        if "names no misconception" not in fault.message
    } - UNFINISHED

    assert sorted(message.partition(":")[0] for message in other) == [
        "6 options",  # it was a line to find, among six
        "BuildKit would stop here",  # three files are broken on purpose, and said so in a fence
        "BuildKit would stop here",
        "BuildKit would stop here",
        "a wrong answer that is accepted",  # a gap that the checker judged
    ]


def choice(*options, kind=Kind.SINGLE, **values):
    return Item(kind=kind, stem=Text("Which?"), options=options, **values)


def test_a_choice_from_elsewhere_is_a_whole_draft():
    one = choice(
        Option(Text("<b>COPY</b> & ADD", Format.HTML), 100.0, Text("Yes")),
        Option(Text("a\nb", Format.PLAIN), 0.0, Text("No\n\n> so")),
        title="Which one?",
        feedback=Text("Because."),
    )

    assert drafted(one).text == (
        "+++\n"
        'id = "a-name"\nrevision = 1\nstatus = "draft"\nkind = "single"\n'
        'difficulty = "medium"\nobjective = "ms.isolation"\ncognitive = "apply"\nseconds = 60\n'
        "tags = []\n"
        "+++\n"
        "## Prompt\nWhich?\n\n"
        "## Options\n"
        "- [x] **COPY** & ADD {copy-add}\n  > Yes\n"
        "- [ ] a {a-b}\n  b\n  > No\n  >\n  > \\> so\n\n"
        "## Hints\n\n## Solution\n1. Because.\n\n## Quick check\n\n## Common mistakes\n\n"
        "## References\n"
    )
    assert faults_of(drafted(one).text) >= {"2 options"}


def test_shares_that_have_no_place_are_remarked():
    half = Option(Text("b"), 50.0)
    single = choice(Option(Text("a"), 100.0), half, Option(Text("c"), 0.0))
    several = choice(Option(Text("a"), 75.0), Option(Text("b"), 25.0), kind=Kind.MULTIPLE)

    assert drafted(single).remarks == (
        "An option earned 50 per cent: here one option is right, and the others are wrong.",
    )
    assert drafted(choice(half)).remarks == (
        "No option earned the whole mark; the best earned 50 per cent.",
    )
    assert drafted(several).remarks == (
        "Its right options earned different shares; here all count the same.",
    )


def test_true_or_false_is_a_choice_to_be_finished():
    truth = Truth(is_true=False, wrong=Text("W"), right=Text("R"))
    one = Item(kind=Kind.TRUE_FALSE, stem=Text("So?"), truth=truth)

    assert listed(one) == [("True", False, "W"), ("False", True, "R")]
    assert len(drafted(one).remarks) == 1


def test_numbers_become_a_key_and_known_mistakes():
    one = Item(
        kind=Kind.NUMERIC,
        stem=Text("How many?"),
        tags=("unit:MB",),
        numbers=(
            Number(Decimal("1E+2"), Decimal("0.5"), 100.0, Text("Yes")),
            Number(Decimal("-4.40"), Decimal(1), 0.0),
            Number(Decimal(7), Decimal(0), 50.0),
            Number(None, Decimal(0), 0.0, Text("Count again.")),
        ),
    )

    assert listed(one) == [("100", True, "Yes"), ("-4.40", False, ""), ("7", False, "")]
    assert '[numeric]\nvalue = 100\ntolerance = 0.5\nunit = "MB"\n' in drafted(one).text
    assert drafted(one).remarks == (
        "-4.40 had a tolerance of its own, 1.",
        "7 earned 50 per cent; here one number is right.",
        "To any other number it said: Count again.",
    )


def test_short_answers_become_a_gap():
    one = Item(
        kind=Kind.SHORT,
        stem=Text("Which stage?"),
        options=(
            Option(Text("build"), 100.0, Text("Yes")),
            Option(Text("a|b"), 100.0),
            Option(Text("te`st"), 0.0, Text("No")),
            Option(Text("*"), 0.0, Text("Read it again.")),
        ),
    )

    assert parts(one).section("Code") == "```text\n{{build|a\\|b}}\n```"
    assert listed(one) == [("1: `build`", True, "Yes"), ("1: `te'st`", False, "No")]
    assert drafted(one).remarks == (
        "It had no code with a gap in it: the gap stands in a line of its own.",
        "The answer te`st holds signs that no gap can; they were replaced.",
        "To any other answer it said: Read it again.",
    )


def test_pairs_become_gaps_beside_their_left_sides():
    one = Item(
        kind=Kind.MATCHING,
        stem=Text("Which?"),
        pairs=(Pair(Text("<b>A</b>"), "1"), Pair(Text("B"), "2"), Pair(Text(""), "3")),
    )

    assert parts(one).section("Code") == "```text\nA: {{1}}\nB: {{2}}\n```"
    assert listed(one) == [
        ("1: `1`", True, ""),
        ("2: `2`", True, ""),
        ("1: `3`", False, ""),
    ]
    assert len(drafted(one).remarks) == 3


@pytest.mark.parametrize("kind", [Kind.ESSAY, Kind.DESCRIPTION])
def test_what_cannot_be_marked_is_a_draft_without_options(kind):
    one = Item(kind=kind, stem=Text("Why?"))

    assert (listed(one), len(drafted(one).remarks)) == ([], 1)


def test_an_image_and_unseen_characters_are_remarked():
    one = choice(Option(Text('<img src="x" alt="A stage">', Format.HTML), 100.0))
    hidden = Item(kind=Kind.ESSAY, stem=Text("a\u202eb"))

    assert drafted(one).remarks == ("Here stood an image; it is not carried over.",)
    assert drafted(hidden).remarks[0] == "Characters that no editor shows were taken out."
    assert parts(hidden).section("Prompt") == "ab"


def test_a_heading_and_an_open_fence_swallow_no_section():
    said = "## Options\n- [x] me {me}\n\n```dockerfile numbers\nFROM a"
    one = Item(kind=Kind.ESSAY, stem=Text(said, Format.MARKDOWN))

    assert parts(one).section("Prompt") == (
        "### Options\n- [x] me {me}\n\n```dockerfile\nFROM a\n```"
    )
    assert listed(one) == []


NAMES = {
    ("ms-from-a-b", "T"): "ms-from-a-b",
    ("Not a name!", "Which *one*?"): "which-one",
    ("7", ""): "7",
    ("", ""): "which",
    ("", "ß" * 80): "s" * 60,
}


@pytest.mark.parametrize(("given_names", "name"), NAMES.items())
def test_a_file_is_named_after_its_id_its_title_or_its_words(given_names, name):
    id_, title = given_names

    assert name_of(choice(id=id_, title=title)) == name


def words(html):
    return unescape(nh3.clean(html, tags=set())).split()


plain_texts = st.lists(st.sampled_from([*SIGNS, *CODE]), max_size=12).map("".join)


@unhurried
@given(plain_texts)
def test_a_plain_text_is_shown_letter_by_letter(said):
    """What has no backtick, which stands for code, is shown as it was written."""
    text = said.replace("`", "'").replace("\\n", "")
    shown = read_fragment(markdown(Text(text, Format.PLAIN)).text)

    assert words(shown.html) == text.split()
    assert shown.flaws == ()


@unhurried
@given(plain_texts)
def test_html_is_shown_with_the_same_words(said):
    text = Text(f"<p>{said}</p><ul><li>{said}</ul><pre>x</pre>", Format.HTML)
    shown = read_fragment(markdown(text).text)

    assert "".join(words(shown.html)).replace("Text", "") == "".join(
        "".join(marked(text).root.itertext()).split()
    )


@unhurried
@given(items)
def test_whatever_comes_becomes_a_file_whose_parts_can_be_told(one):
    found = parts(one)

    assert found.meta.id == "a-name"
    assert [name for name in found.sections if name in ("Hints", "Solution", "References")] == [
        "Hints",
        "Solution",
        "References",
    ]
    count = len(found.entries)
    assert count >= (1 if one.options and one.kind in (Kind.SINGLE, Kind.MULTIPLE) else 0)
    if one.kind in (Kind.SINGLE, Kind.MULTIPLE):
        assert count == len(one.options)


def test_the_html_of_our_own_export_is_drafted_too():
    path = "patterns/stages/questions/a-single.md"
    one = item(path, TEXTS["single"].encode(), "Stages", in_html)

    assert [entry.is_right for entry in parts(one).entries].count(True) == 1
    assert faults_of(drafted(one).text) - UNFINISHED == set()


UNITS = ["```x\n", "](", "`", "- `a`: b\n", "\n", "[", "<p>", "{{", "__1__ ", "- Gap 1, `a`: b\n"]


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_is_at_most_about_twice_the_work(unit, calls):
    """Counted, not timed: calls of Python and of C."""

    def work(count):
        text = Text(f"x{unit * count}", Format.MOODLE)
        pairs = (Pair(Text("Gap 1"), "a"), Pair(text, unit * count))
        one = Item(kind=Kind.MATCHING, stem=text, pairs=pairs, feedback=text)
        return calls(lambda: name_of(one) and drafted(one))

    assert work(800) <= 2.2 * work(400)
