"""Do not remove a secret later: keep it out of the layers.

## What happens

Every COPY and every RUN makes a layer. A file that one layer adds and a later one removes is gone
from the container's view, and still complete in the layer below. `docker save` writes the layers
into an archive, from which anybody can unpack it.

## Why it matters in microservices

Images travel: registries, mirrors, scanners, nodes, laptops. A key in a layer is a key in all of
them. Layers of build stages are not in the image, but they are in the build cache, and with
`--cache-to mode=max` in the registry.

## How to mend it

Mount the file for the command that needs it: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc
npm ci`, and build with `docker build --secret id=npmrc,src=$HOME/.npmrc`. For keys of SSH there is
`--mount=type=ssh`. Put such files into `.dockerignore`. If an image with the secret was ever
pushed, revoke the secret.

## What it costs

The build command has to name the secret, and the pipeline has to hold it.

## Sources

- [Build secrets](https://docs.docker.com/build/building/secrets/)
- [Image layers](https://docs.docker.com/get-started/docker-concepts/building-images/understanding-image-layers/)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.commands import Copy, Install, Remove, Write, written
from dockercheck.layers import Target, source_span, target_of
from dockercheck.lines import Span
from dockercheck.paths import clean, destination, join
from dockercheck.rules.rule import ERROR, STAGECRAFT, Found, Rule
from dockercheck.runs import Run, covers, is_windows, run_of
from dockercheck.secret_names import is_secret_file
from dockercheck.shell import Command, Word
from dockercheck.stages import Stage, Step

BAD = """\
FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
RUN rm .npmrc
COPY src src
USER node
CMD ["node", "src/server.js"]
"""

GOOD = """\
FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=dev
COPY src src
USER node
CMD ["node", "src/server.js"]
"""

_TELLING = re.compile(r"auth|token|passw|secret|BEGIN|\$", re.IGNORECASE)
_MOST = 50  # secrets followed at a time; more only in text made to be slow
_SAMPLES = re.compile(r"example|sample|template|\.dist\b|default", re.IGNORECASE)


class _Secret(NamedTuple):
    """A file with a secret in a layer: where it lies, as one of several paths, and its cause."""

    paths: tuple[str, ...]
    name: str
    step: Step
    span: Span
    tree: bool = False


def find(build: Build) -> Iterator[Found]:
    """Files with secrets that one step puts into a layer and a later one removes."""
    after: dict[int | None, list[_Secret]] = {}
    for stage in build.stages:
        secrets = list(after.get(stage.base.stage, ()))
        if not is_windows(build, stage):
            for step in stage.steps:
                if step.name in ("COPY", "ADD") and not step.failed:
                    secrets += _copied(step)
                elif step.name == "RUN" and not step.failed:
                    yield from _of_run(build, stage, run_of(step), secrets)
                del secrets[:-_MOST]
        after[stage.index] = secrets


def _copied(step: Step) -> Iterator[_Secret]:
    if len(step.args) < 2:
        return
    target = destination(step.workdir, step.args[-1])
    for number, source in enumerate(step.args[:-1]):
        name = source.rstrip("/").rpartition("/")[2]
        renamed = bool(name) and not target.endswith("/") and is_secret_file(target)
        if is_secret_file(f"/{source}") or renamed:
            paths = (clean(target), join(target, name))
            yield _Secret(paths, source, step, source_span(step, number))
        elif name in ("", ".") and step.origin is not None and step.origin.kind == "context":
            yield _Secret((clean(target),), "", step, source_span(step, number), tree=True)


def _of_run(build: Build, stage: Stage, run: Run, secrets: list[_Secret]) -> list[Found]:
    """What a RUN removes of the secrets known so far; then it adds those that it writes itself."""
    found: list[Found] = []
    own: list[_Secret] = []
    for command in run.commands:
        known = run.what(command)
        own = [*own[-_MOST:], *_written(run, command)]
        if isinstance(known, Remove) or command.name == "shred":
            words = known.targets if isinstance(known, Remove) else command.arguments
            for word in words:
                target = target_of(run, command, word)
                if target is None:
                    continue
                own = [secret for secret in own if not any(map(target.takes, secret.paths))]
                found += _removed(build, stage, run, target, secrets)
    secrets += own
    return found


def _is_left_out(build: Build, folder: str, path: str) -> bool:
    """Whether the ignore file keeps a file out of the context that was copied to the folder."""
    below = path.removeprefix(folder.rstrip("/")).lstrip("/")
    return build.ignore is not None and build.ignore.ignores(below)


def _removed(
    build: Build, stage: Stage, run: Run, target: Target, secrets: list[_Secret]
) -> Iterator[Found]:
    for secret in list(secrets):
        if secret.tree:
            named = target.pattern is None and is_secret_file(target.path)
            hit = named and covers(secret.paths[0], target.path)
            hit = hit and not _is_left_out(build, secret.paths[0], target.path)
        else:
            hit = any(map(target.takes, secret.paths))
        if hit and all(run.keeps(path) for path in secret.paths):
            if not secret.tree:
                secrets.remove(secret)
            yield _found(build, stage, run, target, secret)


def _found(build: Build, stage: Stage, run: Run, target: Target, secret: _Secret) -> Found:
    name = secret.name or target.word.text
    shipped = build.target is not None and stage in build.lineage(build.target)
    where = (
        "everybody who can pull the image can read it there"
        if shipped
        else f"the image does not have the layers of {stage.label}, but the build cache does, and "
        f"every registry that it is exported to with mode=max"
    )
    return Found(
        secret.span,
        f"{name} stays in the layer of this {secret.step.name}",
        f"The removal at line {run.span(target.word.start, target.word.end).line} only hides it: "
        f"{where}.",
    )


def _written(run: Run, command: Command) -> Iterator[_Secret]:
    """Files with secrets that a command writes."""
    known = run.what(command)
    writes = [*written(command), *([known] if isinstance(known, Write) else [])]
    for write in writes:
        if write.content is None or _TELLING.search(write.content):
            yield from _at(run, command, *write.paths)
    samples = isinstance(known, Copy | Install) and any(
        _SAMPLES.search(word.text) for word in known.sources
    )
    if isinstance(known, Copy | Install) and not samples:
        yield from _at(run, command, known.destination)


def _at(run: Run, command: Command, *words: Word) -> Iterator[_Secret]:
    for word in words:
        target = target_of(run, command, word)
        if target is not None and is_secret_file(target.path) and run.keeps(target.path):
            span = run.span(word.start, word.end)
            yield _Secret((target.path,), word.text, run.step, span)


rule = Rule(
    name="SecretRemovedLater",
    family=STAGECRAFT,
    severity=ERROR,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
