"""The state of an evaluation: stages begun so far, variables, the graph under construction."""

from collections.abc import Callable, Mapping

from dockercheck.copying import CopyError
from dockercheck.graph import Draft, GraphBuilder
from dockercheck.image import DEFAULT_PATH
from dockercheck.instructions import quoted
from dockercheck.lines import Problem, Span
from dockercheck.mounts import MountError
from dockercheck.ports import PortError
from dockercheck.run_step import RunError
from dockercheck.scopes import Scope
from dockercheck.signals import SignalError
from dockercheck.stages import Origin, Step, Unset
from dockercheck.states import Complaint, Linked, State, Task
from dockercheck.words import Mode, WordError, expand

# ARGs that steer the attestation and never reach a step.
HIDDEN_ARGS = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})


class RefusedError(Exception):
    """The build would stop at the instruction; the message is the one BuildKit gives."""


STOPS = (RefusedError, RunError, WordError, MountError, PortError, SignalError, CopyError)


class Run:
    """A state while its tasks are evaluated."""

    def __init__(self, state: State, base: "Run | None") -> None:
        self.state = state
        self.base = base
        self.root: int = base.root if base else state.index
        config = state.config
        self.scope: Scope = Scope(base.scope.now() if base else None)
        self.workdir: str = base.workdir if base else config.workdir
        self.user: str = base.user if base else config.user
        self.shell: tuple[str, ...] = base.shell if base else config.shell
        self.args: set[str] = set(base.args) if base else set()
        self.vertex: int | None = base.vertex if base else None
        self.env_key: int = base.env_key if base else 0
        self.steps: list[Step] = []


class Evaluator:
    """Evaluates states; what each instruction does is in `effects`."""

    def __init__(
        self,
        linked: Linked,
        escape: str,
        build_args: Mapping[str, str],
        effects: "Mapping[str, Effect]",
    ) -> None:
        self.effects = effects
        self.linked = linked
        self.mode = Mode(escape=escape)
        self.build_args = build_args
        self.graph = GraphBuilder()
        self.runs: dict[int, Run] = {}
        self.complaints: list[Complaint] = []
        self.env_keys: dict[tuple[int, str, str], int] = {}
        self.undefined: list[Unset] = []

    # A stage

    def evaluate(self, state: State) -> None:
        if state.index in self.runs:
            return
        base = self.runs.get(state.base.index) if state.base is not None else None
        run = Run(state, base)
        self.runs[state.index] = run
        if base is None:
            self._begin(run)
        for task in state.tasks:
            run.steps.append(self._step(run, task))

    def _begin(self, run: Run) -> None:
        """Start from the image, or from nothing."""
        state = run.state
        for entry in state.config.env:
            name, _, value = entry.partition("=")
            self.define(run, name, value)
        if run.scope.now().get("PATH") is None:
            self.define(run, "PATH", DEFAULT_PATH)
        run.vertex = self._image(state)

    def _image(self, state: State) -> int | None:
        if state.reference is None:
            return None
        name = str(state.reference)
        instruction = state.instruction
        lines = lines_of(instruction.span) if instruction is not None else state.lines
        stage = state.index if instruction is not None else state.user
        platform = str(state.platform or "")
        return self.graph.add(
            Draft("image", stage, lines, (), f"FROM {name}", key=platform, detail=(name,))
        )

    def define(self, run: Run, name: str, value: str) -> None:
        if run.scope.now().get(name) == value and run.env_key:
            return
        run.scope.set(name, value)
        key = (run.env_key, name, value)
        run.env_key = self.env_keys.setdefault(key, len(self.env_keys) + 1)

    # A step

    def _step(self, run: Run, task: Task) -> Step:
        instruction = task.instruction
        place = run.state.instruction if task.triggered else instruction
        step = Step(
            instruction,
            run.state.index,
            place.span if place is not None else instruction.span,
            tuple(instruction.values),
            instruction.pairs,
            run.scope.now(),
            run.workdir,
            run.user,
            run.shell,
            triggered=task.triggered,
        )
        self.undefined = []
        apply = self.effects.get(instruction.name)
        try:
            if apply is not None:
                step = apply(self, run, task, step)
        except STOPS as error:
            problem = Problem(str(error), step.span)
            self.complaints.append(Complaint(problem, run.state.index))
            step = step._replace(failed=True)
        return step._replace(undefined=tuple(self.undefined))

    def expand(self, run: Run, word: str, span: Span, mode: Mode | None = None) -> str:
        try:
            expansion = expand(word, run.scope.now(), mode or self.mode, self.linked.budget)
        except WordError as error:
            raise WordError(f"failed to process {quoted(word[:200])}: {error}") from error
        self.undefined += (
            Unset(name, span)
            for name in expansion.unmatched
            if name not in run.args and name not in HIDDEN_ARGS
        )
        return expansion.text

    def expanded(self, run: Run, step: Step) -> Step:
        spans = _spans(step)
        words = zip(step.args, spans, strict=True)
        return step._replace(args=tuple(self.expand(run, word, span) for word, span in words))

    def pairs(self, run: Run, step: Step) -> Step:
        spans = _spans(step)
        keys, values = spans[::3], spans[1::3]
        pairs = tuple(
            pair._replace(
                key=self.expand(run, pair.key, key),
                value=self.expand(run, pair.value or "", value),
            )
            for pair, key, value in zip(step.pairs, keys, values, strict=True)
        )
        return step._replace(pairs=pairs)

    def finished(self, state: State) -> Run | None:
        """What a state has become, None while the build has not come to it."""
        if state.instruction is None:
            self.evaluate(state)
        return self.runs.get(state.index)

    def origin(self, state: State | None) -> Origin:
        if state is None:
            return Origin("context")
        if state.instruction is not None:
            return Origin("stage", state.index)
        if state.is_scratch:
            return Origin("scratch")
        return Origin("image", None, state.reference)


Effect = Callable[[Evaluator, Run, Task, Step], Step]


def lines_of(span: Span) -> tuple[int, ...]:
    """The numbers of the lines that a span covers."""
    return tuple(range(span.line, span.end_line + 1))


def _spans(step: Step) -> list[Span]:
    """Where each argument stands; a trigger's stand in the file of the base."""
    args = step.instruction.args
    return [step.span] * len(args) if step.triggered else [token.span for token in args]
