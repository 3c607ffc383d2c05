"""Checking within bounds, and applying what is proposed."""

import tracemalloc

import pytest

from dockercheck import Report
from dockercheck.rules import RULES
from learning import checker
from learning.checker import Project, TooMuchError, check_project, examine
from learning.samples import sample

CASED = "FROM golang:1.27 AS Build\nFROM scratch\nCOPY --from=build /a /a\n"
K = 64 * 1024
LISTING = "\n".join(f"1 kB src/{n}.go" for n in range(300))
HOSTILE = {
    "doubling": "FROM a\nENV A=xxxxxxxxxxxxxxxx\n" + "ENV A=$A$A\n" * 250,
    "long words": "FROM a\nENV A=" + "x" * 20_000 + "\n" + "COPY $A$A$A$A $A$A$A$A\n" * 250,
    "replacing": "FROM a\nENV A=" + "a" * 20_000 + "\n" + "ENV B=${A//*a*a*a*b/x}\n" * 280,
    "chained stages": "FROM a AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\n" for n in range(298)),
    "many variables": "FROM a\nENV "
    + " ".join(f"a{n}=b" for n in range(5000))
    + "\nENV c=$x" * 250,
    "parentheses": "FROM a\nRUN " + "(" * 30_000,
    "substitutions": "FROM a\nRUN " + "$(" * 30_000,
    "quotes": "FROM a\nRUN " + "\"'" * 30_000,
    "documents": "FROM a\nCOPY " + " ".join(f"<<E{n}" for n in range(3000)) + " /a\n",
    "ports": "FROM a\nEXPOSE " + "1-65535 " * 7000,
    "mounts": "FROM a\nRUN " + "--mount=type=cache,target=/a " * 2200 + "x",
    "onbuild": "FROM a\n" + "ONBUILD " * 8000 + "RUN x",
    "continuations": "FROM a\nRUN a \\\n" + " a \\\n" * 12_000,
    "nulls": "\0" * K,
    "one line": "A" * K,
}


def test_report_knows_files_ignore_file_and_target():
    project = Project("FROM a:1 AS one\nCOPY x /x\nFROM a:1 AS two\n", "x\ny", "x\n", "one")

    report = check_project(project)

    assert report.target.name == "one"
    assert [f.rule for f in report.findings if f.rule == "CopyIgnoredFile"] == ["CopyIgnoredFile"]


@pytest.mark.parametrize(
    ("project", "field", "message"),
    [
        (Project("#" * (K + 1)), "source", "This has 65 kB; 64 kB are read."),
        (Project("é" * (K // 2 + 1)), "source", "This has 65 kB; 64 kB are read."),
        (Project("", listing="a" * (K + 1)), "listing", "This has 65 kB; 64 kB are read."),
        (Project("", ignore="a" * 8193), "ignore", "This has 9 kB; 8 kB are read."),
        (Project("", ignore="a\n" * 200), "ignore", "Up to 200 lines are read."),
        (
            Project("FROM a\n" + "RUN x\n" * 300),
            "source",
            "This has 301 instructions; up to 300 are read.",
        ),
        (
            Project("", listing="../a"),
            "listing",
            "Line 1: ../a lies outside of the build context.",
        ),
    ],
)
def test_too_much_is_refused_with_its_field(project, field, message):
    with pytest.raises(TooMuchError) as refused:
        check_project(project)

    assert (refused.value.field, str(refused.value)) == (field, message)


def test_as_much_as_is_said_is_read():
    assert check_project(Project("#" * K, "a" * 400, "a\n" * 199)).findings == ()
    assert len(check_project(Project("FROM a\n" + "RUN x\n" * 299)).instructions) == 300


def test_work_without_an_end_is_stopped_and_said(monkeypatch):
    def forever(*args, **options):
        while True:
            pass

    monkeypatch.setattr(checker, "check", forever)
    monkeypatch.setattr(checker, "SECONDS", 0.01)

    with pytest.raises(TooMuchError, match=r"^Reading this takes longer than 0\.01 s"):
        check_project(Project("FROM a"))


def test_looking_is_within_the_time_too(monkeypatch):
    def look(report):
        while True:
            pass

    monkeypatch.setattr(checker, "SECONDS", 0.01)

    with pytest.raises(TooMuchError):
        examine(Project("FROM a"), look)


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_less_than_64_mb(source, monkeypatch):
    monkeypatch.setattr(checker, "SECONDS", 60)  # tracing takes many times as long as the work
    tracemalloc.start()
    try:
        examine(Project(source, LISTING, changed=("src/1.go",)), Report.to_dict)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 64 * 1024 * 1024


def test_fix_is_applied():
    project = Project(CASED, listing="a")
    report = check_project(project)

    after, title = checker.fixed(project, report, "StageNameCasing:1:21")

    assert after == Project(CASED.replace("Build", "build"), listing="a")
    assert title == "Rename the stage to build"


@pytest.mark.parametrize("key", ["", "StageNameCasing:2:21", "UnpinnedBase:1:6", "<script>:1:1"])
def test_fix_that_is_not_there_is_none(key):
    project = Project(CASED)

    assert checker.fixed(project, check_project(project), key) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_fix_of_an_example_mends_what_it_names(rule):
    project = Project(rule.bad)
    report = check_project(project)
    keys = {checker.fix_key(f): f for f in report.all_findings if f.fix}

    for key, finding in keys.items():
        after, _ = checker.fixed(project, report, key)
        left = [f for f in check_project(after).all_findings if f.rule == finding.rule]
        assert len(left) < len([f for f in report.all_findings if f.rule == finding.rule])


def test_sample_builds_and_has_findings_and_files():
    report = check_project(sample("orders"))

    assert report.errors == ()
    assert {f.rule for f in report.findings} >= {
        "SourceBeforeDependencies",
        "ShellFormWithoutShell",
    }
    assert [stage.in_target for stage in report.stages] == [True, False, True]


def test_unknown_sample_is_none():
    assert sample("../orders") is None
