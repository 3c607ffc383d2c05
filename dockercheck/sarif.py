"""Reports as one SARIF 2.1.0 log, which code hosts and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from dockercheck.lines import Problem, Span
from dockercheck.report import ERROR, INFO, WARNING, Finding, Fix, Report, Simulated
from dockercheck.rules import RULES
from dockercheck.rules.rule import Rule
from dockercheck.text_report import BUILD_STOPS, effect_text

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
_INDEXES = {rule.name: index for index, rule in enumerate(RULES, 1)}
_LINK = re.compile(r"\]\((https://[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
_BUILD_STOPS: Mapping[str, Any] = MappingProxyType(
    {
        "id": BUILD_STOPS,
        "name": BUILD_STOPS,
        "shortDescription": {"text": "The build stops here."},
        "fullDescription": {
            "text": "BuildKit refuses the Dockerfile at this place. All such places are "
            "reported, although a build tells only the first."
        },
        "helpUri": "https://docs.docker.com/reference/dockerfile/",
        "defaultConfiguration": {"level": "error"},
    }
)


def sarif_log(
    checked: Iterable[tuple[str, Report]], unreadable: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """A log with one run: the findings and errors of files by their paths.

    `unreadable` are files that could not be checked, with the reason. It is looked at after
    `checked` has been gone through, so that it may be filled meanwhile.
    """
    results: list[dict[str, Any]] = []
    artifacts: dict[str, dict[str, Any]] = {}
    for path, report in checked:
        location = _artifact(path)
        artifacts[path] = {"location": location, "sourceLanguage": "dockerfile"}
        results += (_error(location, problem) for problem in report.errors)
        results += (_finding(location, each, report.simulation) for each in report.findings)
    run = {
        "tool": {"driver": {"name": "dockercheck", "rules": _rules()}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(unreadable)],
        "artifacts": list(artifacts.values()),
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _artifact(path: str) -> dict[str, Any]:
    """The place of a file as a URI: relative where the path is, with every byte kept."""
    uri = quote(os.fsencode(path))
    return {"uri": f"file://{uri}" if uri.startswith("/") else uri}


def _invocation(unreadable: Mapping[str, str]) -> dict[str, Any]:
    notifications = [
        {
            "level": "error",
            "message": {"text": reason},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}],
        }
        for path, reason in unreadable.items()
    ]
    return {
        "executionSuccessful": not notifications,
        "toolExecutionNotifications": notifications,
    }


@cache
def _rules() -> list[Mapping[str, Any]]:
    return [dict(_BUILD_STOPS), *map(_rule, RULES)]


def _rule(rule: Rule) -> dict[str, Any]:
    page = rule.docs.strip()
    described: dict[str, Any] = {
        "id": rule.name,
        "name": rule.name,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": _what_happens(page)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }
    if link := _LINK.search(page):
        described["helpUri"] = link[1]
    return described


def _what_happens(page: str) -> str:
    """The page's first section as one paragraph."""
    section = page.partition("## What happens")[2].partition("\n## ")[0]
    return " ".join(section.split())


def _error(location: Mapping[str, Any], problem: Problem) -> dict[str, Any]:
    text = _sentences(problem.message, problem.hint)
    return {
        "ruleId": BUILD_STOPS,
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": text},
        "locations": [_location(location, problem.span)],
    }


def _finding(
    location: Mapping[str, Any], finding: Finding, simulation: Simulated | None
) -> dict[str, Any]:
    result = {
        "ruleId": finding.rule,
        "ruleIndex": _INDEXES[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": _sentences(finding.message, finding.why)},
        "locations": [_location(location, finding.span)],
    }
    if finding.fix is not None:
        result["fixes"] = [_fix(location, finding.fix, simulation)]
    return result


def _fix(location: Mapping[str, Any], fix: Fix, simulation: Simulated | None) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    effect = effect_text(fix, simulation)
    return {
        "description": {"text": f"{fix.title} ({effect})" if effect else fix.title},
        "artifactChanges": [{"artifactLocation": location, "replacements": replacements}],
    }


def _location(location: Mapping[str, Any], span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": location, "region": _region(span)}}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _sentences(message: str, more: str) -> str:
    """The message as a sentence of its own, and what there is to add to it."""
    ended = message if message.endswith((".", "?", ":")) else f"{message}."
    return f"{ended} {more}" if more else ended
