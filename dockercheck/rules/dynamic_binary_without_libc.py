"""Link statically what runs in an empty image.

## What happens

A dynamically linked program names its loader, for example `/lib64/ld-linux-x86-64.so.2`, and its C
library. `scratch` and distroless `static` have neither. The kernel then answers that there is no
such file, and the container ends with `exec /app: no such file or directory`, although `/app` is
there.

Go links statically unless cgo takes part, and on the Debian based `golang` images cgo is on. A
program that imports `net/http` or `os/user` is then linked to glibc. Rust's default target on these
images, and a plain `gcc`, always link to glibc.

## Why it matters in microservices

The build succeeds and so do tests in the build stage. The failure comes when the orchestrator
starts the first container of the new release, and the message points at the wrong file.

## How to mend it

Go: `CGO_ENABLED=0 go build …`. Rust: build for `x86_64-unknown-linux-musl`. C: `-static`, with a
libc that is made for it. Or choose a base that has the library: distroless `base` for glibc, `cc`
for glibc and libgcc.

## What it costs

Without cgo, Go resolves names and users by itself and reads no NSS configuration; packages that
wrap C code (such as SQLite drivers) need another variant. A static musl binary has musl's
allocator.

## Sources

- [cmd/cgo](https://pkg.go.dev/cmd/cgo)
- [Name resolution in Go](https://pkg.go.dev/net#hdr-Name_Resolution)
- [Rust: static and dynamic C runtimes](https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes)
- [Distroless images](https://github.com/GoogleContainerTools/distroless/blob/main/base/README.md)
"""

from collections.abc import Iterator

from dockercheck.bases import NO_LIBC, libc_of
from dockercheck.binaries import Copied, brings_libraries, copied_binaries
from dockercheck.build import Build
from dockercheck.layers import source_span
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.running import run_stages, without_cgo

BAD = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN go build -o /out/app ./cmd/app

FROM scratch
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM scratch
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """Dynamically linked programs that are copied to an image without a C library."""
    stages = [
        stage
        for stage in run_stages(build)
        if libc_of(build, stage) == NO_LIBC and not brings_libraries(build, stage)
    ]
    for stage, copied in copied_binaries(build, stages):
        yield _found(copied, build.root(stage).base.name)


def _found(copied: Copied, image: str) -> Found:
    binary = copied.binary
    written = copied.step.args[copied.source]
    verb = "is" if binary.sure else "may be"
    edit = without_cgo(binary)
    fix = Fix(f"Build without cgo at line {binary.line}", (edit,)) if edit else None
    return Found(
        source_span(copied.step, copied.source),
        f"{written} {verb} linked to a C library that {image} does not have",
        f"{binary.made_by} at line {binary.line} runs in {binary.stage.label}, which has "
        f"{binary.libc}, and does not ask for a static binary; {binary.what} {verb} then linked "
        f"to it.",
        fix,
    )


rule = Rule(
    name="DynamicBinaryWithoutLibc",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
