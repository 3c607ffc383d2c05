"""Copy a path that the stage really makes.

## What happens

`COPY --from=build /dist/app /app` looks for `/dist/app` in the file system that stage `build` ends
with. If no instruction puts it there, the build stops at this COPY, after everything in `build` has
run: `"/dist/app": not found`. Paths behind `--from` begin at the root of the stage; its WORKDIR
does not count, so that `dist` means `/dist`.

## Why it matters in microservices

The name of an artifact stands in two places of the file, and often a third one in the build
script. Whoever renames one of them sees the failure only at the end of a long build, usually in the
pipeline.

## How to mend it

Write the same absolute path in both places. A folder that exists for nothing else, such as `/out`,
keeps them easy to compare: `go build -o /out/app`, then `COPY --from=build /out/app /app`.

## What it costs

Nothing.

## Sources

- [COPY --from](https://docs.docker.com/reference/dockerfile/#copy---from)
- [Multi-stage builds](https://docs.docker.com/build/building/multi-stage/)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.contents import Contents, Made, contents_of
from dockercheck.paths import clean, join
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import ERROR, STAGECRAFT, Found, Rule
from dockercheck.stages import Stage, Step

BAD = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static:nonroot
COPY --from=build /dist/app /app
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """Sources of `COPY --from=stage` that nothing in that stage's lineage can have made."""
    copies = [
        (step, step.origin.stage)
        for stage in build.stages
        for step in stage.named("COPY")
        if not (step.failed or step.triggered)
        if step.origin is not None and step.origin.stage is not None
    ]
    known = contents_of(build, {origin for _step, origin in copies})
    for step, origin in copies:
        yield from _missing(build.stages[origin], step, known[origin])


def _missing(origin: Stage, step: Step, there: Contents) -> Iterator[Found]:
    tokens = {token.text: token for token in step.instruction.args}
    for written in step.args[:-1]:
        path = clean(f"/{_without_wildcard(written)}")
        if there.may_hold(path):
            continue
        token = tokens.get(written)
        near = _near(path, there)
        fix = None
        if token is not None and near is not None and not near.tree and written.startswith("/"):
            fix = Fix(f"Copy {near.path}", (Edit(token.span, near.path),))
        shown = written if written.startswith("/") else f"{written} ({path} in the stage)"
        yield Found(
            token.span if token is not None else step.span,
            f"Nothing in {origin.label} makes {shown}",
            _why(origin, path, near),
            fix,
        )


def _without_wildcard(path: str) -> str:
    """The part of a path that is certain: the directories before the first wildcard."""
    at = min((path.find(sign) for sign in "*?[" if sign in path), default=-1)
    return path if at < 0 else path[:at].rpartition("/")[0]


def _near(path: str, there: Contents) -> Made | None:
    """What may be meant: the one path of the same name, or the same path under a WORKDIR."""
    name = path.rpartition("/")[2]
    same = [m for m in there.made if m.path.rpartition("/")[2] == name and m.step.name == "RUN"]
    if len({made.path for made in same}) == 1:
        return same[-1]
    for made in reversed(there.made):
        if made.tree and made.step.workdir != "/" and made.path == clean(made.step.workdir):
            return made._replace(path=join(made.path, path))
    return None


def _why(origin: Stage, path: str, near: Made | None) -> str:
    if near is None:
        return f"No instruction of {origin.label} writes {path} or a directory that it could be in."
    if near.tree:
        return (
            f"Paths behind --from begin at the root of {origin.label}, its WORKDIR does not count: "
            f"{near.path} could be meant."
        )
    return f"{near.path} is made at line {near.line}."


rule = Rule(
    name="MissingArtifact",
    family=STAGECRAFT,
    severity=ERROR,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
