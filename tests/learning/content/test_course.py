"""What a course must be like, and how its faults are told."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.content.course import read_course
from learning.content.faults import ContentError, Fault
from learning.content.files import decode, read_folder
from learning.content.texts import read_text
from learning.ways import Way
from tests.conftest import ROOT
from tests.learning.content.courses import (
    FIGURE,
    OVERVIEW,
    PATTERN,
    PROJECT,
    TEXTS,
    WHY,
    course_files,
    spoilt,
)
from tests.learning.rendering.live_script import live_script, page

FORM = "BuildKit would stop here: unknown instruction: FORM (did you mean FROM?)"
COPI = "BuildKit would stop here: unknown instruction: COPI (did you mean COPY?)"
UNKNOWN = "is not a key that is known"
LETTER = "names an option by letter"
OPENING = '[opening]\nprompt = "a"\nsolution = "b"\n' + "".join(
    f'[[opening.option]]\ntext = "{n}"\ncorrect = {str(n == 1).lower()}\nfeedback = "c"\n'
    for n in range(3)
)


def faults(files):
    with pytest.raises(ContentError) as caught:
        read_course(files)
    return [(fault.path, fault.line, fault.message) for fault in caught.value.faults]


def only(path, *expected):
    return [(path, line, message) for line, message in expected]


def test_course_is_read():
    course = read_course(course_files())

    pattern = course.patterns[0]
    assert (pattern.slug, pattern.title, pattern.order) == ("stages", "Stages", 1)
    assert pattern.objectives == ("Say what reaches the image.", "Say what is built again.")
    assert [text.way for text in pattern.texts] == [Way.OVERVIEW, Way.WHY, Way.PROJECT]
    assert [text.minutes for text in pattern.texts] == [8, 5, 45]
    assert pattern.texts[0].opening.prompt == "<p>What reaches the <em>image</em>?</p>"
    assert [o.is_correct for o in pattern.texts[0].opening.options] == [False, True, False]
    assert pattern.texts[2].rubric[4].fully == "All of <code>it</code>"


def test_fault_takes_its_author_to_the_place():
    assert str(Fault("patterns/a/why.md", 12, "raw HTML: <b>", "Markdown")) == (
        "content/patterns/a/why.md:12: raw HTML: <b> (expected Markdown)"
    )


def test_all_faults_are_told_at_once():
    files = spoilt(OVERVIEW, "minutes = 8", "minutes = 0") | {
        WHY: TEXTS[WHY].replace("## Sizes", "# Sizes").encode(),
        PATTERN: TEXTS[PATTERN].replace("order = 1", 'order = "1"').encode(),
    }

    assert faults(files) == [
        (OVERVIEW, 4, "minutes is not valid"),
        (PATTERN, 3, "order is not valid"),
        (WHY, 6, "a heading of level 1"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("+++\ntitle", "title", (1, "no front matter")),
        ('title = "Overview"\n', "", (2, "title is missing")),
        ('title = "Overview"', "title = 1.20", (2, "title is not valid")),
        ('title = "Overview"', 'title = ""', (2, "title is not valid")),
        ('title = "Overview"', f'title = "{"x" * 121}"', (2, "title is not valid")),
        ('title = "Overview"', 'title = "a\\u0000b"', (2, "title is not valid")),
        ('title = "Overview"', 'title = "a\\nb"', (2, "title is not valid")),
        ('title = "Overview"', 'titel = "a"\ntitle = "b"', (2, f"titel {UNKNOWN}")),
        ("minutes = 8", "minutes = 91", (4, "minutes is not valid")),
        ("minutes = 8", 'minutes = "8"', (4, "minutes is not valid")),
        ("minutes = 8", "minutes = true", (4, "minutes is not valid")),
        ("minutes = 8", "minutes = ", (4, "Invalid value")),
        ("minutes = 8", "minutes = 8\nminutes = 9", (5, "Cannot overwrite a value")),
        ('solution = """\n', 'solution = "<b>"\nx = """\n', (9, f"opening.x {UNKNOWN}")),
        ("What reaches the *image*", "What <b>reaches", (7, "raw HTML: <b>")),
        ('FROM scratch\n```\n"', 'FORM scratch\n```\n"', (12, FORM)),
        ("correct = true", "correct = false", (6, "0 options are correct")),
        ("correct = false", "correct = true", (6, "2 options are correct")),
        (
            'feedback = "Earlier stages stay behind."\n',
            "",
            (16, "opening.option.0.feedback is missing"),
        ),
        ("Nothing of the build", "What the last stage holds", (6, "two options are the same")),
        ("What the last stage holds", "All of the above", (22, "an option speaks of the others")),
        ("What the last stage holds", "None of these.", (22, "an option speaks of the others")),
        ("Everything that was built", "A) Everything", (17, "an option is named by a letter")),
        ("Earlier stages stay", "Unlike option B they stay", (19, f"'option B' {LETTER}")),
        (
            "What the last stage holds",
            "What the last stage holds when everything in it has been copied from earlier stages",
            (22, "an option is much longer than the others"),
        ),
        ('text = "Nothing of the build"', 'text = "- a"', (27, "more than a sentence")),
        ("the idea.\n", "the idea.\n\n{{ workbook }}\n", (51, "workbook in overview.md")),
        (
            "the idea.\n",
            "the idea. [x](/patterns/stages/lab/)\n",
            (49, "there is no page /patterns/stages/lab/"),
        ),
        ("/why/#sizes", "/why/#weights", (47, f"{WHY} has no heading #weights")),
        ("(#the-border)", "(#border)", (47, f"{OVERVIEW} has no heading #border")),
        ("/patterns/stages/why/", "/nowhere/", (47, "there is no page /nowhere/#sizes")),
        ('mark="3"', 'mark="4"', (37, "mark='4'")),
        ("FROM scratch\nCOPY", "FORM scratch\nCOPY", (39, FORM)),
        ("figures/border.svg", "figures/other.svg", (35, "no figure 'figures/other.svg'")),
    ],
)
def test_fault_in_an_overview_is_told_with_its_line(old, new, expected):
    found = faults(spoilt(OVERVIEW, old, new))

    assert expected in [(line, message) for path, line, message in found if path == OVERVIEW]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (
            "objectives.toml",
            'again."\n',
            'again."\n[[objective]]\nid = "ms.cache"\nsentence = "Again."\n',
            [(9, "ms.cache occurs twice")],
        ),
        ("objectives.toml", '"ms.cache"', '"cache"', [(6, "objective.1.id is not valid")]),
        ("objectives.toml", "[[objective]]", "[[objectives]]", [(1, f"objectives {UNKNOWN}")]),
        ("objectives.toml", '"Say what is built again."', '"', [(7, "Illegal character '\\n'")]),
        (PATTERN, '"ms.cache"', '"ms.other"', [(4, "the objective ms.other is unknown")]),
        (PATTERN, '"ms.cache"', '"ms.isolation"', [(4, "an objective occurs twice")]),
        (
            PATTERN,
            "https://docs.docker.com/",
            "javascript:alert(1)",
            [(8, "prerequisite.0.link is not valid")],
        ),
        (
            PATTERN,
            "/patterns/stages/overview/",
            "/patterns/other/",
            [(12, "there is no page /patterns/other/")],
        ),
        (WHY, "minutes = 5", f"minutes = 5\n{OPENING}", [(5, "an opening in why.md")]),
        (WHY, 'name="first"', 'name="sizes"', [(10, "the exercise's name 'sizes' is taken")]),
        (WHY, 'name="first"', 'name="opening"', [(10, "the page itself uses the name opening")]),
        (
            WHY,
            "golang:1.25 AS {{build}}\nFROM scratch",
            "scratch AS {{build}}\nFROM scratch\nFORM x",
            [(13, FORM)],
        ),
        (
            WHY,
            "FORM scratch",
            "FROM scratch",
            [(24, "the broken Dockerfile has another error: no error")],
        ),
        (WHY, "```dockerfile fragment\nCOPY", "```dockerfile fragment\nCOPI", [(29, COPI)]),
        (
            PROJECT,
            "[[rubric]]",
            "[[rubrics]]",
            [(6, f"rubrics {UNKNOWN}"), (12, "rubric is not valid")],
        ),
        (
            PROJECT,
            "{{ workbook }}",
            "{{ scale-out-clock }}",
            [(38, "scale-out-clock in project.md")],
        ),
        (
            FIGURE,
            "<title>The border</title>",
            "<script/>",
            [(1, "the drawing has no title"), (2, "the element script")],
        ),
    ],
)
def test_fault_is_told_with_its_file_and_line(path, old, new, expected):
    assert faults(spoilt(path, old, new)) == only(path, *expected)


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("patterns/stages/notes.md", b"x", [(1, "a file that no course has")]),
        ("patterns/stages/figures/a.png", b"x", [(1, "a file that no course has")]),
        ("patterns/Stages/why.md", b"x", [(1, "a file that no course has")]),
        ("patterns/stages/../why.md", b"x", [(1, "a file that no course has")]),
        ("../why.md", b"x", [(1, "a file that no course has")]),
        ("/etc/passwd", b"x", [(1, "a file that no course has")]),
        (".git/config", b"x", [(1, "a file that no course has")]),
        (WHY, b"x" * 256_001, [(1, "the file has 256001 bytes")]),
        (WHY, b"\xef\xbb\xbf+++\n+++\n", [(1, "a byte order mark")]),
        (WHY, b"+++\n\xff", [(2, "bytes that are not UTF-8")]),
        (WHY, b"+++\n\x00", [(2, "a NUL character")]),
        (WHY, b"+++\r\n", [(1, "a carriage return")]),
        (WHY, "+++\n\n\u202e".encode(), [(3, "the unseen character U+202E")]),
        (WHY, b"+++\n\x02", [(2, "the unseen character U+0002")]),
        (WHY, b"", [(1, "no front matter")]),
        (WHY, b"+++\na = 1", [(1, "the front matter has no end")]),
        (WHY, b"+++\na = " + b"[" * 5000 + b"\n+++\n", [(2, "nested too deep")]),
        (WHY, b"+++\na = " + b"9" * 5000 + b"\n+++\n", None),
    ],
)
def test_file_that_cannot_be_read_is_a_fault(path, data, expected):
    found = faults(course_files() | {path: data})

    here = [(line, message) for where, line, message in found if where == path]
    assert here == expected if expected else len(here) == 1


@pytest.mark.parametrize("path", ["objectives.toml", PATTERN])
def test_missing_file_is_a_fault(path):
    files = course_files()
    del files[path]

    assert (path, 1, "the file is missing") in faults(files)


def test_overview_may_be_missing_if_nothing_leads_there():
    files = spoilt(PATTERN, 'link = "/patterns/stages/overview/"\n', "")
    del files[OVERVIEW]

    assert [text.way for text in read_course(files).patterns[0].texts] == [Way.WHY, Way.PROJECT]


def test_project_needs_a_rubric():
    text = TEXTS[PROJECT]
    without = text[: text.index("\n[[rubric]]")] + text[text.index("\n+++") :]

    assert faults(course_files() | {PROJECT: without.encode()}) == only(
        PROJECT, (2, "a project without a rubric")
    )


def test_two_patterns_cannot_have_the_same_place():
    files = course_files()
    files["patterns/zones/pattern.toml"] = files[PATTERN]

    assert faults(files) == only(
        "patterns/zones/pattern.toml", (1, "the order 1 is that of stages")
    )


def test_folder_is_read_without_links(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.md").write_bytes(b"x")
    assert read_folder(tmp_path) == {"a/b.md": b"x"}

    (tmp_path / "c.md").symlink_to("/etc/hostname")
    with pytest.raises(ContentError) as caught:
        read_folder(tmp_path)
    assert caught.value.faults == (Fault("c.md", 1, "a symbolic link", "a file"),)


def test_missing_folder_is_a_fault(tmp_path):
    with pytest.raises(ContentError):
        read_folder(tmp_path / "none")


def test_shipped_course_has_no_faults():
    course = read_course(read_folder(ROOT / "content"))

    assert [pattern.slug for pattern in course.patterns] != []
    for pattern in course.patterns:
        for text in pattern.texts:
            assert re.findall("slot-|wzxhzdk|klzzwxh|```", page(text.lesson)) == []
            assert live_script(page(text.lesson)) == []


def is_dead_or_told(path, data):
    """Is the file read into something dead, or are its faults told with their lines?"""
    files = course_files() | {path: data}
    try:
        if path.endswith(".md"):
            text = read_text(path, data, {"figures/border.svg": files[FIGURE]})
            return live_script(page(text.lesson)) == []
        return read_course({name: files[name] for name in ("objectives.toml", PATTERN, path)})
    except ContentError as error:
        return error.faults != () and all(f.line >= 1 and f.message for f in error.faults)


SPANS = st.sampled_from(
    [
        "",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '"',
        "'",
        '"""',
        "\n",
        "+++\n",
        "=",
        "[",
        "]",
        "[[",
        "[[opening.option]]\n",
        "{{",
        "}}",
        "```",
        "```notes\n",
        "\\u0000",
        "\\",
        "\x00",
        "\r\n",
        "\ufeff",
        "[^x]",
        "0",
        "true",
        "1979-05-27",
        "#",
        "## x\n",
        "!!! note\n",
        "<b>",
        "/",
        "é",
    ]
)


@settings(max_examples=1000, deadline=None)
@given(
    path=st.sampled_from(sorted(TEXTS)),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), SPANS), min_size=1, max_size=3),
)
def test_spoilt_file_is_read_or_told(path, cuts):
    text = TEXTS[path]
    for where, length, span in cuts:
        at = int(where * len(text))
        text = text[:at] + span + text[at + length :]

    assert is_dead_or_told(path, text.encode())


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(sorted(TEXTS)), data=st.binary(max_size=300))
def test_any_bytes_are_read_or_told(path, data):
    assert is_dead_or_told(path, data)


@settings(max_examples=300, deadline=None)
@given(meta=st.text(max_size=200), body=st.text(max_size=200))
def test_any_text_is_read_or_told(meta, body):
    text = f"+++\n{meta}\n+++\n{body}"

    assert is_dead_or_told(WHY, text.encode(errors="replace"))


@given(st.binary(max_size=200))
def test_bytes_are_decoded_or_told(data):
    try:
        text = decode("x", data)
    except ContentError:
        return

    assert text.encode() == data
