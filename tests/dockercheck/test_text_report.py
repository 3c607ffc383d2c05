import re

import pytest

from dockercheck import check
from dockercheck.lines import Problem, Span
from dockercheck.report import Edit, Finding, Fix
from dockercheck.text_report import Style, Tally, text_of

FAULTY = """\
FROM golang:1.24.1 AS Builder
RUN go build -o /app .
FROM scratch
USER 1000
COPY --from=builder /app /app
ENTRYPOINT ["/app"]
"""


class Simulated:
    """A simulation that says what a test wants."""

    def __init__(self, effect=None, cache=None):
        self.effect = effect
        self.cache = cache

    def image_dict(self):
        return {}

    def cache_dict(self):
        return self.cache

    def effect_dict(self, _fix):
        return self.effect


def report(source="RUN a\n", findings=(), errors=(), simulation=None):
    return check(source)._replace(
        findings=findings, all_findings=findings, errors=errors, simulation=simulation
    )


HERE = Span(1, 5, 1, 6)


def finding(message="What it is", fix=None, why="", severity="warning", span=HERE):
    return Finding("SomeRule", "stagecraft", severity, message, span, why, fix)


def test_finding_is_shown_with_its_source_its_reason_and_its_fix():
    found = [f for f in check(FAULTY).findings if f.rule == "StageNameCasing"]

    text = text_of("Dockerfile", report(FAULTY, found), Style())

    assert text == (
        "Dockerfile:1:23: warning: Stage name 'Builder' should be lowercase [StageNameCasing]\n"
        "  1 | FROM golang:1.24.1 AS Builder\n"
        "    |                       ^~~~~~~\n"
        "    = why: BuildKit calls this stage builder: FROM Builder would not find it.\n"
        "    = fix: Rename the stage to builder\n"
        "  1 - FROM golang:1.24.1 AS Builder\n"
        "  1 + FROM golang:1.24.1 AS builder\n"
        "\n"
    )


def test_place_where_the_build_stops_is_an_error_with_a_hint():
    stop = Problem("unknown instruction: RUM", Span(2, 1, 2, 4), "Did you mean RUN?")

    text = text_of("Dockerfile", report("FROM a\nRUM x\n", errors=(stop,)), Style())

    assert text == (
        "Dockerfile:2:1: error: unknown instruction: RUM [BuildStops]\n"
        "  2 | RUM x\n"
        "    | ^~~\n"
        "    = hint: Did you mean RUN?\n"
        "\n"
    )


def test_everything_stands_in_the_order_of_the_lines():
    last = Problem("stop", Span(3, 1, 3, 2))
    findings = (finding(span=Span(2, 1, 2, 2)), finding(span=Span(4, 1, 4, 2)))

    text = text_of("x", report("a\nb\nc\nd\n", findings, (last,)), Style())

    assert re.findall(r"^x:(\d)", text, re.MULTILINE) == ["2", "3", "4"]


def test_nothing_found_is_no_text():
    assert text_of("Dockerfile", report(), Style()) == ""


def test_line_numbers_are_aligned():
    source = "FROM a\n" + "RUN b\n" * 99
    findings = (finding(span=Span(7, 1, 7, 4)), finding(span=Span(100, 1, 100, 4)))

    text = text_of("x", report(source, findings), Style())

    assert "\n   7 | RUN b\n     | ^~~\n" in text
    assert "\n 100 | RUN b\n     | ^~~\n" in text


def test_reason_is_wrapped_below_itself():
    text = text_of("x", report(findings=(finding(why="one two three four five"),)), Style(25))

    assert text.splitlines()[3:5] == ["    = why: one two three", "           four five"]


def test_effect_of_a_fix_is_told():
    fix = Fix("Mend it", (Edit(Span(1, 5, 1, 6), "b"),))
    simulation = Simulated(effect={"text": "−790 to −850 MB"})

    text = text_of("x", report(findings=(finding(fix=fix),), simulation=simulation), Style())

    assert text.splitlines()[-2] == "    = effect: −790 to −850 MB"


