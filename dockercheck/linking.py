"""Instructions into stages that know each other: names, indexes, targets, circles, triggers.

The first half of moby/buildkit `dockerfile2llb/convert.go`: it runs before any instruction of a
stage is evaluated, so that only global arguments have values here.
"""

from collections.abc import Mapping, Sequence

from dockercheck.arguments import GlobalArgs
from dockercheck.image import SCRATCH, config_from, image_facts
from dockercheck.instructions import Instruction, parse_one, quoted
from dockercheck.lines import Problem, Span
from dockercheck.mounts import source_stage
from dockercheck.platforms import PlatformError, parse_platform
from dockercheck.references import ImageNameError, parse_reference
from dockercheck.stages import INDEX, Need
from dockercheck.states import Complaint, Linked, Settings, State, Task
from dockercheck.suggestions import did_you_mean, nearest
from dockercheck.syntax import check_syntax
from dockercheck.words import Budget, Expansion, Mode, WordError, expand

NO_FROM = (
    "variable expansion is not supported for --from, define a new stage with FROM using ARG "
    "from global scope as a workaround"
)


# Looking for near names costs time for every problem; the first few tell enough.
MAX_SUGGESTIONS = 20
_MOST_NAMES = 12  # of the stages of a circle


def link(instructions: Sequence[Instruction], escape: str, settings: Settings) -> Linked:
    """Link a file's instructions, all of which `check_syntax` accepts."""
    return _Linker(escape, settings).run(instructions)


