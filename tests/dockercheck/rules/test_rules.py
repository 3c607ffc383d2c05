"""What holds for every rule: its examples, its page, its fixes and its place in the list."""

import re
from pathlib import Path

import pytest

import dockercheck.rules as rules_package
from dockercheck import check
from dockercheck.report import apply_edits
from dockercheck.rules import RULES

SECTIONS = [
    "What happens",
    "Why it matters in microservices",
    "How to mend it",
    "What it costs",
    "Sources",
]
NOT_RULES = {"__init__", "rule"}


def by_name(rule):
    return rule.name


def findings_of(rule, source, extra=None):
    report = check(_with_experiment(rule, source), **(extra or {}))
    return [finding for finding in report.findings if finding.rule == rule.name]


def _with_experiment(rule, source):
    return f"# check=experimental={rule.name}\n{source}" if rule.experimental else source


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_bad_example_is_found(rule):
    assert findings_of(rule, rule.bad, rule.given) != []


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_good_example_is_clean(rule):
    assert findings_of(rule, rule.good, rule.given) == []


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_good_example_can_be_built(rule):
    assert check(rule.good, **rule.given).errors == ()


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_finding_says_what_and_why(rule):
    for finding in findings_of(rule, rule.bad, rule.given):
        assert finding.message.strip(), rule.name
        assert finding.why.strip(), rule.name
        assert finding.span[:2] < finding.span[2:], rule.name


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_fix_removes_the_finding_and_adds_none(rule):
    source = _with_experiment(rule, rule.bad)
    before = check(source, **rule.given)
    fixes = [f.fix for f in before.findings if f.rule == rule.name and f.fix is not None]

    edits = [edit for fix in fixes for edit in fix.edits]
    after = check(apply_edits(source, dict.fromkeys(edits)), **rule.given)

    assert not fixes or rule.name not in {f.rule for f in after.findings}
    assert {f.rule for f in after.findings} <= {f.rule for f in before.findings}
    assert {e.message for e in after.errors} <= {e.message for e in before.errors}


def test_every_rule_file_is_listed_once():
    folder = Path(rules_package.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - NOT_RULES

    listed = [re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", r.name) for r in RULES]

    assert sorted(name.lower() for name in listed) == sorted(files)


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_page_has_a_title_and_all_sections(rule):
    sections = re.findall(r"(?m)^## (.+)$", rule.docs)

    assert rule.title
    assert "\n" not in rule.title
    assert sections == SECTIONS


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_page_names_its_sources(rule):
    sources = rule.docs.partition("## Sources")[2]

    assert re.findall(r"\[[^\]]+\]\(https://[^)\s]+\)", sources) != []
