"""Copy from the stage that makes the file.

## What happens

`COPY --from=1` means the second `FROM` of the file, whatever that is today: stages count from 0 in
the order of the file. Here the stage of that number never speaks of the path that is copied, while
another one makes it. If nothing lies there, the build stops with "not found". If something does,
the wrong file is copied without a word.

## Why it matters in microservices

A stage for assets or certificates is put in above, and every number below means another stage. The
change looks harmless in review, since the lines with the numbers are not part of it.

## How to mend it

Name the stage and use the name:

    FROM golang:1.25-bookworm AS build
    COPY --from=build /out/app /app

## What it costs

Nothing.

## Sources

- [Name your build stages](https://docs.docker.com/build/building/multi-stage/#name-your-build-stages)
- [COPY --from](https://docs.docker.com/reference/dockerfile/#copy---from)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.lines import Span
from dockercheck.paths import clean, destination
from dockercheck.paths import source as from_root
from dockercheck.purpose import first_build
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import covers
from dockercheck.stages import INDEX, Stage, Step

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM alpine:3.22 AS certs
RUN apk add --no-cache ca-certificates

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=1 /out/app /app
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM alpine:3.22 AS certs
RUN apk add --no-cache ca-certificates

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""

# Directories whose content comes with an image: nothing in the file need speak of it.
_SYSTEM = frozenset(
    {"bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "proc", "root", "run"}
    | {"sbin", "sys", "tmp", "usr", "var"}
)

# Each looks through all stages before it.
MAX_COPIES = 10
_NOTHING, _WORKS, _MAKES = range(3)
# Directories that an installation makes without anybody naming them.
_INSTALLED = frozenset({".venv", "node_modules", "site-packages", "vendor", "venv"})


def find(build: Build) -> Iterator[Found]:
    """Numbers that mean a stage other than the only one which makes the path."""
    for step in numbered(build):
        right = intended(build, step)
        if right is not None and step.origin is not None:
            wrong = build.stages[step.origin.stage or 0]
            yield _found(build, step, wrong, right)


def numbered(build: Build) -> list[Step]:
    """The COPYs whose --from is the number of an earlier stage; in a huge file the first few."""
    found = [
        step
        for stage in build.stages
        for step in stage.named("COPY")
        if not step.triggered
        and not step.failed
        and not step.undefined
        and step.origin is not None
        and step.origin.kind == "stage"
        and (step.origin.stage or 0) < stage.index
        and INDEX.match(step.origin.written)
    ]
    return found[:MAX_COPIES]


def intended(build: Build, step: Step) -> Stage | None:
    """The stage that evidently is meant, None where the number may well be right."""
    path = _path(step)
    if not path or step.origin is None:
        return None
    know = _knowing(build, step.stage, path)
    meant = step.origin.stage or 0
    if know[meant] == _MAKES:
        return None
    if know[meant] == _WORKS and path.rpartition("/")[2] in _INSTALLED:
        return None
    # A stage built from one that makes the path has it too, but it is not where it comes from.
    makers = [
        stage
        for stage, knows in zip(build.stages, know, strict=False)
        if knows == _MAKES and (stage.base.stage is None or know[stage.base.stage] != _MAKES)
    ]
    return makers[0] if len(makers) == 1 else None


def _path(step: Step) -> str:
    """The one path that is copied, "" where it may come with an image."""
    path = from_root(step.args[0])
    if any(char in path for char in "*?["):
        path = path.rpartition("/")[0]
    top = path.strip("/").split("/")[0]
    return path if len(step.args) == 2 and top and top not in _SYSTEM else ""


def _knowing(build: Build, end: int, path: str) -> list[int]:
    """What each stage before `end` has to do with a path, those below it included."""
    found: list[int] = []
    for stage in build.stages[:end]:
        inherited = found[stage.base.stage] if stage.base.stage is not None else _NOTHING
        works = inherited >= _WORKS or any(_works_in(step, path) for step in stage.named("RUN"))
        makes = inherited == _MAKES or any(_names(step, path) for step in stage.steps)
        if makes or (works and any(map(first_build, build.lineage(stage)))):
            found.append(_MAKES)
        else:
            found.append(_WORKS if works else _NOTHING)
    return found


def _works_in(step: Step, path: str) -> bool:
    return step.workdir not in ("", "/") and covers(clean(step.workdir), path)


def _names(step: Step, path: str) -> bool:
    """Whether a RUN speaks of the path, or a COPY puts something there or a whole tree around."""
    if step.name == "RUN":
        documents = (doc.content for doc in step.instruction.heredocs)
        return path in step.instruction.original or any(path in text for text in documents)
    if step.name not in ("ADD", "COPY") or len(step.args) < 2:
        return False
    *sources, written = step.args
    target = clean(destination(step.workdir, written))
    if covers(path, target) or (step.name == "ADD" and covers(target, path)):
        return True
    # A directory's content lands in the target, a file under its own name.
    names = {from_root(source).rpartition("/")[2] for source in sources}
    inside = path.removeprefix(target.rstrip("/") + "/").split("/")[0]
    return covers(target, path) and bool({"", inside} & names or _has_directory(names))


def _has_directory(names: set[str]) -> bool:
    return any("." not in name and "*" not in name for name in names)


def _found(build: Build, step: Step, wrong: Stage, right: Stage) -> Found:
    flag = next(flag for flag in step.instruction.flags if flag.name == "from")
    line, column, end_line, end_column = flag.span
    number = step.origin.written if step.origin is not None else ""
    name = right.name or str(right.index)
    fix, span = None, flag.span
    if build.text(flag.span) == flag.text and line == end_line:
        span = Span(line, column + len("--from="), line, end_column)
        fix = Fix(f"Copy from {right.label}", (Edit(span, name),))
    return Found(
        span,
        f"--from={number} is {wrong.label}, but {right.label} makes {from_root(step.args[0])}",
        f"Nothing in {wrong.label} (line {wrong.line}) speaks of {from_root(step.args[0])}; "
        f"{right.label} (line {right.line}) does.",
        fix,
    )


rule = Rule(
    name="WrongStageNumber",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
