"""Text → form → text: nothing that is not changed is touched, and nothing at all is lost."""

from dataclasses import replace

import pytest

from authoring.checking import check
from authoring.editing import beginnings
from authoring.editing.form import Sent, Unwritable, to_form, to_text
from authoring.editing.merging import merge
from authoring.editing.pieces import take_apart
from tests.conftest import ROOT
from tests.quizzes.bank.files import OUTLINE, TEXTS

SHIPPED = {
    path.stem: path.read_bytes().decode()
    for path in sorted((ROOT / "content" / "patterns").glob("*/questions/*.md"))
}
EVERY = [*SHIPPED.values(), *TEXTS.values()]
EVERY += [beginnings.text(kind, "a-b", "st.copy") for kind in beginnings.LISTS]
ODD = [
    "",
    "\n",
    "+++",
    "+++\n+++\n",
    "no front matter\n## Prompt\nx",
    "+++\nid = 'x' # why\n\n[numeric]\nvalue=1\n+++\nabove\n## Prompt\nx\n## Prompt\ny\n",
    '+++\nkind = "single"\ntags = [\n "a",\n]\n+++\n## Prompt\n```\n## Code\n',
    "+++\nkind = \"order\"\n[checked]\nhow = 'x'\n+++\n## Lines\n- [x] a {b}\nstray\n## What\nx\n",
    '+++\nkind = "line"\n[[claim]]\nfence = 1\n[numeric]\nvalue = 1\n[[claim]]\nfence = 2\n+++\n',
]


def sent_back(form, crlf=False):
    """What a browser sends of the form when nothing was changed in it."""

    def typed(text):
        return text.replace("\n", "\r\n") if crlf else text

    return Sent(
        front={name: typed(text) for name, text in (form.front or {}).items()},
        front_source=None if form.front else typed(form.front_source),
        rows={
            part.key: [{name: typed(text) for name, text in row.items()} for row in part.rows]
            for part in form.parts
            if part.shape
        },
        sources={part.key: typed(part.source) for part in form.parts if not part.shape},
    )


def with_rows(form, key, rows):
    sent = sent_back(form)
    return replace(sent, rows={**sent.rows, key: rows})


def rows_of(text, key):
    return next(part.rows for part in to_form(text).parts if part.key == key)


@pytest.mark.parametrize("text", [*EVERY, *ODD])
def test_text_taken_apart_and_put_together_is_the_same(text):
    assert take_apart(text).text == text


@pytest.mark.parametrize("crlf", [False, True])
@pytest.mark.parametrize("text", [*EVERY, *ODD])
def test_form_in_which_nothing_was_changed_gives_the_same_bytes(text, crlf):
    assert to_text(text, sent_back(to_form(text), crlf)) == text


@pytest.mark.parametrize("text", EVERY)
def test_form_holds_all_of_every_shipped_question(text):
    form = to_form(text)

    assert form.front is not None
    assert [part.name for part in form.parts if part.shape is None] == []
    assert all(part.rows for part in form.parts if text not in EVERY[-6:])


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_section_written_anew_says_the_same(slug):
    text = SHIPPED[slug]
    for part in to_form(text).parts:
        blank = to_text(text, with_rows(to_form(text), part.key, []))
        again = to_text(blank, with_rows(to_form(blank), part.key, part.rows))
        assert rows_of(again, part.key) == part.rows
        assert take_apart(again).names == take_apart(text).names


# Changing something


def with_front(form, **values):
    sent = sent_back(form)
    return replace(sent, front={**sent.front, **values})


def changed_lines(before, after):
    old, new = before.split("\n"), after.split("\n")
    return [line for line in new if line not in old], [line for line in old if line not in new]


@pytest.mark.parametrize(
    ("kind", "name", "value", "line"),
    [
        ("single", "difficulty", "hard", 'difficulty = "hard"'),
        ("single", "seconds", "75", "seconds = 75"),
        ("single", "seconds", "soon", 'seconds = "soon"'),
        ("single", "tags", "a, b c", 'tags = ["a", "b", "c"]'),
        ("single", "family", "twins", 'family = "twins"'),
        ("numeric", "numeric.value", "2.5", "value = 2.5"),
        ("numeric", "numeric.unit", 'a "b"', 'unit = "a \\"b\\""'),
        ("order", "order.any_order", "a, b\nc, d", 'any_order = [["a", "b"], ["c", "d"]]'),
        ("blanks", "blanks.case", "yes", "case = true"),
        (
            "single",
            "checked.how",
            "by hand",
            'checked = { date = 2026-11-27, how = "by hand" }',
        ),
    ],
)
def test_one_field_changes_one_line(kind, name, value, line):
    text = to_text(TEXTS[kind], with_front(to_form(TEXTS[kind]), **{name: value}))

    added, removed = changed_lines(TEXTS[kind], text)
    assert added == [line]
    assert len(removed) <= 1
    assert to_form(text).front[name] in {value, value.replace(" c", ", c")}


def test_field_that_is_emptied_leaves_no_line():
    text = to_text(
        TEXTS["single"],
        with_front(to_form(TEXTS["single"]), **{"checked.date": "", "checked.how": ""}),
    )

    assert "checked" not in text


def test_table_that_the_kind_needs_is_made_above_the_claims():
    text = TEXTS["single"].replace('kind = "single"', 'kind = "blanks"')

    again = to_text(text, with_front(to_form(text), **{"blanks.judge": "dockercheck"}))

    assert '\n[blanks]\njudge = "dockercheck"\n\n[[claim]]\n' in again
    assert to_form(again).front["blanks.judge"] == "dockercheck"


