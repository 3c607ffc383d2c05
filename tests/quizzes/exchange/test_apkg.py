"""Anki: a collection of schema 11 whose notes keep their ids, and whose HTML does nothing."""

import json
import sqlite3
import zipfile
from contextlib import closing
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import apkg
from quizzes.exchange.items import Format, Item, Kind, Number, Option, Pair, Text, Truth
from tests.quizzes.exchange.drawn import items, unhurried

AT = 1_795_000_000
STEM = Text("Which <b>stage</b>?", Format.HTML)
CHOICE = Item(
    kind=Kind.SINGLE,
    stem=STEM,
    id="which-stage",
    category="Multi-stage builds",
    options=(
        Option(Text("The last"), 100.0, Text("Yes.")),
        Option(Text("The first"), 0.0, Text("No.")),
    ),
    feedback=Text("So it is."),
    tags=("copy from", "cache"),
)


def rows(data, query):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == ["collection.anki2", "media"]
        assert archive.read("media") == b"{}"
        base = sqlite3.connect(":memory:")
        base.deserialize(archive.read("collection.anki2"))
    with closing(base):
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return base.execute(query).fetchall()


def fields(item):
    ((text,),) = rows(apkg.package([item], "Deck", AT), "SELECT flds FROM notes")
    return text.split("\x1f")


def test_a_card_has_a_question_an_answer_and_an_explanation():
    assert fields(CHOICE) == [
        "<div>Which <strong>stage</strong>?</div>"
        "<ul><li><div>The last</div></li><li><div>The first</div></li></ul>",
        "<ul><li><div>The last</div></li></ul>",
        "<ul><li><div>The last</div> <div>Yes.</div></li>"
        "<li><div>The first</div> <div>No.</div></li></ul><div>So it is.</div>",
    ]


ANSWERS = {
    "470 ± 0.5": {"kind": Kind.NUMERIC, "numbers": (Number(Decimal(470), Decimal("0.5")),)},
    "any number": {"kind": Kind.NUMERIC, "numbers": (Number(None),)},
    "False": {"kind": Kind.TRUE_FALSE, "truth": Truth(is_true=False)},
    "<div>A</div> <div>x &lt; y</div>": {
        "kind": Kind.MATCHING,
        "pairs": (Pair(Text("A"), "x < y"), Pair(Text(""), "z")),
    },
    "<div>build</div>": {"kind": Kind.SHORT, "options": (Option(Text("build"), 100.0),)},
}


@pytest.mark.parametrize(("answer", "values"), ANSWERS.items())
def test_every_kind_has_its_answer(answer, values):
    assert fields(Item(stem=STEM, **values))[1] == f"<ul><li>{answer}</li></ul>"


def test_what_has_no_key_leads_to_its_explanation():
    assert fields(Item(kind=Kind.ESSAY, stem=STEM))[1] == "<p>See the explanation.</p>"


def test_a_note_keeps_its_ids_whatever_is_changed_and_is_newer():
    other = Item(kind=Kind.ESSAY, stem=Text("Changed"), id="which-stage")
    query = "SELECT id, guid FROM notes"

    first, later = apkg.package([CHOICE], "Deck", AT), apkg.package([other], "Deck", AT + 5)

    assert rows(first, query) == rows(later, query)
    assert rows(first, "SELECT mod FROM notes") == [(AT,)]
    assert rows(later, "SELECT mod FROM notes") == [(AT + 5,)]


def test_the_same_questions_at_the_same_time_make_the_same_file():
    assert apkg.package([CHOICE], "Deck", AT) == apkg.package([CHOICE], "Deck", AT)


def test_cards_lie_in_the_deck_of_their_category_and_keep_their_tags():
    data = apkg.package([CHOICE], "Deck", AT)
    ((decks,),) = rows(data, "SELECT decks FROM col")
    ((deck, tags),) = rows(data, "SELECT did, tags FROM cards JOIN notes ON nid = notes.id")

    assert json.loads(decks)[str(deck)]["name"] == "Deck::Multi-stage builds"
    assert tags == " copy-from cache "


HOSTILE = [
    "[sound:x.mp3]",
    "[latex]\\input{/etc/passwd}[/latex]",
    "[$]x[/$]",
    "{{c1::x}}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:x'>y</a>",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_of_a_text_is_played_set_or_run(said):
    text = Text(said, Format.HTML)
    item = Item(kind=Kind.SINGLE, stem=text, options=(Option(text, 100.0, text),), feedback=text)

    whole = "".join(fields(item))

    for sign in ("[", "{{", "<script", "<img", "javascript"):
        assert sign not in whole


@unhurried
@given(st.lists(items, max_size=3))
def test_any_questions_make_a_sound_collection(given_items):
    data = apkg.package(given_items, "Deck", AT)

    names = {item.id or item.title for item in given_items}
    assert rows(data, "SELECT count(*) FROM notes") == [(len(names),)]
    assert rows(data, "SELECT count(DISTINCT nid) FROM cards") == [(len(names),)]
