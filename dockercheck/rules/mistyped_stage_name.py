"""Name a stage exactly, or Docker looks for an image of that name.

## What happens

BuildKit never says that a stage is missing. A name that no stage above has is taken for an image:
`COPY --from=builder` with a stage called `build` pulls `docker.io/library/builder:latest`. That
fails with "pull access denied", or, where such an image exists, copies from it without a word. The
same holds for `FROM` and for `RUN --mount=from=`. Letter case does not matter, except in `FROM`.

## Why it matters in microservices

The message in the pipeline speaks of registries and credentials, so people look at the network, the
token and the registry, while the fault is a word in the Dockerfile. If the name exists on
Docker Hub, somebody else's files go into your image.

## How to mend it

Write the name as the stage has it. If you do mean an image or a build context given with
`--build-context`, give the image its tag (`builder:1.4`), or the context a name that is not so near
to a stage's.

## What it costs

Nothing.

## Sources

- [COPY --from](https://docs.docker.com/reference/dockerfile/#copy---from)
- [Use an external image as a stage](https://docs.docker.com/build/building/multi-stage/#use-an-external-image-as-a-stage)
- [docker/cli issue 2496](https://github.com/docker/cli/issues/2496)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.instructions import Flag
from dockercheck.lines import Span
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import ERROR, STAGECRAFT, Found, Rule
from dockercheck.stages import Step
from dockercheck.suggestions import distance

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=builder /out/app /app
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""

MAX_NAMES, MAX_LOOKUPS = 200, 100
# Words that mean a stage wherever they stand behind --from; no official image is called so.
_STAGE_WORDS = frozenset({"build", "builder", "compile", "compiler", "dependencies", "deps"})
# Images that people do copy from, or start from, without a tag.
_IMAGES = frozenset(
    {"alpine", "amazonlinux", "bash", "buildpack-deps", "busybox", "caddy", "clojure", "composer"}
    | {"consul", "context", "curl", "debian", "docker", "elixir", "erlang", "fedora", "gcc"}
    | {"golang", "gradle", "haskell", "haproxy", "httpd", "influxdb", "java", "jetty", "julia"}
    | {"maven", "memcached", "mongo", "mysql", "nats", "nginx", "node", "openjdk", "oraclelinux"}
    | {"perl", "photon", "php", "postgres", "python", "rabbitmq", "redis", "registry", "rockylinux"}
    | {"ruby", "rust", "scratch", "swift", "telegraf", "tomcat", "traefik", "ubuntu", "vault"}
    | {"wordpress", "zookeeper"}
)


def find(build: Build) -> Iterator[Found]:
    """Names that mean an image and are near the name of a stage above, or mean a stage."""
    names = _Names()
    every = {stage.name for stage in build.stages}
    for stage in build.stages:
        token = stage.instruction.args[0]
        near = names.near(token.text) if stage.base.kind == "image" else ""
        if near:
            yield _found(build, "FROM", token.text, near, token.span)
        for step in stage.named("COPY", "RUN"):
            if not step.triggered:
                yield from _in_step(build, step, names, every)
        if stage.name is not None:
            names.add(stage.name)


class _Names:
    """The names of the stages so far; looking for near ones is dear and has a limit."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.known: dict[tuple[str, int], str] = {}

    def add(self, name: str) -> None:
        if len(self.names) < MAX_NAMES and name not in self.names:
            self.names.append(name)

    def near(self, written: str) -> str:
        """The stage that a name may mean, "" where it looks like an image."""
        word = written.lower()
        if word in _IMAGES or any(char in word for char in "/:@.$\"'") or len(word) > 100:
            return ""
        key = (word, len(self.names))
        if key not in self.known:
            if len(self.known) >= MAX_LOOKUPS:
                return ""
            near = (name for name in self.names if name != word and _alike(word, name))
            self.known[key] = next(near, "")
        return self.known[key]


def _in_step(build: Build, step: Step, names: _Names, every: set[str | None]) -> Iterator[Found]:
    flags = [flag for flag in step.instruction.flags if flag.name in ("from", "mount")]
    for flag in flags:
        start, written = _written(flag)
        if not written or written.isdigit() or written.lower() in every:
            continue
        near = names.near(written)
        if near or written.lower() in _STAGE_WORDS:
            what = "COPY --from" if flag.name == "from" else "RUN --mount"
            yield _found(build, what, written, near, _inside(build, flag, start, len(written)))


def _written(flag: Flag) -> tuple[int, str]:
    """The name in the flag, and where in the flag's text it begins."""
    if flag.name == "from":
        return len("--from="), flag.value or ""
    at = 0
    for field in flag.text.split(","):
        key, _, value = field.removeprefix("--mount=").partition("=")
        if key == "from":
            return at + len(field) - len(value), value
        at += len(field) + 1
    return 0, ""


def _inside(build: Build, flag: Flag, start: int, length: int) -> Span:
    """The place of a piece of a flag; of all of it where it is not written in one line."""
    line, column, end_line, _ = flag.span
    if line != end_line or build.text(flag.span) != flag.text:
        return flag.span
    return Span(line, column + start, line, column + start + length)


def _alike(word: str, name: str) -> bool:
    bare, other = (text.replace("-", "").replace("_", "") for text in (word, name))
    if bare == other:
        return True
    short, long = sorted((word, name), key=len)
    if len(short) >= 3 and long.startswith(short) and not long[len(short) :].isdigit():
        return True
    steps = distance(word, name)
    if steps == 2 and len(short) < 6:
        return sorted(word) == sorted(name)
    if steps == 1 and word[:-1] == name[:-1] and (word[-1].isdigit() or name[-1].isdigit()):
        return False
    return steps <= 2 and len(short) >= 4


def _found(build: Build, what: str, written: str, near: str, span: Span) -> Found:
    fix = None
    if near and build.text(span) == written:
        fix = Fix(f"Write {near}", (Edit(span, near),))
    question = f": did you mean {near}?" if near else ""
    return Found(
        span,
        f"No stage is called {written}{question}",
        f"{what} therefore means the image {written}:latest from Docker Hub, unless the build is "
        "given a context of that name.",
        fix,
    )


rule = Rule(
    name="MistypedStageName",
    family=STAGECRAFT,
    severity=ERROR,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
