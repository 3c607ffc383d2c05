"""Build for the C library that the last stage has.

## What happens

Debian, Ubuntu and Fedora have glibc, Alpine has musl. A program linked to the one looks for a
loader that the other does not have: on Alpine, `exec /app: no such file or directory`, or `Error
loading shared library`. Compiled parts of Node.js and Python packages belong to one of the two as
well: npm and pip choose them on the machine that installs.

## Why it matters in microservices

Nothing fails before a container of the new image starts, or before it first loads the one module
with compiled code in it, which may be long after the release.

## How to mend it

Build and run on the same family: `golang:1.24-alpine` for `alpine`, `node:22-slim` for
`node:22-slim`. Or make the program independent: `CGO_ENABLED=0` for Go, a `-musl` target for Rust,
`-static` for C. Install packages of Node.js and Python in an image of the family that runs them.

## What it costs

musl has another allocator and resolver, and fewer ready-made Python wheels; Go without cgo cannot
use packages that wrap C code. `gcompat` on Alpine makes some glibc programs run, not all.

## Sources

- [golang image variants](https://hub.docker.com/_/golang)
- [node image variants](https://hub.docker.com/_/node)
- [Functional differences of musl from glibc](https://wiki.musl-libc.org/functional-differences-from-glibc.html)
- [Wheels for musl](https://peps.python.org/pep-0656/)
"""

from collections.abc import Iterator

from dockercheck.bases import GLIBC, MUSL, libc_of
from dockercheck.binaries import Copied, brings_libraries, copied_binaries, copied_packages
from dockercheck.build import Build
from dockercheck.installed import package_uses, packages_of
from dockercheck.layers import source_span
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.running import run_stages, without_cgo
from dockercheck.runs import runs_of
from dockercheck.stages import Stage

BAD = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN go build -o /out/app ./cmd/app

FROM alpine:3.22
COPY --from=build /out/app /app
USER 1000
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM alpine:3.22
COPY --from=build /out/app /app
USER 1000
ENTRYPOINT ["/app"]
"""

_COMPATIBLE = frozenset({"gcompat", "glibc", "glibc-bin", "libc6-compat", "musl"})


def find(build: Build) -> Iterator[Found]:
    """Programs and packages built for one C library and copied to an image with the other."""
    libcs = {stage.index: libc_of(build, stage) for stage in run_stages(build)}
    stages = [
        stage
        for stage in map(build.stages.__getitem__, libcs)
        if libcs[stage.index] in (GLIBC, MUSL)
        if not _is_compatible(build, stage) and not brings_libraries(build, stage)
    ]
    for stage, copied in (*copied_binaries(build, stages), *copied_packages(build, stages)):
        libc = libcs[stage.index]
        if libc is not None and copied.binary.libc != libc:
            yield _found(build, stage, copied, libc)


def _is_compatible(build: Build, stage: Stage) -> bool:
    """Whether the stage installs the other library too."""
    return any(
        name in _COMPATIBLE
        for each in build.lineage(stage)
        for run in runs_of(build, each)
        for use in package_uses(run)
        for name, _word in packages_of(run, use)
    )


def _found(build: Build, stage: Stage, copied: Copied, libc: str) -> Found:
    binary = copied.binary
    written = copied.step.args[copied.source]
    is_packages = binary.what.endswith("packages")
    edit = None if is_packages else without_cgo(binary)
    fix = Fix(f"Build without cgo at line {binary.line}", (edit,)) if edit else None
    if is_packages:
        message = f"Compiled modules in {written} are for {binary.libc}, the image has {libc}"
        why = (
            f"{binary.made_by} at line {binary.line} runs in {binary.stage.label} and chooses "
            f"modules for its {binary.libc}; those with compiled code do not load on "
            f"{_root(build, stage)}."
        )
    else:
        needs = "needs" if binary.sure else "may need"
        message = f"{written} {needs} {binary.libc}, but the image has {libc}"
        why = (
            f"{binary.made_by} at line {binary.line} runs in {binary.stage.label} with "
            f"{binary.libc} and does not ask for a static binary; {_root(build, stage)} has {libc}."
        )
    return Found(source_span(copied.step, copied.source), message, why, fix)


def _root(build: Build, stage: Stage) -> str:
    return build.root(stage).base.name


rule = Rule(
    name="GlibcOnMusl",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
