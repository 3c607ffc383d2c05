"""QTI: the official schema has nothing to say, and what is in a package can be read from it."""

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import qti
from quizzes.exchange.items import Format, Item, Kind, Number, Option, Pair, Text, Truth
from quizzes.exchange.markup import xhtml
from tests.conftest import SHARED
from tests.quizzes.exchange import qti_package
from tests.quizzes.exchange.drawn import items, unhurried
from tests.quizzes.exchange.qti_package import Found

SCHEMAS = SHARED / "interop" / "qti-xsd"
STEM = Text("Which <b>stage</b>?", Format.HTML)


@cache
def schema(path):
    etree = pytest.importorskip("lxml.etree", reason="the schema is held against it with lxml")
    if not SCHEMAS.exists():
        pytest.skip("the schemas of QTI are not at hand")
    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.parse(SCHEMAS / path, parser))


def complaints(data):
    """What the official schemas say of each file of a package."""
    etree = pytest.importorskip("lxml.etree", reason="the schema is held against it with lxml")
    found = []
    for path, text in qti_package.files(data).items():
        is_manifest = path == "imsmanifest.xml"
        rules = schema("imscp_v1p1.xsd" if is_manifest else "qtiv2p1/imsqti_v2p1.xsd")
        if not rules.validate(etree.fromstring(text)):
            found += [f"{path}: {error.message}" for error in rules.error_log]
    return found


@unhurried
@given(st.lists(items, max_size=3))
def test_the_official_schema_has_nothing_to_say(given_items):
    assert complaints(qti.package(given_items)) == []


HARD = [
    "<p>a</p>b<pre>x <b>y</b></pre><ul><li>c<ol><li>d</ol></ul><table><tr><th>e<td>f</table>",
    "<blockquote>g</blockquote><a href='https://x.y/'>h <code>i</code></a><h3>j</h3><sub>k</sub>",
    "<table></table><p><div>x</div><dl><dt>a<dd>b</dl><center><hr>c<br>",
    "",
]


@pytest.mark.parametrize("said", HARD)
def test_html_of_any_shape_is_valid_in_every_place(said):
    text = Text(said, Format.HTML)
    option = Option(text, 100.0, text)
    choice = Item(kind=Kind.SINGLE, stem=text, options=(option, option), feedback=text)
    pairs = Item(kind=Kind.MATCHING, stem=text, pairs=(Pair(Text("a"), said), Pair(text, "b")))

    assert complaints(qti.package([choice, pairs])) == []


def only(item):
    (found,) = qti_package.read(qti.package([item]))
    return found


def div(text):
    return f"<div>{text}</div>"


def test_a_choice_comes_out_as_it_went_in():
    item = Item(
        kind=Kind.MULTIPLE,
        stem=STEM,
        title="Stages",
        options=(
            Option(Text("a < b", Format.PLAIN), 50.0, Text("Yes.")),
            Option(Text("c"), 50.0),
            Option(Text("d"), -100.0, Text("No.")),
        ),
        feedback=Text("So it is."),
    )

    assert only(item) == Found(
        "Stages",
        div("Which <strong>stage</strong>?"),
        {"A1": div("a &lt; b"), "A2": div("c"), "A3": div("d")},
        {"A1": 50.0, "A2": 50.0, "A3": -100.0},
        {"A1": div("Yes."), "A3": div("No.")},
        div("So it is."),
    )


def test_true_or_false_is_a_choice_of_two():
    truth = Truth(is_true=False, wrong=Text("W"), right=Text("R"))

    found = only(Item(kind=Kind.TRUE_FALSE, stem=STEM, truth=truth))

    assert found.options == {"A1": div("True"), "A2": div("False")}
    assert found.shares == {"A1": 0.0, "A2": 100.0}
    assert found.feedbacks == {"A1": div("W"), "A2": div("R")}


def test_typed_answers_are_tested_in_turn_and_any_other_number_last():
    words = Item(
        kind=Kind.SHORT,
        stem=STEM,
        options=(Option(Text("build"), 100.0, Text("Yes")), Option(Text("test"), 0.0, Text("No"))),
    )
    numbers = Item(
        kind=Kind.NUMERIC,
        stem=STEM,
        numbers=(
            Number(None, Decimal(0), 0.0, Text("Neither")),
            Number(Decimal(470), Decimal("0.5"), 100.0, Text("Yes")),
            Number(Decimal(-440), Decimal(0), 0.0, Text("Deleted")),
        ),
    )

    assert only(words).shares == {"build": 100.0, "test": 0.0}
    assert only(words).feedbacks == {"build": div("Yes"), "test": div("No")}
    assert list(only(numbers).shares.items()) == [("470:0.5", 100.0), ("-440", 0.0), ("*", 0.0)]
    assert only(numbers).feedbacks == {
        "*": div("Neither"),
        "470": div("Yes"),
        "-440": div("Deleted"),
    }


def test_pairs_share_their_right_sides():
    pairs = (
        Pair(Text("1"), "a"),
        Pair(Text("2"), "a"),
        Pair(Text(""), "b & c"),
    )

    found = only(Item(kind=Kind.MATCHING, stem=STEM, pairs=pairs))

    assert found.shares == {"L1 R1": 50.0, "L2 R1": 50.0}
    assert found.options == {"L1": div("1"), "L2": div("2"), "R1": div("a"), "R2": div("b &amp; c")}


def test_files_have_safe_names_of_their_own():
    names = ["../../etc/passwd", "a b", "A-B", "7", "", "x" * 200]
    package = qti.package([Item(kind=Kind.ESSAY, stem=STEM, id=name) for name in names])

    assert list(qti_package.files(package)) == [
        "imsmanifest.xml",
        "items/etc-passwd.xml",
        "items/a-b.xml",
        "items/A-B-2.xml",
        "items/q-7.xml",
        "items/q-question.xml",
        f"items/{'x' * 80}.xml",
    ]
    assert complaints(package) == []


def test_the_same_questions_make_the_same_file():
    item = Item(kind=Kind.ESSAY, stem=STEM, id="why")

    assert qti.package([item]) == qti.package([item])
    assert only(item).stem == xhtml(STEM)
