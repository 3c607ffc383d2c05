"""What a new question begins with: the sections of its kind, with what must be written left out.

The linter names each place that is still empty, and `unwritten` each section that still says what
it began with, so that nothing of this is published by mistake.
"""

import re
from collections.abc import Iterator

from authoring.editing.pieces import lines_of, take_apart
from learning.content.faults import Fault

FRONT = """\
+++
id = "{slug}"
revision = 1
status = "draft"
kind = "{kind}"
difficulty = "medium"
objective = "{objective}"
cognitive = "apply"
seconds = 60
tags = []
{table}+++
## Prompt

"""
BELOW = """
## Hints
1. Look at …
2. The rule here is …
3. So only … is left to find.

## Solution
1. First, …
2. So the answer is …

## Quick check
Q: And if … were different?
A: Then …

## Common mistakes
{mistakes}
## References
"""
CODE = """\
FROM golang:1.27 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/service .

FROM gcr.io/distroless/static-debian13
COPY --from={stage} /out/service /service
ENTRYPOINT ["/service"]
"""
LISTS = {
    "single": """\
## Options
- [x] The right answer {right}
- [ ] What somebody says who mixes two things up {mixed mixed-up}
- [ ] What somebody says who stops too early {early stopped-early}
""",
    "multiple": """\
## Options
- [x] One that is right {right-one}
- [x] Another that is right {right-two}
- [ ] What somebody says who mixes two things up {mixed mixed-up}
- [ ] What somebody says who stops too early {early stopped-early}
""",
    "blanks": f"""\
## Code
```dockerfile
{CODE.replace("{stage}", "{{build|0}}")}```

## Answers
- [x] 1: `build` {{stage}}
- [ ] 1: `golang` {{image mixed-up}}
- [ ] 1: `1` {{number stopped-early}}
""",
    "order": """\
## Lines
- [x] The line that comes first {first}
- [x] The line that comes next {second}
- [x] The line after that {third}
- [x] The line that comes last {last}
- [ ] A line that does not belong here {mixed mixed-up}
- [ ] A line that is not needed {early stopped-early}
""",
    "line": f"""\
## Code
```dockerfile numbers
{CODE.replace("{stage}", "build")}```

## Answers
- [x] 6 {{base}}
- [ ] 3 {{copied mixed-up}}
- [ ] 7 {{crossing stopped-early}}
""",
    "numeric": """\
## Answers
- [x] 12 {right}
- [ ] 11 {mixed mixed-up}
- [ ] 6 {early stopped-early}
""",
}
TABLES = {
    "blanks": '\n[blanks]\ncase = false\njudge = "text"\n',
    "numeric": '\n[numeric]\nvalue = 12\ntolerance = 0\nunit = ""\n',
}
MISTAKES = """\
- **mixed-up** — What is true instead: …
- **stopped-early** — What is true instead: …
"""


ITEM = re.compile(
    r"(?:\d+\. |[QA]: |- \[[ x]\] |- \*\*(?P<named>[^*]*)\*\* — )?"
    r"(?P<words>.+?)(?: \{[^{} ]+(?: (?P<tag>[^{}]*))?\})?"
)
OPTION = "an option, as a learner would say it"
LINE = "a line of the answer"
MISTAKE = "what is true"
TO_WRITE = {
    "The right answer": OPTION,
    "One that is right": OPTION,
    "Another that is right": OPTION,
    "What somebody says who mixes two things up": OPTION,
    "What somebody says who stops too early": OPTION,
    "The line that comes first": LINE,
    "The line that comes next": LINE,
    "The line after that": LINE,
    "The line that comes last": LINE,
    "A line that does not belong here": LINE,
    "A line that is not needed": LINE,
    "Look at …": "a hint: where to look",
    "The rule here is …": "a hint: the rule",
    "So only … is left to find.": "a hint: almost the answer",
    "First, …": "a step that is worked out",
    "So the answer is …": "a step that is worked out",
    "And if … were different?": "Q: a short question on the same idea",
    "Then …": "A: its answer",
    "What is true instead: …": MISTAKE,
}
TAGS = frozenset({"mixed-up", "stopped-early"})
NAME = "for mixed-up and stopped-early the name of what somebody believes, as stages-are-merged"


def unwritten(path: str, text: str) -> Iterator[Fault]:
    """Each section that still says what it began with, at the first such line."""
    for piece in take_apart(text).sections:
        lines = enumerate(lines_of(piece.raw), start=piece.line + 1)
        found = [(number, wanted) for number, line in lines if (wanted := to_write(line))]
        if found:
            count = "1 line is" if len(found) == 1 else f"{len(found)} lines are"
            message = f"{count} still as a new question begins"
            yield Fault(path, found[0][0], message, found[0][1])


def to_write(line: str) -> str:
    """What belongs in the place of that line; "" where somebody has written one."""
    match = ITEM.fullmatch(line.rstrip())
    if match is None:
        return ""
    if match["words"] in TO_WRITE:
        return TO_WRITE[match["words"]]
    return NAME if {match["named"], match["tag"]} & TAGS else ""


def text(kind: str, slug: str, objective: str) -> str:
    """A question of that kind, before anything of it is written."""
    front = FRONT.format(slug=slug, kind=kind, objective=objective, table=TABLES.get(kind, ""))
    return front + LISTS[kind] + BELOW.format(mistakes=MISTAKES)
