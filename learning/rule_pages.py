"""The checker's rules as pages, made from the rules themselves; and as entries of the search."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.html import strip_tags

from dockercheck import Finding, check
from dockercheck.instructions import NAMES
from dockercheck.rules import RULES
from dockercheck.rules.rule import BUILDKIT, STAGECRAFT, Rule
from learning.checker import Project
from learning.models import SearchEntry
from learning.rendering import render_fragment, render_inline
from learning.rendering.code_blocks import CodeBlock, code_html
from learning.transactions import writing

OWNER = "rules"
BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
FAMILIES = (
    (STAGECRAFT, "Stagecraft’s own rules", "They look across stages, at what reaches the image."),
    (
        BUILDKIT,
        "BuildKit’s build checks",
        "The same, by name and message, as docker build --check.",
    ),
)
SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Note"}
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
INDENTED = re.compile(r"(?:^ {4}.*\n(?:\n(?= {4}))*)+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    html: str  # safe


@dataclass(frozen=True, slots=True)
class Example:
    """A Dockerfile and what the checker says of it; `given` is what else it was given."""

    html: str  # safe
    findings: tuple[Finding, ...]  # of the rule
    others: tuple[Finding, ...]  # of other rules
    stops: tuple[str, ...]
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    rule: Rule
    title: str  # safe HTML
    family: str
    severity: str
    sections: tuple[Section, ...]
    bad: Example
    good: Example
    can_be_tried: bool


@cache
def rule_page(name: str) -> RulePage | None:
    """The page of a rule, made once; None for a name that is no rule's."""
    rule = BY_NAME.get(name)
    if rule is None:
        return None
    return RulePage(
        rule,
        render_inline(rule.title),
        next(title for family, title, _ in FAMILIES if family == rule.family),
        SEVERITIES[rule.severity],
        tuple(sections(rule.docs)),
        example(rule, rule.bad, "Before"),
        example(rule, rule.good, "After"),
        can_be_tried(rule),
    )


@cache
def families() -> tuple[tuple[str, str, tuple[tuple[Rule, str, str], ...]], ...]:
    """Family, what it is, and its rules with title (safe HTML) and severity."""
    return tuple(
        (
            title,
            about,
            tuple(
                (rule, render_inline(rule.title), SEVERITIES[rule.severity])
                for rule in sorted(RULES, key=lambda rule: rule.name)
                if rule.family == family
            ),
        )
        for family, title, about in FAMILIES
    )


def sections(docs: str) -> Iterator[Section]:
    """The sections of a docstring, rendered."""
    _title, *pieces = SECTION.split(docs)
    for title, body in zip(pieces[::2], pieces[1::2], strict=True):
        yield Section(title, render_fragment(fenced(body)))


def fenced(body: str) -> str:
    """Code by indentation, as docstrings have it, between fences, as the renderer wants it."""

    def fence(match: re.Match[str]) -> str:
        code = "\n".join(line[4:] for line in match[0].strip("\n").split("\n"))
        is_dockerfile = code.split(maxsplit=1)[0].upper() in NAMES
        return f"```{'dockerfile fragment' if is_dockerfile else 'text'}\n{code}\n```\n"

    return INDENTED.sub(fence, body)


def example(rule: Rule, source: str, title: str) -> Example:
    source = asked_for(rule, source)
    report = check(source, **rule.given)
    found = report.all_findings if rule.whole_file else report.findings
    own = tuple(finding for finding in found if finding.rule == rule.name)
    lines = frozenset(
        number
        for finding in own
        for number in range(finding.span.line, max(finding.span.end_line, finding.span.line) + 1)
    )
    block = CodeBlock(
        1, "dockerfile", source.rstrip("\n"), title=title, is_numbered=True, marks=lines
    )
    return Example(
        code_html(block, None),
        own,
        tuple(finding for finding in found if finding.rule != rule.name),
        tuple(error.message for error in report.errors),
        tuple(given(rule)),
    )


def asked_for(rule: Rule, source: str) -> str:
    """The example; with the line that switches an experimental rule on."""
    return f"# check=experimental={rule.name}\n{source}" if rule.experimental else source


def can_be_tried(rule: Rule) -> bool:
    """Can all that the examples need be given in the checker?"""
    return rule.given.keys() <= {"context", "dockerignore", "target"}


def given(rule: Rule) -> Iterator[tuple[str, str]]:
    """What the examples of a rule need besides the Dockerfile, in words."""
    project = project_of(rule)
    if project.ignore:
        yield "Ignore file", project.ignore
    if project.listing:
        yield "Files in the build context", project.listing
    if project.target:
        yield "Target", project.target


def project_of(rule: Rule) -> Project:
    """The bad example, to try in the checker."""
    context = rule.given.get("context")
    return Project(
        source=asked_for(rule, rule.bad),
        listing=listing(context) if context else "",
        ignore=str(rule.given.get("dockerignore") or ""),
        target=str(rule.given.get("target") or ""),
    )


def listing(context: Iterable[str]) -> str:
    sizes = context if isinstance(context, Mapping) else {}
    return "\n".join(f"{sizes[path]} {path}" if sizes.get(path) else path for path in context)


def index_rules() -> None:
    """Bring the search's entries for rules up to date; writes only if one of them is new."""
    wanted = [
        SearchEntry(
            owner=OWNER,
            kind="rule",
            title=f"{rule.name}: {strip_tags(render_inline(rule.title))}"[:200],
            context="Checker · Rules",
            text=" ".join(strip_tags(section.html) for section in sections(rule.docs)),
            url=reverse("learning:show_rule", args=[rule.name]),
        )
        for rule in RULES
    ]
    stored = SearchEntry.objects.filter(owner=OWNER).order_by("pk")
    if list(map(values, stored)) != list(map(values, wanted)):
        with writing():
            stored.delete()
            SearchEntry.objects.bulk_create(wanted)


def values(entry: SearchEntry) -> tuple[str, ...]:
    return (entry.kind, entry.title, entry.context, entry.text, entry.url)
