"""The linter of questions: a good file of each kind passes, and each fault is told by its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.content.faults import ContentError
from quizzes.bank.part import Questions
from quizzes.bank.reading import read_question
from quizzes.kinds import KINDS
from tests.quizzes.bank.files import (
    OUTLINE,
    TAIL,
    TEXTS,
    line_of,
    path,
    question_files,
    spoilt_text,
)

LONG = "The program that the compiler wrote, for it is what the last stage copies, and no more"
START = "+++"  # the file's first line, for what has no place of its own
NO_CODE = "not one fence and nothing else"
STOPS = "BuildKit would stop here: "


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


# kind, what is replaced, by what, and the faults: how their lines start, and what is said.
FAULTS = {
    # the key
    "no key": ("single", "[x]", "[ ]", [
        ("## Options", "0 options are marked as right"),
        ("- [ ] The program {app-only}", "app-only names no misconception"),
    ]),
    "two keys": ("single", "- [ ] The program and its source {source stages-are-merged}",
                 "- [x] The program and its source {source}",
                 [("## Options", "2 options are marked as right")]),
    "one key of several": ("multiple", "- [x] `ADD app.tar.gz /` {add}",
                           "- [ ] `ADD app.tar.gz /` {add copy-takes-all}",
                           [("## Options", "1 options are marked as right")]),
    "all are keys": ("multiple", "- [ ] `EXPOSE 80` {port stages-are-merged}\n  > It writes down a port.\n- [ ] `STOPSIGNAL SIGINT` {stop copy-takes-all}",
                     "- [x] `EXPOSE 80` {port}\n  > It writes down a port.\n- [x] `STOPSIGNAL SIGINT` {stop}",
                     [("## Options", "no option is wrong"),
                      ("- **stages-are-merged**", "stages-are-merged is shown by no entry"),
                      ("- **copy-takes-all**", "copy-takes-all is shown by no entry")]),
    "key much longer": ("single", "The program {app-only}", LONG + " {app-only}",
                        [("- [x]", "the key is much longer")]),
    "key that names a misconception": ("single", "{app-only}", "{app-only stages-are-merged}",
                                       [("- [x]", "app-only is right and names a misconception")]),
    # entries
    "no feedback": ("single", "  > The copy names one file.\n", "",
                    [("- [ ] Everything", "whole has no feedback")]),
    "no tag": ("single", "{source stages-are-merged}", "{source}",
               [("- [ ] The program and its", "source names no misconception")]),
    "no name": ("single", " {app-only}", "", [
        ("## Options", "0 options are marked as right"),
        ("- [x] The program", "an entry without a name")]),
    "one id twice": ("single", "{tools ", "{source ",
                     [("- [ ] The program and the Go", "source occurs twice")]),
    "two equal options": ("single", "The program and the Go tools", "the *program*  and its source",
                          [("- [ ] the *program*", "two options are the same")]),
    "two options": ("single", TEXTS["single"][TEXTS["single"].index("- [ ] The program and its"):TEXTS["single"].index("- [ ] Everything")],
                    "", [
        ("## Options", "2 options"),
        ("- **stages-are-merged**", "stages-are-merged is shown by no entry")]),
    "all of the above": ("single", "Everything below `/` of `build`", "All of the above",
                         [("- [ ] All of", "an option speaks of the others")]),
    "option with a letter": ("single", "The program {app-only}", "A) The program {app-only}",
                             [("- [x]", "an option is named by a letter")]),
    "option named by place in feedback": ("single", "The copy names one file.", "Option 1 is right.",
                                          [("  > Option 1", "'Option 1' names an option by its place")]),
    "option named by letter in the solution": ("single", "List what it copies.", "So answer B.",
                                               [("2. So answer B", "'answer B' names an option by its place")]),
    "option named by its order": ("single", "Nearly there.", "It is not the last option.",
                                  [("3. It is not", "'last option' names an option by its place")]),
    "text between entries": ("multiple", "- [ ] `EXPOSE", "These are wrong.\n- [ ] `EXPOSE",
                             [("These are", "not an item of ## Options: These are wrong.")]),
    # misconceptions
    "tag not explained": ("single", "{whole copy-takes-all}", "{whole copies-all}", [
        ("- [ ] Everything", "copies-all is not explained"),
        ("- **copy-takes-all**", "copy-takes-all is shown by no entry")]),
    "tag explained twice": ("single", "- **copy-takes-all**", "- **copy-takes-all** — It does not.\n- **copy-takes-all**",
                            [("- **copy-takes-all** — A", "copy-takes-all is explained twice")]),
    "explained tag unused": ("single", "- **copy-takes-all**", "- **copy-is-free** — It is not.\n- **copy-takes-all**",
                             [("- **copy-is-free**", "copy-is-free is shown by no entry")]),
    "mistake without a tag": ("single", "- **copy-takes-all** — A", "- copy-takes-all: a", [
        ("- [ ] Everything", "copy-takes-all is not explained"),
        ("- copy-takes-all", "not a common mistake")]),
    # sections
    "section missing": ("single", "## Quick check\nQ: Does `build` reach the image?\nA: No, unless something is copied.\n", "", [
        (START, "## Quick check is missing or empty"), (START, "not a quick check")]),
    "section empty": ("single", "- [Dockerfile reference: FROM](https://docs.docker.com/reference/dockerfile/#from) — stages.\n", "",
                      [("## References", "## References is missing or empty")]),
    "section twice": ("single", "## Solution", "## Hints\n1. More.\n\n## Solution",
                      [("## Hints", "## Hints occurs twice")]),
    "unknown section": ("single", "## Solution", "## Story\nOnce.\n\n## Solution",
                        [("## Story", "no section is called Story")]),
    "section of another kind": ("single", "## Options", "## Code\n```sh\nmake\n```\n\n## Options",
                                [("## Code", "no section is called Code")]),
    "sections out of order": ("single", TAIL[TAIL.index("## Hints"):TAIL.index("## Quick")],
                              TAIL[TAIL.index("## Solution"):TAIL.index("## Quick")] + TAIL[TAIL.index("## Hints"):TAIL.index("## Solution")],
                              [(START, "the sections are not in order")]),
    "text above the prompt": ("single", "## Prompt", "Hello.\n\n## Prompt",
                              [("Hello.", "text above the first section")]),
    "two hints": ("single", "3. Nearly there.\n", "", [("## Hints", "2 hints")]),
    "four hints": ("single", "3. Nearly there.\n", "3. Nearly.\n4. There.\n", [("## Hints", "4 hints")]),
    "one solution step": ("single", "2. List what it copies.\n", "", [("## Solution", "1 steps")]),
    "quick check without answer": ("single", "A: No,", "No,", [("## Quick check", "not a quick check")]),
    "reference without a statement": ("single", " — stages.", "",
                                      [("- [Dockerfile", "not a reference")]),
    "reference without a link": ("single", "- [Dockerfile reference: FROM](https://docs.docker.com/reference/dockerfile/#from)", "- The reference",
                                 [("- The reference", "not a reference")]),
    # front matter
    "unknown objective": ("single", '"ms.isolation"', '"ms.magic"',
                          [("objective =", "ms.magic is no objective of stages")]),
    "id not the file's name": ("single", 'id = "a-single"', 'id = "b-single"',
                               [("id =", "the id is b-single")]),
    "reviewed without checked": ("single", 'checked = { date = 2026-11-27, how = "read by dockercheck" }\n', "",
                                 [("status =", "reviewed, and nobody says how it was checked")]),
    "unknown key": ("single", "seconds = 60\n", "seconds = 60\npoints = 3\n",
                    [("points =", "points is not a key that is known")]),
    "key missing": ("single", "seconds = 60\n", "", [(("id ="), "seconds is missing")]),
    "too little time": ("single", "seconds = 60\n", "seconds = 5\n", [("seconds =", "seconds is not valid")]),
    "unknown difficulty": ("single", '"easy"', '"tricky"', [("difficulty =", "difficulty is not valid")]),
    "order in a single question": ("single", "\n[[claim]]", "\n[order]\nany_order = []\n\n[[claim]]",
                                   [("[order]", "[order] in a question of kind single")]),
    # Dockerfiles and claims
    "unreadable Dockerfile": ("single", "RUN go build", "RAN go build", [
        ("RAN", STOPS + "unknown instruction: RAN (did you mean RUN?)"),
        ("[[claim]]", "the checker says: errors are ['unknown instruction: RAN (did you mean RUN?)'], not []"),
        ("[[claim]]", "the checker says: /app is not among the files of the image"),
    ]),
    "broken has another error": ("multiple", "## Options", '```dockerfile broken="no such stage"\nFORM scratch\n```\n\n## Options',
                                 [("```dockerfile", "the broken Dockerfile has another error: dockerfile contains no stages to build; unknown instruction: FORM (did you mean FROM?)")]),
    "broken has no error": ("multiple", "## Options", '```dockerfile broken="no such stage"\nFROM scratch\n```\n\n## Options',
                            [("```dockerfile", "the broken Dockerfile has another error: no error")]),
    "claim unmet": ("single", 'files = ["/app"]', 'files = ["/bin/app"]',
                    [("[[claim]]", "the checker says: /bin/app is not among the files of the image")]),
    "two claims unmet": ("single", 'built = ["build", "1"]', 'built = ["1"]\nuser = "1000"', [
        ("[[claim]]", "the checker says: built stages: ('build', '1'), not ('1',)"),
        ("[[claim]]", "the checker says: user: '', not '1000'")]),
    "claim on no fence": ("single", "[[claim]]\n", "[[claim]]\nfence = 2\n",
                          [("[[claim]]", "there is no Dockerfile 2 to claim something of")]),
    "claim of something unknown": ("single", 'errors = []', 'weight = 3',
                                   [("weight =", "claim.0.weight is not a key that is known")]),
    # kinds
    "gap without a wrong entry": ("blanks", "- [ ] 1: `1` {number stages-are-merged}\n  > That is the last stage itself.\n", "", [
        ("## Answers", "gap 1 has not both kinds of entries"),
        ("- **stages-are-merged**", "stages-are-merged is shown by no entry")]),
    "entry for no gap": ("blanks", "1: `1`", "3: `1`", [
        ("## Answers", "gap 1 has not both kinds of entries"),
        ("- [ ] 3:", "'3: `1`' names no gap")]),
    "wrong answer that is accepted": ("blanks", "1: `1`", "1: `0`",
                                      [("- [ ] 1:", "a wrong answer that is accepted")]),
    "gap not closed": ("blanks", "{{/app}}", "{{/app", [
        ("COPY --from", "a gap is not closed on its line"),
        ("- [ ] 2", "'2: `.`' names no gap"),
        ("- [x] 2", "'2: `/app`' names no gap")]),
    "two fences of code": ("line", "## Answers", "```dockerfile\nFROM a\n```\n\n## Answers", [
        ("## Code", NO_CODE),
        ("[[claim]]", "there is no Dockerfile 1 to claim something of"),
        ("- [x] 6", "'6' is no line to pick"),
        ("- [ ] 3", "'3' is no line to pick"),
        ("- [ ] 7", "'7' is no line to pick")]),
    "line that cannot be picked": ("line", "- [ ] 3 {", "- [ ] 5 {",
                                   [("- [ ] 5", "'5' is no line to pick")]),
    "line twice": ("line", "- [ ] 7 {", "- [ ] 3 {", [("- [ ] 3 {crossing", "3 occurs twice")]),
    "number within the tolerance": ("numeric", "- [ ] 320 {", "- [ ] 21 {",
                                    [("- [ ] 21", "a wrong number within the tolerance")]),
    "number is not the value": ("numeric", "value = 20", "value = 25",
                                [("## Answers", "the answer marked as right is not the value")]),
    "number table missing": ("numeric", '\n[numeric]\nvalue = 20\ntolerance = 1\nunit = "MB"\n', "",
                             [(START, "the number to find is missing")]),
    "any_order of lines apart": ("order", '[["manifests", "download"]]', '[["manifests", "code"]]',
                                 [(START, "any_order names manifests, code")]),
    "any_order of an unknown line": ("order", '[["manifests", "download"]]', '[["manifests", "fetch"]]',
                                     [(START, "any_order names manifests, fetch")]),
    "distractor above a line": ("order", "- [x] `COPY . .` {code}", "- [ ] `COPY . .` {code copy-takes-all}",
                                [("## Lines", "a line that belongs below one that does not")]),
    # Markdown
    "raw HTML in the prompt": ("single", "What is in", "What <b>is</b> in", [("What", "raw HTML: <b>"), ("What", "raw HTML: </b>")]),
    "raw HTML in an option": ("single", "The program {app-only}", "The <i>program</i> {app-only}", [("- [x]", "raw HTML: <i>"), ("- [x]", "raw HTML: </i>")]),
    "raw HTML in feedback": ("single", "The copy names one file.", "<script>alert(1)</script>", [("  > <script>", "raw HTML: <script>"), ("  > <script>", "raw HTML: </script>")]),
    "script as a link": ("single", "https://docs.docker.com/reference/dockerfile/#from", "javascript:alert(1)", [("- [Dockerfile", "not a link that may be followed: 'javascript:alert(1)'")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_told_by_its_line(name):
    kind, old, new, expected = FAULTS[name]
    text = spoilt_text(kind, old, new)

    assert faults(kind, text) == sorted((line_of(text, start), said) for start, said in expected)


def test_there_are_many_faults_to_be_told():
    assert len(FAULTS) >= 30
    assert {kind for kind, *_ in FAULTS.values()} == set(KINDS)


def test_every_fault_is_told_at_once():
    text = spoilt_text("single", "seconds = 60", "seconds = 60").replace("3. Nearly there.\n", "")
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

    try:
        read(kind, "\n".join(lines))
    except ContentError as error:
        assert error.faults != ()
        assert all(fault.path == path(f"a-{kind}") for fault in error.faults)


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