def test_claims_are_written_as_source():
    form = to_form(TEXTS["line"])
    text = to_text(TEXTS["line"], with_front(form, claims='[[claim]]\ntools = ["gcc"]'))

    assert changed_lines(TEXTS["line"], text) == (['tools = ["gcc"]'], ['tools = ["go"]'])


def test_entry_without_a_name_gets_one_from_its_words():
    rows = [
        *rows_of(TEXTS["single"], "options"),
        {"text": "The Source Code & more", "tag": "My Tag"},
    ]

    text = to_text(TEXTS["single"], with_rows(to_form(TEXTS["single"]), "options", rows))

    assert "- [ ] The Source Code & more {the-source-code my-tag}\n" in text


def test_half_written_row_is_kept():
    rows = [*rows_of(TEXTS["single"], "options"), {"feedback": "Why it is wrong."}]

    text = to_text(TEXTS["single"], with_rows(to_form(TEXTS["single"]), "options", rows))

    assert rows_of(text, "options")[-1]["feedback"] == "Why it is wrong."


@pytest.mark.parametrize(
    ("key", "row"),
    [
        (
            "options",
            {"text": "With\n```dockerfile\nFROM a\n\nRUN b\n```", "feedback": "Two\n\nparts"},
        ),
        ("hints", {"text": "First\n\n- a\n- b"}),
        ("common-mistakes", {"tag": "copy-takes-all", "text": "One\ntwo — three"}),
        ("references", {"title": "T: x", "url": "https://a.example/?b=(c", "says": "more — of it"}),
    ],
)
def test_text_over_several_lines_is_read_as_it_was_written(key, row):
    text = TEXTS["single"]

    again = to_text(text, with_rows(to_form(text), key, [*rows_of(text, key), row]))

    assert {name: rows_of(again, key)[-1][name] for name in row} == row


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("prompt", {"text": "a\n## Hints\nb"}),
        ("prompt", {"text": "a\n```dockerfile\nFROM b"}),
        ("options", {"text": "a\n> not feedback", "id": "b"}),
        ("hints", {"text": "a\n      only\n      deeper"}),
        ("quick-check", {"q": "a\nA: b", "a": "c"}),
        ("references", {"title": "a ] b", "url": "https://a.example", "says": "x"}),
    ],
)
def test_what_would_be_read_otherwise_is_refused(key, row):
    with pytest.raises(Unwritable):
        to_text(TEXTS["single"], with_rows(to_form(TEXTS["single"]), key, [row]))


def test_other_kind_keeps_what_it_has_no_place_for():
    text = TEXTS["single"].replace('kind = "single"', 'kind = "order"')

    form = to_form(text)

    kept = [part for part in form.parts if part.name == "Options"]
    assert [(part.shape, "app-only" in part.source) for part in kept] == [(None, True)]
    assert to_text(text, sent_back(form)) == text


def test_section_that_is_missing_is_made_in_its_place():
    text = TEXTS["single"]
    without = text[: text.index("## Hints")] + text[text.index("## Solution") :]

    again = to_text(without, with_rows(to_form(without), "hints", rows_of(text, "hints")))

    assert again == text


# Two people


@pytest.mark.parametrize(
    ("mine", "theirs", "merged", "clashes"),
    [
        ("a\nb\nc", "a\nb\nc", "a\nb\nc", 0),
        ("A\nb\nc", "a\nb\nC", "A\nb\nC", 0),
        ("a\nx\nb\nc", "a\nb\nc\ny", "a\nx\nb\nc\ny", 0),
        ("a\nc", "a\nb\nC", "a\n<<<<<<< yours\nc\n=======\nb\nC\n>>>>>>> theirs", 1),
        ("a\nx\nc", "a\nx\nc", "a\nx\nc", 0),
        ("", "a\nb\nc", "", 0),
    ],
)
def test_changes_of_two_are_put_together(mine, theirs, merged, clashes):
    found = merge("a\nb\nc", mine, theirs)

    assert (found.text, found.clashes) == (merged, clashes)


@pytest.mark.parametrize("kind", beginnings.LISTS)
def test_new_question_lacks_only_what_must_be_written(kind):
    path = "patterns/stages/questions/a-b.md"

    faults = check(path, beginnings.text(kind, "a-b", "ms.cache"), OUTLINE).faults

    missing = {fault.message for fault in faults if "feedback" not in fault.message}
    assert missing == {f"## {name} is missing or empty" for name in ("Prompt", "References")}


@pytest.mark.parametrize("kind", beginnings.LISTS)
def test_what_a_new_question_begins_with_is_named_in_each_section(kind):
    text = beginnings.text(kind, "a-b", "ms.cache")

    faults = list(beginnings.unwritten("a-b.md", text))

    lines = text.split("\n")
    first = "Options" if "## Options" in text else "Lines" if "## Lines" in text else "Answers"
    sections = (first, "Hints", "Solution", "Quick check", "Common mistakes")
    headings = [
        max(n for n, line in enumerate(lines[: f.line]) if line[:3] == "## ") for f in faults
    ]
    assert [lines[n] for n in headings] == [f"## {name}" for name in sections]


def test_line_that_is_still_as_it_began_is_found_wherever_it_stands():
    text = beginnings.text("single", "a-b", "ms.cache")
    moved = text.replace("1. Look at …\n2. The rule", "1. Look there.\n2. Look at …\n3. The rule")

    found = {fault.line: fault for fault in beginnings.unwritten("a-b.md", moved)}

    number = moved.split("\n").index("2. Look at …") + 1
    assert found[number].message == "3 lines are still as a new question begins"
    assert found[number].expected == "a hint: where to look"


@pytest.mark.parametrize("text", EVERY[: -len(beginnings.LISTS)])
def test_nothing_that_somebody_wrote_is_taken_for_a_beginning(text):
    assert list(beginnings.unwritten("a-b.md", text)) == []
