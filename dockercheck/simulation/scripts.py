"""The shell texts of RUNs, read once for a file and for all its fixes."""

from dockercheck.runs import Run, run_of
from dockercheck.scopes import Env
from dockercheck.stages import Step

_MOST_ENVIRONMENTS = 4  # of one text; more only in files made to be slow


class Scripts:
    """RUNs that were read already; two with the same text and environment are one."""

    def __init__(self) -> None:
        self._read: dict[tuple[object, ...], list[tuple[Env, Run]]] = {}

    def read(self, step: Step) -> Run:
        """A RUN read as shell text. Its `step` may be that of another RUN that is the same."""
        instruction = step.instruction
        documents = tuple(document.content for document in instruction.heredocs)
        key = (instruction.original, documents, step.workdir, step.shell, step.mounts)
        known = self._read.setdefault(key, [])
        for env, run in known:
            if env is step.env or env == step.env:
                return run
        found = run_of(step)
        if len(known) < _MOST_ENVIRONMENTS:
            known.append((step.env, found))
        return found