@pytest.mark.parametrize("simulation", [None, Simulated()])
def test_effect_that_nobody_confirmed_is_not_told(simulation):
    fix = Fix("Mend it", (Edit(Span(1, 5, 1, 6), "b"),))

    text = text_of("x", report(findings=(finding(fix=fix),), simulation=simulation), Style())

    assert text.splitlines()[3:] == ["    = fix: Mend it", "  1 - RUN a", "  1 + RUN b", ""]


def test_long_diff_is_cut_and_says_so():
    fix = Fix("Mend it", (Edit(Span(1, 1, 1, 1), "USER a\n" * 14),))

    lines = text_of("x", report(findings=(finding(fix=fix),)), Style()).splitlines()

    assert lines[-4:] == [" 11 + USER a", " 12 + USER a", "    … 2 lines more", ""]


def test_control_characters_are_written_out():
    source = "RUN \x1b]0;title\x07\n"
    found = finding("about \x1b[2J", why="of \u202e", span=Span(1, 5, 1, 6))

    text = text_of("a\nb", report(source, (found,)), Style())

    assert text == (
        "a\\nb:1:5: warning: about \\x1b[2J [SomeRule]\n"
        "  1 | RUN \\x1b]0;title\\x07\n"
        "    |     ^~~~\n"
        "    = why: of \\u202e\n"
        "\n"
    )


def test_colours_say_nothing_that_is_not_in_the_text():
    fix = Fix("Mend it", (Edit(Span(1, 5, 1, 6), "b"),))
    of = report(findings=(finding(fix=fix, why="because", severity="error"),))

    plain, coloured = (text_of("x", of, Style(colour=colour)) for colour in (False, True))

    assert "\x1b[1;31merror:\x1b[0m" in coloured
    assert "\x1b[31mRUN a\x1b[0m" in coloured
    assert "\x1b[32mRUN b\x1b[0m" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


# The cache

CACHE = {
    "changed": ["main.go", "docs/"],
    "rebuilt": [
        {"stage": 0, "line": 2, "because": "it takes main.go", "certain": True},
        {"stage": 1, "line": 3, "because": "kept if it stays the same", "certain": False},
    ],
    "kept": [{"stage": 0, "line": 1}],
}


def test_steps_that_run_again_are_listed():
    simulation = Simulated(cache=CACHE)

    text = text_of("x", report("FROM a\nCOPY . .\nRUN b\n", simulation=simulation), Style())

    assert text == (
        "x: after a change of main.go and docs/: 1 of 3 steps run again, 1 more may\n"
        "  2 | COPY . .\n"
        "    = runs again: it takes main.go\n"
        "  3 | RUN b\n"
        "    = may run again: kept if it stays the same\n"
        "\n"
    )


def test_change_that_runs_nothing_again():
    simulation = Simulated(cache={**CACHE, "rebuilt": []})

    text = text_of("x", report(simulation=simulation), Style())

    assert text == "x: after a change of main.go and docs/: 0 of 1 step run again\n\n"


# The closing line


def summary(*reports, unreadable=0):
    tally = Tally()
    for each in reports:
        tally.add(each)
    tally.unreadable = unreadable
    return tally.summary()


def test_closing_line_counts_what_was_found():
    fix = Fix("Mend it", (Edit(Span(1, 1, 1, 2), ""),))
    stop = Problem("stop", Span(1, 1, 1, 1))
    found = [finding(severity=each) for each in ("error", "warning", "warning", "info")]

    assert summary(report()) == "1 file checked: nothing found."
    assert summary(report(), report(), unreadable=1) == (
        "2 files checked, 1 not readable: nothing found."
    )
    assert summary(report(findings=(*found, finding(fix=fix)), errors=(stop,))) == (
        "1 file checked: the build stops in 1 place, 1 error, 3 warnings, 1 remark; 1 has a fix."
    )
    assert summary(report(findings=(finding(fix=fix),) * 1200)) == (
        "1 file checked: 1,200 warnings; 1,200 have a fix."
    )
