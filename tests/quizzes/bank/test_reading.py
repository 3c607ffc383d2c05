"""The linter of questions: a good file of each kind passes, and each fault is told by its line."""

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.content.faults import ContentError
from quizzes.bank.part import Questions
from quizzes.bank.reading import read_question
from quizzes.kinds import KINDS
from tests.quizzes.bank.files import (
    OUTLINE,
    TEXTS,
    line_of,
    path,
    question_files,
    spoilt_text,
)

FAULTS = tomllib.loads(Path(__file__).with_name("faults.toml").read_text())["fault"]


def read(kind, text=None):
    return read_question(path(f"a-{kind}"), (text or TEXTS[kind]).encode(), OUTLINE)


def faults(kind, text):
    with pytest.raises(ContentError) as caught:
        read(kind, text)
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize("kind", KINDS)
def test_good_file_is_read(kind):
    text = read(kind)

    assert (text.meta.id, text.meta.kind, text.pattern) == (f"a-{kind}", kind, "stages")
    assert len(text.body["hints"]) == 3
    assert len(text.body["solution"]) == 2
    assert list(text.body["mistakes"]) == ["stages-are-merged", "copy-takes-all"]
    assert text.guessing == KINDS[kind].guessing(text.body["spec"])


def test_question_as_it_is_stored():
    body = read("single").body

    assert body["hints"][0] == "<p>Look at the last stage.</p>"
    assert body["check"] == {
        "question": "<p>Does <code>build</code> reach the image?</p>",
        "answer": "<p>No, unless something is copied.</p>",
    }
    assert body["spec"]["options"][1] == {
        "id": "source",
        "html": "The program and its source",
        "right": False,
        "feedback": "<p>The source stays in the stage <code>build</code>.</p>",
        "misconception": "stages-are-merged",
    }
    assert body["references"][0].endswith("</a> — stages.")


def test_gaps_are_judged_by_the_claims_on_their_own_code():
    above = "## Prompt\n```dockerfile\nFROM scratch\nCOPY app /\n```\n\n"
    text = spoilt_text("blanks", "## Prompt\n", above)
    text = text.replace("[[claim]]\n", "[[claim]]\nfence = 2\n")
    text = text.replace("[[claim]]\n", '[[claim]]\nfence = 1\nbuilt = ["0"]\n\n[[claim]]\n', 1)

    claims = read("blanks", text).body["spec"]["claims"]

    assert [(claim["fence"], claim["built"]) for claim in claims] == [(2, ["build", "1"])]


def test_claims_on_another_file_do_not_judge_the_gaps():
    above = "## Prompt\n```dockerfile\nFROM scratch AS build\nFROM build\n```\n\n"
    text = spoilt_text("blanks", "## Prompt\n", above)

    assert faults("blanks", text) == [(1, "the checker is to judge, and nothing is claimed")]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["name"] for fault in FAULTS])
def test_fault_is_told_by_its_line(fault):
    text = spoilt_text(fault["kind"], fault["old"], fault["new"])

    told = sorted((line_of(text, start), message) for start, message in fault["told"])
    assert faults(fault["kind"], text) == told


def test_there_are_many_faults_to_be_told():
    assert len(FAULTS) >= 30
    assert {fault["kind"] for fault in FAULTS} == set(KINDS)


def test_every_fault_is_told_at_once():
    text = spoilt_text("single", "3. Nearly there.\n", "")
    text = text.replace("2. List what it copies.\n", "").replace('"ms.isolation"', '"ms.magic"')

    assert faults("single", text) == [
        (line_of(text, "objective ="), "ms.magic is no objective of stages"),
        (line_of(text, "## Hints"), "2 hints"),
        (line_of(text, "## Solution"), "1 steps"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [(1, "no front matter")]),
        (b"+++\nid = 1\n", [(1, "the front matter has no end")]),
        (b"+++\n\xff\n+++\n", [(2, "bytes that are not UTF-8")]),
        (b"+++\nid = \n+++\n", [(2, "Invalid value")]),
    ],
)
def test_file_that_cannot_be_read(data, expected):
    with pytest.raises(ContentError) as caught:
        read_question(path("a-single"), data, OUTLINE)

    assert [(fault.line, fault.message) for fault in caught.value.faults] == expected


LINES = sorted({line for text in TEXTS.values() for line in text.split("\n")})


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from(sorted(TEXTS)),
    st.integers(0, 200),
    st.one_of(st.sampled_from(LINES), st.text(max_size=20)),
)
def test_no_edit_raises_anything_else(kind, number, line):
    lines = TEXTS[kind].split("\n")
    lines[number % len(lines)] = line

    with suppress(ContentError):
        assert read(kind, "\n".join(lines)).body["spec"] != {}


# Several files


def test_all_files_are_read():
    files = question_files() | {"objectives.toml": b"", "patterns/stages/why.md": b"no question"}

    read_files = Questions().read(files, OUTLINE)

    assert [text.meta.id for text, _ in read_files] == [f"a-{kind}" for kind in TEXTS]
    assert [data for _, data in read_files] == list(question_files().values())


def several(files):
    with pytest.raises(ContentError) as caught:
        Questions().read(files, OUTLINE)
    return [(fault.path, fault.line, fault.message) for fault in caught.value.faults]


def test_two_files_that_ask_the_same():
    copy = TEXTS["single"].replace("a-single", "b-single").replace("What is in", "what *is*  in")
    files = question_files("single") | {path("b-single"): copy.encode()}

    assert several(files) == [(path("b-single"), 1, f"asks the same as {path('a-single')}")]


def test_two_questions_of_one_name():
    outline = {"stages": ("ms.isolation",), "caches": ("ms.isolation",)}
    other = TEXTS["single"].replace("What is in", "What else is in").encode()
    files = question_files("single") | {path("a-single", "caches"): other}

    with pytest.raises(ContentError) as caught:
        Questions().read(files, type(OUTLINE)(OUTLINE.objectives, outline))

    assert [(fault.path, fault.line, fault.message) for fault in caught.value.faults] == [
        (path("a-single", "caches"), 2, f"a-single is also in {path('a-single')}")
    ]


def test_faults_of_all_files_are_told():
    files = question_files("single", "line")
    spoilt = {name: data.replace(b"3. Nearly there.\n", b"") for name, data in files.items()}

    assert [(name, message) for name, _, message in several(spoilt)] == [
        (path("a-line"), "2 hints"),
        (path("a-single"), "2 hints"),
    ]


@pytest.mark.parametrize(
    ("name", "is_owned"),
    [
        ("patterns/stages/questions/a-b.md", True),
        ("patterns/stages/questions/a.txt", False),
        ("patterns/stages/questions/A.md", False),
        ("patterns/stages/questions/a/b.md", False),
        ("patterns/stages/questions/../a.md", False),
        ("patterns/../questions/a.md", False),
        ("patterns/stages/a.md", False),
        ("/patterns/stages/questions/a.md", False),
        ("patterns/stages/questions/a.md\n", False),
    ],
)
def test_which_files_are_questions(name, is_owned):
    assert Questions().owns(name) is is_owned
