"""Mount a secret for the RUN that uses it.

## What happens

A RUN that uses a secret from `ARG` or `ENV` takes it from a place that keeps it. The value of a
build argument is part of the image's history (`docker history --no-trunc`), of the provenance that
BuildKit attaches in `mode=max`, and of the key of this step in every exported cache. An `ENV`
stands in the image's configuration. And what the command writes with it, such as a configuration
file with a token in it, is in the layer.

## Why it matters in microservices

One organisation-wide token usually builds all services. It then stands in the history or in the
build records of every one of them, readable by everybody who may pull, and revoking it stops all
pipelines at once.

## How to mend it

`RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci` hands the value to this one command and
to no layer. Without `env=` it is a file, `/run/secrets/npm_token`. The build gets it by
`docker build --secret id=npm_token,env=NPM_TOKEN`. Remove the ARG. For repositories over SSH there
is `--mount=type=ssh`.

## What it costs

`env=` needs the Dockerfile syntax 1.10 or later. A new value of a secret does not make the step run
again, since it is not part of the cache key.

## Sources

- [Build secrets](https://docs.docker.com/build/building/secrets/)
- [RUN --mount=type=secret](https://docs.docker.com/reference/dockerfile/#run---mounttypesecret)
- [Provenance attestation](https://docs.docker.com/build/metadata/attestations/slsa-provenance/)
"""

from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.edits import add_flag, remove_instruction
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import Run, runs_of
from dockercheck.secret_names import is_secret_variable
from dockercheck.shell import Reference
from dockercheck.stages import Stage, Step

BAD = """\
FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
ARG NPM_TOKEN
RUN npm config set //npm.example.com/:_authToken "$NPM_TOKEN" && npm ci --omit=dev
COPY . .
USER node
CMD ["node", "server.js"]
"""

GOOD = """\
FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci --omit=dev
COPY . .
USER node
CMD ["node", "server.js"]
"""


class _Secret(NamedTuple):
    """A variable with a secret in it, where it is declared, and the RUNs that use it."""

    name: str
    step: Step
    uses: list[tuple[Run, Reference]]


def find(build: Build) -> Iterator[Found]:
    """RUNs that use a variable that reads like a secret."""
    after: dict[int | None, dict[str, _Secret]] = {}
    for stage in build.stages:
        declared = after.get(stage.base.stage, {})
        own = _declared(stage)
        after[stage.index] = {**declared, **own} if own else declared
        for secret in _used(build, stage, after[stage.index]):
            fix = _fix(build, stage, secret)
            for run, reference in secret.uses:
                yield Found(
                    run.span(reference.start, reference.end),
                    f"RUN uses the secret {secret.name} from {secret.step.name}",
                    _why(build, stage, secret),
                    fix,
                )


def _declared(stage: Stage) -> dict[str, _Secret]:
    """The secrets that a stage itself declares."""
    return {
        pair.key: _Secret(pair.key, step, [])
        for step in stage.named("ARG", "ENV")
        for pair in step.pairs
        if is_secret_variable(pair.key, pair.value)
    }


def _used(build: Build, stage: Stage, declared: dict[str, _Secret]) -> list[_Secret]:
    """The secrets of a stage and of the stages below it that its own RUNs use."""
    found: dict[str, _Secret] = {}
    for run in runs_of(build, stage) if declared else ():
        for name, reference in _first_uses(run).items():
            if name in declared and _is_set(run.step, declared[name]):
                secret = found.setdefault(name, declared[name]._replace(uses=[]))
                secret.uses.append((run, reference))
    return list(found.values())


def _first_uses(run: Run) -> dict[str, Reference]:
    """The first use of each variable that the RUN does not set itself or get from a mount."""
    mounted = {mount.env for mount in run.step.mounts}
    uses: dict[str, Reference] = {}
    for reference in run.references:
        if reference.name not in run.script.assigned and reference.name not in mounted:
            uses.setdefault(reference.name, reference)
    return uses


def _is_set(step: Step, secret: _Secret) -> bool:
    """Whether the declaration comes before the step."""
    return secret.step.stage != step.stage or secret.step.line < step.line


def _why(build: Build, stage: Stage, secret: _Secret) -> str:
    shipped = build.target is not None and stage in build.lineage(build.target)
    declared = f"{secret.step.name} at line {secret.step.line}"
    if secret.step.name == "ENV":
        place = "the image's configuration" if shipped else "the build cache and its exports"
        return f"{declared} keeps the value of {secret.name} in {place}."
    if shipped:
        return f"{declared} takes it: the value stands in docker history and in the provenance."
    return (
        f"{declared} takes it: the value stands in the build's provenance (mode=max) and in what "
        f"the cache of {stage.label} is exported with."
    )


def _fix(build: Build, stage: Stage, secret: _Secret) -> Fix | None:
    """Mount the secret in each RUN that uses it, and drop the ARG that nothing else needs."""
    step, name = secret.step, secret.name
    if step.name != "ARG" or step.stage != stage.index or step.triggered or len(step.pairs) != 1:
        return None
    if step.instruction.pairs[0].value is not None or _is_used_elsewhere(build, secret):
        return None
    key = name.lower()
    edits: list[Edit] = [remove_instruction(build, step.instruction)]
    for run, _reference in secret.uses:
        mount = f"--mount=type=secret,id={key},env={name}"
        edits.append(add_flag(run.step.instruction, mount))
    return Fix(f"Mount it, and build with --secret id={key},env={name}", tuple(edits))


def _is_used_elsewhere(build: Build, secret: _Secret) -> bool:
    """Whether an instruction other than these RUNs may use the variable."""
    using = {run.step.instruction for run, _reference in secret.uses}
    using.add(secret.step.instruction)
    return any(
        secret.name in instruction.original
        or any(secret.name in document.content for document in instruction.heredocs)
        for instruction in build.instructions
        if instruction not in using
    )


rule = Rule(
    name="SecretInArgUsedByRun",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
