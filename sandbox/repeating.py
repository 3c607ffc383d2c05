"""What an edit makes run again: the builder's word for it, set right where BuildKit looks closer.

The builder here does not look into what RUN mounts: a file of the context, or a stage, may change,
and it takes the step for cached.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from .choosing import UnknownPatternError, not_ignored
from .reading import Instruction, mount_options
from .result import Repeated, Step


def touched(
    instructions: Iterable[Instruction], edits: Collection[str], context: Mapping[str, bytes]
) -> list[Instruction]:
    """The same instructions, said a little differently where RUN mounts a file that was edited.

    To the builder another text is another step.
    """
    with suppress(UnknownPatternError):
        edits = [name for name in not_ignored(context) if name in edits]
    return [_said_differently(each, edits) if each.name == "RUN" else each for each in instructions]


def _said_differently(run: Instruction, edits: Collection[str]) -> Instruction:
    flags = tuple(f"{flag},readonly" if _mounts_any(flag, edits) else flag for flag in run.flags)
    if flags == run.flags:
        return run
    return replace(run, flags=flags, original=" ".join([run.name, *flags, run.rest.strip()]))


def _mounts_any(flag: str, edits: Collection[str]) -> bool:
    options = mount_options(flag.removeprefix("--mount="))
    if not flag.startswith("--mount=") or options.get("type", "bind") != "bind":
        return False
    source = options.get("source", options.get("src", "")).strip("./")
    return "from" not in options and any(
        not source or name == source or name.startswith(f"{source}/") for name in edits
    )


@dataclass(frozen=True)
class SecondStep:
    """A step of the second build; `same` if it was run and added what it had added before."""

    step: Step
    cached: bool
    same: bool = False


@dataclass
class _Stages:
    """The stages of a Dockerfile, and what is known of them so far."""

    instructions: list[list[Instruction]] = field(default_factory=list)
    # By every name that a stage has: run again in part, and that by our word alone.
    changed: set[str] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)

    def names(self, stage: int) -> set[str]:
        words = self.instructions[stage - 1][0].words()
        named = {words[2].lower()} if len(words) == 3 else set()
        return {str(stage - 1), *named}

    def find(self, step: Step) -> Instruction | None:
        """The instruction as it was written; none, for what ONBUILD of a base put between."""
        if step.stage > len(self.instructions):
            return None
        own = self.instructions[step.stage - 1]
        if step.number == 1:
            return own[0]
        number = step.number - (step.of - len(own))
        return own[number - 1] if 1 < number <= len(own) else None

    def spoils(self, instruction: Instruction) -> bool:
        """Whether it reads a stage that changed, and the builder did not look."""
        if instruction.name == "FROM":
            return instruction.words()[0].lower() in self.guessed
        for flag in instruction.flags:
            name = mount_options(flag.removeprefix("--mount=")).get("from", "").lower()
            if instruction.name == "RUN" and name in self.changed:
                return True
            if flag.removeprefix("--from=").lower() in self.guessed:
                return True
        return False


def tell(instructions: Iterable[Instruction], steps: Sequence[SecondStep]) -> tuple[Repeated, ...]:
    """Every step of the second build, in the words of the file."""
    stages = _Stages()
    for each in instructions:
        if each.name == "FROM":
            stages.instructions.append([])
        if stages.instructions:
            stages.instructions[-1].append(each)
    told: list[Repeated] = []
    for number in sorted({each.step.stage for each in steps}):
        told += _tell_stage(stages, [each for each in steps if each.step.stage == number])
    return tuple(told)


def _tell_stage(stages: _Stages, steps: Sequence[SecondStep]) -> list[Repeated]:
    told: list[Repeated] = []
    spoiled = False
    for each in steps:
        step = each.step
        instruction = stages.find(step)
        spoiled = spoiled or (instruction is not None and stages.spoils(instruction))
        text = _text(instruction) if instruction else step.text
        # FROM is run by nobody.
        hit = step.number == 1 or (each.cached and not spoiled)
        # It stands on nothing that was before it, so it need not be copied again.
        hit = hit or (instruction is not None and "--link" in instruction.flags and each.same)
        told.append(Repeated(step.stage, step.number, text, hit))
    number = steps[0].step.stage
    if number <= len(stages.instructions):
        names = stages.names(number)
        stages.changed |= set() if all(row.cached for row in told) else names
        stages.guessed |= names if spoiled else set()
    return told


def _text(instruction: Instruction) -> str:
    """On one line, and the lines of its heredocs."""
    line = " ".join([instruction.name, *instruction.flags, instruction.rest.strip()])
    return "\n".join([line, *(each.content.rstrip("\n") for each in instruction.heredocs)])
