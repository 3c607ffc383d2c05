"""A question of each kind as its author wrote it, what a form sends, and what the key is."""

from dataclasses import replace

from django.utils.datastructures import MultiValueDict
from hypothesis import settings
from hypothesis import strategies as st

from quizzes.kinds import KINDS
from quizzes.kinds.kind import Entry, Source

unhurried = settings(deadline=None, max_examples=60)

CODE = """\
FROM golang:1.25 AS {{build|maker}}
# The program

FROM scratch
COPY --from={{build|0}} /app /app
"""
LINES = CODE.replace("{{build|maker}}", "build").replace("{{build|0}}", "build")


def entry(id_, text="", *, right=False, tag=""):
    """An entry; a wrong one shows a misconception named after it unless `tag` says another."""
    misconception = "" if right else tag or f"{id_}-belief"
    said = f"<p>Why {id_}.</p>"
    return Entry(id_, text or id_, f"<code>{text or id_}</code>", right, said, misconception, 9)


def source(*entries, code="", table=None, claims=()):
    return Source(tuple(entries), 5, code, "dockerfile", 3, table or {}, tuple(claims))


SOURCES = {
    "single": source(entry("app", right=True), entry("source"), entry("tools"), entry("all")),
    "multiple": source(
        entry("app", right=True), entry("libs", right=True), entry("source"), entry("tools")
    ),
    "blanks": source(
        entry("name", "1: `build`", right=True),
        entry("mistyped", "1: `builder`"),
        entry("from", "2: `build`", right=True),
        entry("one", "2: `1`"),
        code=CODE,
    ),
    "order": source(
        entry("base", right=True),
        entry("manifest", right=True),
        entry("install", right=True),
        entry("code", right=True),
        entry("start", right=True),
        entry("again"),
        entry("update"),
        table={"any_order": [["code", "start"]]},
    ),
    "line": source(
        entry("crossing", "5", right=True), entry("first", "1"), entry("last", "4"), code=LINES
    ),
    "numeric": source(
        entry("twelve", "12", right=True),
        entry("eleven", "11"),
        entry("ten", "10"),
        table={"value": 12, "tolerance": 0.5, "unit": "hops"},
    ),
}
SPECS = {name: KINDS[name].read(made) for name, made in SOURCES.items()}

# Every answer that is right.
KEYS = {
    "single": [["app"]],
    "multiple": [["app", "libs"]],
    "blanks": [[a, b] for a in ("build", "maker") for b in ("build", "0")],
    "order": [
        ["base", "manifest", "install", "code", "start"],
        ["base", "manifest", "install", "start", "code"],
    ],
    "line": [["5"]],
    "numeric": [["12"], ["12.5"], ["11,5"], ["12 hops"], ["+12.0"]],
}
WRONG = {
    "single": [["source"], ["all"]],
    "multiple": [["app"], ["app", "libs", "tools"], ["source"], ["app", "libs", "source", "tools"]],
    "blanks": [["build", ""], ["builder", "build"], ["build", "2"], ["", "build"]],
    "order": [
        ["base"],
        ["base", "manifest", "install", "code"],
        ["base", "manifest", "install", "code", "start", "again"],
        ["manifest", "base", "install", "code", "start"],
    ],
    "line": [["1"], ["4"]],
    "numeric": [["11"], ["12.51"], ["-12"], ["0"]],
}


def turned(made, *right):
    """The same question with other entries as its key."""
    entries = (replace(old, is_right=old.id in right) for old in made.entries)
    return replace(made, entries=tuple(entries))


# The same questions with another key.
OTHER_SPECS = {
    "single": KINDS["single"].read(turned(SOURCES["single"], "tools")),
    "multiple": KINDS["multiple"].read(turned(SOURCES["multiple"], "source", "tools", "app")),
    "blanks": KINDS["blanks"].read(replace(SOURCES["blanks"], code=CODE.replace("build", "tests"))),
    "order": KINDS["order"].read(
        replace(turned(SOURCES["order"], "code", "start", "again", "update"), table={})
    ),
    "line": KINDS["line"].read(turned(SOURCES["line"], "first")),
    "numeric": KINDS["numeric"].read(
        replace(SOURCES["numeric"], table={"value": 10, "tolerance": 0, "unit": "hops"})
    ),
}


def sent(*values):
    """What Django makes of a form with these values in its fields."""
    return MultiValueDict({"answer": list(values)})


def answers(name):
    """What may be sent: known words in any mixture, and anything else."""
    known = sorted({word for given in (*KEYS[name], *WRONG[name]) for word in given})
    return st.lists(st.one_of(st.sampled_from(known), st.text(max_size=12)), max_size=8)