class _Linker:
    def __init__(self, escape: str, settings: Settings) -> None:
        self.mode = Mode(escape=escape)
        self.settings = settings
        self.states: list[State] = []
        self.by_name: dict[str, State] = {}
        self.complaints: list[Complaint] = []
        self.global_args: dict[str, str] = {}
        self.budget = Budget()

    def complain(self, message: str, span: Span, hint: str = "", stage: int | None = None) -> None:
        self.complaints.append(Complaint(Problem(message, span, hint), stage))

    def run(self, instructions: Sequence[Instruction]) -> Linked:
        metas, froms = self._divide(instructions)
        self._set_global_args(metas, froms)
        for instruction, commands in froms:
            self._add_stage(instruction, commands)
        target = self._find_target()
        for state in self.states[: len(froms)]:
            self._add_tasks(state)
        circular = self._find_circle()
        self._resolve_images()
        reachable = self._follow_triggers(target)
        return Linked(
            tuple(self.states),
            target,
            reachable,
            self.global_args,
            self.args.defaults,
            self.args.declared,
            circular,
            self.budget,
            tuple(self.complaints),
        )

    def _divide(
        self, instructions: Sequence[Instruction]
    ) -> tuple[list[Instruction], list[tuple[Instruction, list[Instruction]]]]:
        """The ARGs in front, and each FROM with what follows it."""
        metas: list[Instruction] = []
        froms: list[tuple[Instruction, list[Instruction]]] = []
        misplaced: Instruction | None = None
        for instruction in instructions:
            if instruction.name == "FROM":
                froms.append((instruction, []))
            elif froms:
                froms[-1][1].append(instruction)
            elif instruction.name == "ARG":
                metas.append(instruction)
            elif misplaced is None:
                misplaced = instruction
                self.complain(
                    "no build stage in current context",
                    instruction.span,
                    "Only ARG may stand before the first FROM.",
                )
        return metas, froms

    def _set_global_args(
        self, metas: Sequence[Instruction], froms: Sequence[tuple[Instruction, object]]
    ) -> None:
        last = stage_name(froms[-1][0]) if froms else None
        target = self.settings.target or last or "default"
        given = self.settings.build_args
        self.args = GlobalArgs(metas, target, given, self.mode, self.budget)
        self.global_args = self.args.values
        self.complaints += (Complaint(problem, None) for problem in self.args.problems)

    # Stages

    def _add_stage(self, instruction: Instruction, commands: list[Instruction]) -> None:
        state = State(len(self.states), instruction, instruction.args[0].text)
        state.commands = commands
        state.name = stage_name(instruction)
        span = instruction.args[0].span
        state.base_words = self._expand(state.base_name, span, "")
        if state.base_words is not None:
            if not state.base_words.text:
                self.complain(
                    f"base name ({state.base_name}) should not be blank",
                    span,
                    "Give the variable a default: ARG NAME=value before the first FROM.",
                )
            state.base_name = state.base_words.text
        self._set_platform(state, instruction)
        self._register(state)

    def _expand(self, word: str, span: Span, what: str) -> Expansion | None:
        try:
            return expand(word, self.global_args, self.mode, self.budget)
        except WordError as error:
            self.complain(f"{what}failed to process {quoted(word)}: {error}", span)
            return None

    def _set_platform(self, state: State, instruction: Instruction) -> None:
        written = instruction.flag("platform")
        if not written:
            return
        span = next(f.span for f in instruction.flags if f.name == "platform")
        words = self._expand(written, span, "failed to process arguments for platform: ")
        state.platform_words = words
        if words is None:
            return
        if not words.text:
            self.complain(
                self._suggest(f"empty platform value from expression {written}", words), span
            )
            return
        try:
            state.platform = parse_platform(words.text)
        except PlatformError as error:
            reason = self._suggest(str(error), words)
            self.complain(f"failed to parse platform {written}: {reason}", span)

    def _suggest(self, message: str, words: Expansion) -> str:
        for name in words.unmatched if len(self.complaints) < MAX_SUGGESTIONS else ():
            near = nearest(name, self.global_args)
            if near:
                return f"{message} (did you mean {near}?)"
        return message

    def _register(self, state: State) -> None:
        self.states.append(state)
        state.base = self.by_name.get(state.base_name)
        if state.base is not None and state.instruction is not None:
            state.needs.append(Need(state.base.index, state.instruction.line, "from"))
        if state.name is not None:
            self.by_name[state.name] = state

    def _find_target(self) -> State | None:
        wanted = self.settings.target
        if not self.states:
            if not self.complaints:
                self.complain(
                    "dockerfile contains no stages to build",
                    Span(1, 1, 1, 1),
                    "Begin with FROM and the image to build on.",
                )
            return None
        if not wanted:
            return self.states[-1]
        found = self.by_name.get(wanted.lower())
        if found is None:
            message = f"target stage {quoted(wanted)} could not be found"
            labels = [state.label for state in self.states]
            self.complain(did_you_mean(message, wanted, labels), Span(1, 1, 1, 1))
        return found

    # What the stages take from each other

    def _add_tasks(self, state: State) -> None:
        for instruction in state.commands:
            state.tasks.append(self._task(state, instruction, instruction, triggered=False))

    def _task(
        self, state: State, instruction: Instruction, place: Instruction, *, triggered: bool
    ) -> Task:
        sources: list[State | None] = []
        if instruction.name == "COPY" and instruction.flag("from"):
            sources.append(self._copy_source(state, instruction, place))
        elif instruction.name == "RUN":
            for spec in instruction.flag_values("mount"):
                sources.append(self._mount_source(state, spec, place))
        return Task(instruction, tuple(sources), triggered)

    def _copy_source(
        self, state: State, instruction: Instruction, place: Instruction
    ) -> State | None:
        written = instruction.flag("from") or ""
        span = place.span
        if place is instruction:
            span = next(f.span for f in instruction.flags if f.name == "from")
        try:
            constant = expand(written, {}, self.mode).text == written
        except WordError:
            constant = False
        if not constant:
            self.complain(NO_FROM, span)
            return None
        if INDEX.match(written):
            number = int(written)
            if not 0 <= number < len(self.states):
                self.complain(
                    f"invalid stage index {number}",
                    span,
                    "Stages count from 0 in the order of their FROM.",
                )
                return None
            found = self.states[number]
        else:
            found = self._named(written)
            if found.instruction is None and found.place is None:
                found.place = place.span
        self._depend(state, found, place, "copy")
        return found

    def _mount_source(self, state: State, spec: str, place: Instruction) -> State:
        found = self._named(source_stage(spec) or "scratch")
        self._depend(state, found, place, "mount")
        return found

    def _named(self, name: str) -> State:
        """The stage of that name, or a new state that is the image of that name."""
        found = self.by_name.get(name.lower())
        if found is None:
            found = State(len(self.states), None, name)
            self.states.append(found)
        return found

    def _depend(self, state: State, found: State, place: Instruction, via: str) -> None:
        state.depends[found.index] = found
        if found.user is None:
            found.user = state.index
        if found.instruction is not None:
            state.needs.append(Need(found.index, place.line, via))

    def _find_circle(self) -> bool:
        """Complain about the first stage from which a way leads back to where it has been."""
        visited: set[int] = set()
        for start in self.states:
            circle = self._walk(start, visited) if start.index not in visited else None
            if circle is None:
                continue
            instruction = start.instruction
            self.complain(
                f"circular dependency detected on stage: {start.label}",
                instruction.span if instruction else Span(1, 1, 1, 1),
                f"{_told(circle)}: a stage can only take files from one that does not need it.",
            )
            return True
        return False

    def _walk(self, start: State, visited: set[int]) -> list[State] | None:
        """The first circle that is met on the ways from a state, its start also at its end."""
        path = {start.index}
        visited.add(start.index)
        stack = [(start, iter(start.depends.values()))]
        while stack:
            state, following = stack[-1]
            for dependency in following:
                if dependency.index in path:
                    states = [each for each, _ in stack]
                    return [*states[states.index(dependency) :], dependency]
                if dependency.index not in visited:
                    visited.add(dependency.index)
                    path.add(dependency.index)
                    stack.append((dependency, iter(dependency.depends.values())))
                    break
            else:
                path.discard(state.index)
                stack.pop()
        return None

    # Images

    def _resolve_images(self) -> None:
        for state in self.states:
            if state.is_scratch:
                state.config = SCRATCH
            elif state.base is None and state.reference is None:
                self._resolve(state)

    def _resolve(self, state: State) -> None:
        """Read the image's name, and take over what is known of the image."""
        if not state.base_name or (state.instruction is not None and state.base_words is None):
            return  # told already
        try:
            state.reference = parse_reference(state.base_name)
        except ImageNameError as error:
            span, hint = self._place_of_name(state)
            self.complain(
                f"failed to parse stage name {quoted(state.base_name)}: {error}", span, hint
            )
            return
        facts = image_facts(self.settings.images, state.reference).get("config")
        if isinstance(facts, Mapping):
            state.config = config_from(facts)

    def _place_of_name(self, state: State) -> tuple[Span, str]:
        if state.instruction is None:
            return state.place or Span(1, 1, 1, 1), ""
        stage = self.by_name.get(state.base_name.lower())
        if stage is not None and stage.index < state.index:
            hint = f"FROM is the one place where case counts: write {stage.name}."
        else:
            hint = ""
        return state.instruction.args[0].span, hint

    # Triggers

    def _follow_triggers(self, target: State | None) -> frozenset[int]:
        """The states the target needs, once ONBUILD instructions of their bases count too."""
        done: set[int] = set()
        while True:
            reachable = _reachable(target)
            fresh = [s for s in self.states if s.index in reachable and s.index not in done]
            if not fresh:
                return reachable
            for state in fresh:
                done.add(state.index)
                self._add_triggers(state)
            self._resolve_images()

    def _add_triggers(self, state: State) -> None:
        triggers = list(state.config.onbuild)
        if state.base is not None:
            triggers += [i.trigger for i in state.base.commands if i.name == "ONBUILD"]
        if state.instruction is None:
            return
        tasks = [self._trigger(state, text, state.instruction) for text in triggers]
        state.tasks[:0] = [task for task in tasks if task is not None]

    def _trigger(self, state: State, text: str, place: Instruction) -> Task | None:
        found = parse_one(text)
        if found is None:
            self.complain("onbuild trigger should be a single expression", place.span)
            return None
        instruction, problems = found
        problem = problems[0] if problems else check_syntax(instruction)
        if problem is not None:
            self.complain(problem.message, place.span, problem.hint, state.index)
            return None
        return self._task(state, instruction, place, triggered=True)


def _told(circle: list[State]) -> str:
    """The names along a circle of stages; those in the middle of a long one are left out."""
    names = [state.label for state in circle]
    if len(names) > _MOST_NAMES:
        names[_MOST_NAMES // 2 : -_MOST_NAMES // 2] = ["…"]
    return " → ".join(names)


def _reachable(target: State | None) -> frozenset[int]:
    found: set[int] = set()
    stack = [target] if target is not None else []
    while stack:
        state = stack.pop()
        if state.index in found:
            continue
        found.add(state.index)
        if state.base is not None:
            stack.append(state.base)
        stack.extend(state.depends.values())
    return frozenset(found)


def stage_name(instruction: Instruction) -> str | None:
    """The name FROM gives its stage, in lower case as BuildKit keeps it."""
    words = instruction.values
    return words[2].lower() if len(words) == 3 and words[1].lower() == "as" else None
