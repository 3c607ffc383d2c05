"""Gaps in code: judged by their text, or by what the checker says of the completed file."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.claims import Claim
from quizzes.kinds import NotWellFormed, blanks
from quizzes.kinds.blanks import NOT_THIS
from tests.quizzes.kinds.making import CODE, SOURCES, SPECS, entry, sent, source, unhurried

SPEC = SPECS["blanks"]
JUDGED_CODE = """\
FROM golang:1.25 AS {{build}}
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o {{/app}} .
FROM scratch
COPY --from={{build}} {{/app}} /app
ENTRYPOINT ["/app"]
"""
CLAIM = Claim.model_validate(
    {"errors": [], "built": ["build", "1"], "files": ["/app"], "context": ["main.go", "go.mod"]}
)
ANY_NAME = Claim.model_validate({"errors": [], "files": ["/app"], "context": ["main.go", "go.mod"]})


def judged(claim=ANY_NAME):
    entries = [
        made
        for gap in (1, 2, 3, 4)
        for made in (
            entry(f"right-{gap}", f"{gap}: `right`", right=True),
            entry(f"wrong-{gap}", f"{gap}: `wrong`"),
        )
    ]
    table = {"judge": "dockercheck"}
    claims = (claim.model_dump(mode="json"),)
    return blanks.read(source(*entries, code=JUDGED_CODE, table=table, claims=claims))


def grade(*given_, case=False):
    return blanks.grade({**SPEC, "case": case}, list(given_))


@pytest.mark.parametrize(
    ("given_", "accepted"),
    [
        ("${APP}", "$APP"),
        ("$APP", "${APP}"),
        ("  a   b ", "a b"),
        ("a\tb", "a b"),
        ("Build", "build"),
        ("“a”", '"a"'),
    ],
)
def test_ways_of_writing_one_answer(given_, accepted):
    spec = blanks.read(replace(SOURCES["blanks"], code=f"RUN {{{{{accepted}}}}} {{{{x}}}}"))

    assert blanks.grade(spec, [given_, "x"]).is_right


def test_case_matters_where_the_author_says_so():
    assert grade("BUILD", "Build").score == 1
    assert grade("BUILD", "build", case=True).score == 0.5


def test_each_gap_earns_its_share():
    shares = [grade(*pair).score for pair in [("build", "0"), ("build", "1"), ("x", "y")]]

    assert shares == [1, 0.5, 0]


def test_gap_that_was_not_sent_is_wrong():
    assert blanks.grade(SPEC, ["build"]).score == 0.5


def test_expected_wrong_answer_says_why():
    said = grade("Builder", "2")

    assert [(note.label, note.is_right, note.feedback) for note in said.notes] == [
        ("Gap 1: <code>Builder</code>", False, "<p>Why mistyped.</p>"),
        ("Gap 2: <code>2</code>", False, NOT_THIS),
    ]
    assert said.misconceptions == ("mistyped-belief",)


def test_hostile_text_is_escaped_in_notes():
    said = grade("<script>alert(1)</script>", "\"'><b>")

    assert [note.label for note in said.notes] == [
        "Gap 1: <code>&lt;script&gt;alert(1)&lt;/script&gt;</code>",
        "Gap 2: <code>&quot;&#x27;&gt;&lt;b&gt;</code>",
    ]


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_line_ends_do_not_get_into_a_gap(mark):
    assert blanks.parse(SPEC, sent(f"build{mark}RUN x{mark}", "0")) == ["build RUN x", "0"]


@unhurried
@given(st.lists(st.text(max_size=20), min_size=2, max_size=2))
def test_code_keeps_its_lines_whatever_is_filled_in(values):
    try:
        given_ = blanks.parse(SPEC, sent(*values))
    except NotWellFormed:
        return

    assert len(blanks.filled(SPEC, given_).splitlines()) == len(CODE.splitlines())


@pytest.mark.parametrize("values", [(), ("build",), ("build", "0", "x")])
def test_other_number_of_gaps_is_refused(values):
    with pytest.raises(NotWellFormed, match="Reload the page"):
        blanks.parse(SPEC, sent(*values))


def test_nothing_filled_is_refused():
    with pytest.raises(NotWellFormed, match="Fill at least one gap"):
        blanks.parse(SPEC, sent(" ", "\n"))


def test_what_was_given_is_drawn_in_its_gap():
    rows = blanks.render(SPEC, ["bu", "2"], random.Random(1))["rows"]

    gaps = [piece for row in rows for piece in row if "gap" in piece]
    assert gaps == [
        {"gap": 1, "size": 8, "given": "bu"},
        {"gap": 2, "size": 8, "given": "2"},
    ]


def test_no_answer_is_drawn():
    spec = blanks.read(replace(SOURCES["blanks"], code="FROM a AS {{secret}}\nCOPY {{hidden}} /b"))

    drawn = str(blanks.render(spec, None, random.Random(1)))

    assert ("secret" in drawn, "hidden" in drawn) == (False, False)


def test_filled_with_the_first_answers():
    text = CODE.replace("{{build|maker}}", "build").replace("{{build|0}}", "build")

    assert blanks.filled(SPEC, ["build", "build"]) == text


# Judged by the checker


@pytest.mark.parametrize(
    "given_",
    [
        ["build", "/app", "build", "/app"],
        ["compile", "/out/server", "compile", "/out/server"],
        ["build", "/app", "0", "/app"],
        ["Build", "/app", "BUILD", "/app"],
    ],
)
def test_other_answers_that_work_are_right(given_):
    grade_ = blanks.grade(judged(), given_)

    assert (grade_.score, [note.is_right for note in grade_.notes]) == (1, [True] * 4)
    assert [note.feedback for note in grade_.notes] == [
        f"<p>Why right-{gap}.</p>" for gap in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("given_", "score"),
    [
        (["build", "/app", "1", "/app"], 0.75),  # the stage itself
        (["build", "/app", "build", "/other"], 0.75),
        (["build", "/app", "build", ""], 0.75),
        (["x", "/out", "x", "/y"], 0),
    ],
)
def test_answers_that_do_not_work_are_wrong(given_, score):
    assert blanks.grade(judged(), given_).score == score


def test_gaps_that_are_right_one_by_one_may_be_wrong_together():
    claim = Claim.model_validate({"errors": ["no such thing"]})

    assert blanks.grade(judged(claim), ["build", "/app", "build", "/app"]).score == 0.9


@pytest.mark.parametrize(
    ("given_", "score"),
    [
        (["build", "/app", "build", "/app"], 1),
        (["build", "/app", "builder", "/app"], 0.75),  # an image, as far as anyone can tell
        (["compile", "/app", "compile", "/app"], 0.5),
    ],
)
def test_claim_on_stages_minds_their_names(given_, score):
    assert blanks.grade(judged(CLAIM), given_).score == score


@unhurried
@given(st.lists(st.text(max_size=30), min_size=4, max_size=4))
def test_nothing_filled_in_breaks_the_checker(values):
    spec = judged()
    try:
        given_ = blanks.parse(spec, sent(*values))
    except NotWellFormed:
        return

    assert 0 <= blanks.grade(spec, given_).score <= 1


# Flaws


def flaws(code=CODE, table=None, entries=SOURCES["blanks"].entries):
    made = replace(SOURCES["blanks"], code=code, table=table or {}, entries=tuple(entries))
    return [(flaw.line, flaw.message) for flaw in blanks.flaws(made)]


def test_flaws_of_the_gaps():
    assert flaws(code="FROM {{a}}\nRUN {{b\n") == [
        (4, "a gap is not closed on its line"),
        (9, "'2: `build`' names no gap"),
        (9, "'2: `1`' names no gap"),
    ]
    assert flaws(code="RUN {{build}} {{build}}" + " {{x}}" * 5) == [
        (3, "7 gaps"),
        *((5, f"gap {n} has not both kinds of entries") for n in range(3, 8)),
    ]


def test_flaws_of_the_entries():
    name, mistyped, from_, one = SOURCES["blanks"].entries

    assert flaws(entries=[name, from_, one]) == [(5, "gap 1 has not both kinds of entries")]
    assert flaws(entries=[name, mistyped, one]) == [(5, "gap 2 has not both kinds of entries")]
    accepted = replace(one, text="2: ` BUILD `")
    assert flaws(entries=[name, mistyped, from_, accepted]) == [
        (9, "a wrong answer that is accepted")
    ]
    assert flaws(entries=[name, mistyped, from_, accepted], table={"case": True}) == []
    assert flaws(entries=[name, mistyped, from_, one, entry("more", "3: `x`")]) == [
        (9, "'3: `x`' names no gap")
    ]


def test_flaws_of_the_judge():
    assert flaws(table={"judge": "dockercheck"}) == [
        (1, "the checker is to judge, and nothing is claimed")
    ]
    assert flaws(table={"judge": "me"}) == [(1, "judge is 'me'")]
