"""Build stages and how they hang together.

Follows moby/buildkit `frontend/dockerfile/dockerfile2llb/convert.go`: a name means the last
stage that has it so far, `COPY --from` falls back to an image, and what BuildKit reads from
outside (`COPY --from=alpine`) becomes a stage of its own without a number in the file.
"""

import re
from typing import NamedTuple

from dockercheck.instructions import Instruction, Pair, Token
from dockercheck.lines import Span
from dockercheck.mounts import Mount
from dockercheck.ports import Port, PortError, parse_port
from dockercheck.references import Reference
from dockercheck.scopes import Env
from dockercheck.words import Expansion

INDEX = re.compile(r"[+-]?[0-9]{1,18}\Z")


class Need(NamedTuple):
    """Another stage that a stage takes something from, where, and by which means."""

    stage: int
    line: int
    via: str  # from, copy or mount


class Base(NamedTuple):
    """What a stage is built from.

    `kind` is image, stage or scratch. `name` is what FROM says with its variables expanded;
    `reference` is it as an image, None where it is not one or cannot be read.
    """

    kind: str
    name: str
    stage: int | None = None
    reference: Reference | None = None

    @property
    def ref(self) -> str:
        """The full name of the image, "" for scratch and for another stage."""
        return str(self.reference) if self.reference else ""


class Origin(NamedTuple):
    """Where COPY, ADD or a mount takes its files from.

    `kind` is context, stage, image or scratch; `written` is what `--from` says.
    """

    kind: str
    stage: int | None = None
    reference: Reference | None = None
    written: str = ""


class Unset(NamedTuple):
    """A variable that nothing defines, and the word that uses it."""

    name: str
    span: Span


class Step(NamedTuple):
    """An instruction of a stage with its variables expanded, and the state it starts from.

    `args` are the arguments after expansion (RUN, CMD and ENTRYPOINT are not expanded by a
    build), `pairs` the same for ENV, LABEL and ARG. `env`, `workdir`, `user` and `shell` hold
    before the instruction; `shell` is () while no SHELL was given. `undefined` are variables it
    uses that nothing defines. `origin` is set for COPY and ADD, `mounts` and `mount_origins`
    for RUN. `triggered` marks an ONBUILD instruction that a base brought along: its
    instruction's lines then belong to the base, and `span` is that of FROM.
    """

    instruction: Instruction
    stage: int
    span: Span
    args: tuple[str, ...]
    pairs: tuple[Pair, ...]
    env: Env
    workdir: str
    user: str
    shell: tuple[str, ...]
    undefined: tuple[Unset, ...] = ()
    origin: Origin | None = None
    mounts: tuple[Mount, ...] = ()
    mount_origins: tuple[Origin, ...] = ()
    triggered: bool = False
    failed: bool = False

    @property
    def name(self) -> str:
        """The instruction's name in capitals."""
        return self.instruction.name

    @property
    def line(self) -> int:
        """The line to point at."""
        return self.span.line


class Stage(NamedTuple):
    """A stage of the file.

    `name` is in lower case, None where the stage has none. `steps` begin with the triggers the
    base brought. `in_target` tells whether the target needs the stage. `base_words` and
    `platform_words` are the expansions of FROM's image and of its platform. `kinds` are the
    names of the instructions among the steps. `root` is the stage at the bottom of what this one is
    built from: the one on an image or on nothing, itself perhaps.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    name: str | None
    instruction: Instruction
    base: Base
    platform: str | None
    needs: tuple[Need, ...]
    steps: tuple[Step, ...]
    in_target: bool
    base_words: Expansion | None
    platform_words: Expansion | None
    kinds: frozenset[str]
    root: int

    @property
    def line(self) -> int:
        """The line of FROM."""
        return self.instruction.line

    @property
    def end_line(self) -> int:
        """The last line of the stage's last instruction."""
        own = [s.instruction.end_line for s in self.steps if not s.triggered]
        return max([self.instruction.end_line, *own])

    @property
    def label(self) -> str:
        """How to name the stage in a sentence: its name, or its number."""
        return self.name if self.name is not None else f"stage {self.index}"

    def named(self, *names: str) -> list[Step]:
        """The steps with one of these instruction names, in order."""
        if self.kinds.isdisjoint(names):
            return []
        return [step for step in self.steps if step.instruction.name in names]


def exposed_ports(step: Step) -> list[Port]:
    """The ports of an EXPOSE, those left out that cannot be read."""
    ports = []
    for word in step.args:
        try:
            ports.append(parse_port(word))
        except PortError:
            continue
    return ports


def written_as(step: Step, port: Port) -> Token | None:
    """The word of the file that a port stands in, None where a variable brought it."""
    tokens = () if step.triggered else step.instruction.args
    return next((token for token in tokens if token.text == port.written), None)
