"""Code with gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import exercises as judging
from learning.rendering import render_lesson
from learning.rendering.exercises import LONGEST_ANSWER, exercise_rows


def exercise(body, options="", after=""):
    text = f'```dockerfile gaps name="first" title="Fill" {options}\n{body}\n```\n\n{after}'
    lesson = render_lesson(text, {})
    assert lesson.flaws == ()
    return lesson.exercises[0]


def flaws(body, after=""):
    text = f'```text gaps name="first" title="Fill"\n{body}\n```\n\n{after}'
    return [(flaw.line, flaw.message) for flaw in render_lesson(text, {}).flaws]


def test_gap_is_cut_out_of_the_coloured_line():
    found = exercise("FROM golang AS {{build}}\nCOPY --from={{build|0}} /a {{/b}}", "fragment")

    assert exercise_rows(found) == [
        [
            '<span class="k">FROM</span> <span class="nn">golang</span> <span class="k">AS</span> ',
            1,
        ],
        [
            '<span class="k">COPY</span> <span class="na">--from</span><span class="o">=</span>',
            2,
            " /a ",
            3,
        ],
    ]
    assert [gap.answers for gap in found.gaps] == [("build",), ("build", "0"), ("/b",)]
    assert found.filled == "FROM golang AS build\nCOPY --from=build /a /b"


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        ("{{${VERSION}}}", ("${VERSION}",)),
        ("{{a | b}}", ("a", "b")),
        (r"{{cat x \| sort}}", ("cat x | sort",)),
        ('{{["/app"]}}', ('["/app"]',)),
    ],
)
def test_answer_is_read(body, answers):
    assert [gap.answers for gap in exercise(body).gaps] == [answers]


def test_size_says_little_of_the_answer():
    assert [gap.size for gap in exercise("{{ab}} {{abcd}} {{abcde|x}}").gaps] == [4, 4, 8]


def test_options():
    assert exercise("{{a}}", "case").minds_case is True
    assert exercise("{{a}}").minds_case is False
    assert exercise("{{a}}", "fragment").is_fragment is True


def test_feedback_and_hints_belong_to_their_gaps():
    after = "```feedback\n2: because of `b`\n```\n\n```hints\n1: look\n2: *there*\n```"

    found = exercise("{{a}} {{b}}", after=after)

    assert [(gap.feedback, gap.hint) for gap in found.gaps] == [
        (None, "look"),
        ("because of <code>b</code>", "<em>there</em>"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("no gap", [(1, "0 gaps")]),
        ("{{a}} " * 41, [(1, "41 gaps")]),
        ("x\n{{}}", [(3, "a gap with an empty answer")]),
        ("{{a|}}", [(2, "a gap with an empty answer")]),
        ("{{a}}\n{{b", [(3, "a gap is not closed on its line")]),
        (
            "{{a\nb}}",
            [
                (1, "0 gaps"),
                (2, "a gap is not closed on its line"),
                (3, "a gap is closed that was not opened"),
            ],
        ),
        ("{{" + "a" * 301 + "}}", [(2, "an answer is too long")]),
    ],
)
def test_wrong_gaps_are_told_with_their_line(body, expected):
    assert flaws(body) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("```feedback\n2: a\n```", [(6, "feedback for a gap that does not exist")]),
        ("```hints\n1: a\n1: b\n```", [(7, "hints for gap 1 twice")]),
        ("```feedback\n1-2: a\n```", [(6, "feedback for a gap that does not exist")]),
        ("```feedback gaps\n1: a\n```", [(5, "the option gaps")]),
    ],
)
def test_words_on_no_gap_are_told_with_their_line(after, expected):
    assert flaws("{{a}}", after) == expected


@pytest.mark.parametrize(
    "options", ['name="A b" title="x"', 'title="x"', 'name="toc" title="x"', 'name="a"']
)
def test_exercise_needs_a_name_of_its_own_and_a_title(options):
    lesson = render_lesson(f"```text gaps {options}\n{{{{a}}}}\n```", {})

    assert len(lesson.flaws) == 1


@pytest.mark.parametrize("frame", ["- a\n\n{}", '!!! note "x"\n{}'])
def test_exercise_stands_by_itself(frame):
    fence = '    ```text gaps name="first" title="x"\n    {{sesame}}\n    ```'

    lesson = render_lesson(frame.format(fence), {})

    assert [flaw.message for flaw in lesson.flaws] == ["an exercise within another text"]
    assert "sesame" not in "".join(part.html for part in lesson.parts)


def test_longest_answer_is_what_the_form_takes():
    assert LONGEST_ANSWER == judging.LONGEST_ANSWER


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_characters="{}|\\`~"), min_size=1, max_size=12
        ),
        min_size=1,
        max_size=5,
    )
)
def test_rows_hold_the_filled_source_without_the_answers(words):
    answers = [" ".join(word.split()) or "x" for word in words]
    answers = ["".join(c for c in a if c.isprintable()) or "x" for a in answers]
    answers = [a.strip() or "x" for a in answers]
    body = "\n".join(f"RUN {{{{{answer}}}}}" for answer in answers)

    lesson = render_lesson(f'```text gaps name="first" title="x"\n{body}\n```', {})

    rows = exercise_rows(lesson.exercises[0])
    assert rows == [["RUN ", number] for number in range(1, len(answers) + 1)]
    assert [gap.answers for gap in lesson.exercises[0].gaps] == [(answer,) for answer in answers]
