"""Global arguments: the ARGs before the first FROM, and those that every build has.

They expand in FROM and in each other's defaults; a stage sees one only after an ARG of its own.
"""

from collections.abc import Mapping, Sequence

from dockercheck.instructions import Instruction, quoted
from dockercheck.lines import Problem
from dockercheck.platforms import DEFAULT
from dockercheck.words import Budget, Mode, WordError, expand


class GlobalArgs:
    """The global arguments of a file.

    `values` hold for this build, `defaults` would without any build argument (None where a
    default cannot be expanded), `declared` are all names, also those without a value.
    """

    def __init__(
        self,
        instructions: Sequence[Instruction],
        target: str,
        given: Mapping[str, str],
        mode: Mode,
        budget: Budget,
    ) -> None:
        self.mode = mode
        self.budget = budget
        self.problems: list[Problem] = []
        self.defaults: dict[str, str] | None = _predefined(target, given)
        for instruction in instructions:
            if (
                self.defaults is not None
                and self._apply(instruction, self.defaults, {}) is not None
            ):
                self.defaults = None
        self.values = _predefined(target, given)
        for instruction in instructions:
            problem = self._apply(instruction, self.values, given)
            if problem is not None:
                self.problems.append(problem)
        names = (pair.key for instruction in instructions for pair in instruction.pairs)
        self.declared = frozenset(names) | self.values.keys()

    def _apply(
        self, instruction: Instruction, env: dict[str, str], given: Mapping[str, str]
    ) -> Problem | None:
        for pair in instruction.pairs:
            value = given.get(pair.key)
            if value is None and pair.value is not None:
                try:
                    value = expand(pair.value, env, self.mode, self.budget).text
                except WordError as error:
                    return Problem(f"failed to process {quoted(pair.value)}: {error}", pair.span)
            if value is not None:
                env[pair.key] = value
        return None


def _predefined(target: str, given: Mapping[str, str]) -> dict[str, str]:
    platform = DEFAULT
    values = {
        "BUILDPLATFORM": str(platform),
        "BUILDOS": platform.os,
        "BUILDOSVERSION": "",
        "BUILDARCH": platform.architecture,
        "BUILDVARIANT": platform.variant,
        "TARGETPLATFORM": str(platform),
        "TARGETOS": platform.os,
        "TARGETOSVERSION": "",
        "TARGETARCH": platform.architecture,
        "TARGETVARIANT": platform.variant,
        "TARGETSTAGE": target,
    }
    return {name: given.get(name, value) for name, value in values.items()}
