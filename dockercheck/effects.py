"""What each instruction does to its stage while it is evaluated."""

from dockercheck.copying import (
    check_sources,
    copied_path,
    file_name,
    inline_documents,
    is_git,
    is_remote,
)
from dockercheck.evaluator import HIDDEN_ARGS, Effect, Evaluator, RefusedError, Run, lines_of
from dockercheck.graph import CopySource, Draft, RunMount
from dockercheck.instructions import Instruction, Pair, quoted
from dockercheck.lines import Heredoc, Span
from dockercheck.mounts import Mount, parse_mount
from dockercheck.paths import clean, destination, join, normalise
from dockercheck.ports import parse_port
from dockercheck.run_step import mount_target, run_command
from dockercheck.signals import check_signal
from dockercheck.stages import Origin, Step
from dockercheck.states import State, Task
from dockercheck.words import Mode, expand

_HEREDOC_MODE = Mode(skip_quotes=True)


def _env(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    step = evaluator.pairs(run, step)
    for pair in step.pairs:
        evaluator.define(run, pair.key, pair.value or "")
    return step


def _label(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    return evaluator.pairs(run, step)


def _arg(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    pairs: list[Pair] = []
    for pair in step.pairs:
        value = evaluator.build_args.get(pair.key)
        if value is None and pair.value is None:
            value = evaluator.linked.global_args.get(pair.key)
        elif value is None:
            span = step.span if step.triggered else pair.span
            value = evaluator.expand(run, pair.value or "", span)
        if value is not None and pair.key not in HIDDEN_ARGS:
            evaluator.define(run, pair.key, value)
        run.args.add(pair.key)
        pairs.append(pair._replace(value=value))
    return step._replace(pairs=tuple(pairs))


def _user(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    step = evaluator.expanded(run, step)
    run.user = step.args[0]
    return step


def _volume(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    stripped = tuple(word.strip() for word in step.args)
    step = evaluator.expanded(run, step._replace(args=stripped))
    if "" in step.args:
        raise RefusedError("VOLUME specified can not be an empty string")
    return step


def _stop_signal(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    step = evaluator.expanded(run, step)
    check_signal(step.args[0])
    return step


def _shell(_evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    run.shell = step.args
    return step


def _expose(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    words: list[str] = []
    for word in sorted(step.args):
        words += expand(word, run.scope.now(), evaluator.mode, evaluator.linked.budget).words
    for word in words:
        parse_port(word)
    return step._replace(args=tuple(words))


def _workdir(evaluator: Evaluator, run: Run, _task: Task, step: Step) -> Step:
    step = evaluator.expanded(run, step)
    run.workdir = normalise(run.workdir, step.args[0])
    if run.workdir != "/":
        path = clean(run.workdir)
        run.vertex = evaluator.graph.add(
            Draft(
                "workdir",
                run.state.index,
                lines_of(step.span),
                _given(run.vertex),
                f"WORKDIR {run.workdir}",
                key=run.user,
                detail=(path,),
            )
        )
    return step


def _run(evaluator: Evaluator, run: Run, task: Task, step: Step) -> Step:
    mounts = [
        _mount(evaluator, run, flag.value or "", step.span if step.triggered else flag.span)
        for flag in step.instruction.flags
        if flag.name == "mount"
    ]
    command, script = run_command(step)
    shown = [
        (
            mount_target(mount, run.workdir, number),
            mount.type,
            _mounted(evaluator, mount, state),
        )
        for number, (mount, state) in enumerate(zip(mounts, task.sources, strict=True))
    ]
    if script is not None:
        shown.append(("/dev/pipes", "bind", _inline(evaluator, run, script)))
    inputs = list(_given(run.vertex))
    by_target = sorted(shown, key=lambda mount: mount[0])
    run_mounts = tuple(
        RunMount(kind, path, _input(inputs, vertex)) for path, kind, vertex in by_target
    )
    run.vertex = evaluator.graph.add(
        Draft(
            "run",
            run.state.index,
            lines_of(step.span),
            tuple(inputs),
            step.instruction.original,
            key=(run.env_key, run.workdir, run.user, step.instruction.flags_key),
            detail=command,
            mounts=run_mounts,
        )
    )
    origins = tuple(evaluator.origin(state) for state in task.sources)
    return step._replace(mounts=tuple(mounts), mount_origins=origins)


def _mount(evaluator: Evaluator, run: Run, spec: str, span: Span) -> Mount:
    return parse_mount(spec, lambda word: evaluator.expand(run, word, span))


def _mounted(evaluator: Evaluator, mount: Mount, state: State | None) -> int | None:
    if mount.source_stage and state is not None:
        found = evaluator.finished(state)
        if found is None:
            raise RefusedError(
                f"cannot mount from stage {quoted(mount.source_stage)} to "
                f"{quoted(mount.target)}, stage needs to be defined before current command"
            )
        vertex = found.vertex
    else:
        vertex = evaluator.graph.context() if mount.type == "bind" else None
    if mount.type not in ("bind", "cache"):
        return None
    if mount.owner and join("/", mount.source) == "/":
        return _owned_directory(evaluator, mount, vertex)
    return vertex


def _owned_directory(evaluator: Evaluator, mount: Mount, vertex: int | None) -> int:
    """A cache with an owner or a mode begins as a directory that BuildKit makes for it."""
    text = "setting cache mount permissions"
    draft = Draft("file", None, (), _given(vertex), text, key=mount.owner, detail=("/cache",))
    return evaluator.graph.add(draft)


def _inline(evaluator: Evaluator, run: Run, document: Heredoc) -> int:
    return evaluator.graph.add(
        Draft(
            "file",
            run.state.index,
            (),
            (),
            "preparing inline document",
            key=document.body,
            detail=(document.name,),
        )
    )


def _copy(evaluator: Evaluator, run: Run, task: Task, step: Step) -> Step:
    step = step._replace(origin=_copy_origin(evaluator, task, step))
    step, documents = _sources(evaluator, run, step)
    chown, chmod, checksum = (
        evaluator.expand(run, step.instruction.flag(name) or "", step.span)
        for name in ("chown", "chmod", "checksum")
    )
    is_add = step.name == "ADD"
    check_sources(step.args[:-1], is_add=is_add, chmod=chmod, checksum=checksum)
    vertex = _copied_from(evaluator, run, task, step) if step.args[:-1] else None
    taken = _taken(evaluator, run, step, vertex, documents)
    linked = _is_linked(step.instruction) and not chmod
    inputs = [] if linked else list(_given(run.vertex))
    sources = tuple(CopySource(_input(inputs, number), path) for number, path in taken)
    draft = Draft(
        step.name.lower(),
        run.state.index,
        lines_of(step.span),
        tuple(inputs),
        step.instruction.original,
        key=(chown, chmod, step.instruction.flags_key),
        sources=sources,
        destination=destination(run.workdir, step.args[-1]),
    )
    copied = evaluator.graph.add(draft)
    if linked and run.vertex is not None:
        both = (run.vertex, copied)
        merge = draft._replace(kind="merge", inputs=both, sources=(), destination="", key=())
        copied = evaluator.graph.add(merge)
    run.vertex = copied
    return step


def _copy_origin(evaluator: Evaluator, task: Task, step: Step) -> Origin:
    if not task.sources:
        return Origin("context")
    origin = evaluator.origin(task.sources[0])
    return origin._replace(written=step.instruction.flag("from") or "")


def _is_linked(instruction: Instruction) -> bool:
    flag = instruction.flag("link")
    return flag is not None and flag.lower() != "false"


def _sources(evaluator: Evaluator, run: Run, step: Step) -> tuple[Step, list[Heredoc]]:
    """The step with its paths expanded and its inline documents taken out."""
    paths, documents = inline_documents(step.instruction)
    spans = {token.text: token.span for token in step.instruction.args}
    expanded = tuple(
        evaluator.expand(run, path, step.span if step.triggered else spans[path]) for path in paths
    )
    bodies = [
        doc._replace(content=evaluator.expand(run, doc.body, step.span, _HEREDOC_MODE), chomp=False)
        if doc.expand
        else doc
        for doc in documents
    ]
    return step._replace(args=expanded), bodies


def _copied_from(evaluator: Evaluator, run: Run, task: Task, step: Step) -> int | None:
    if not task.sources:
        return evaluator.graph.context()
    state = task.sources[0]
    if state is None:
        return None  # told when the stages were linked
    found = evaluator.finished(state)
    if found is None and evaluator.linked.circular:
        return None  # the circle is told, and it is the cause
    if found is None:
        raise RefusedError(
            f"cannot copy from stage {quoted(step.origin.written if step.origin else '')}, "
            f"it needs to be defined before current stage {quoted(run.state.label)}"
        )
    return found.vertex


def _taken(
    evaluator: Evaluator, run: Run, step: Step, vertex: int | None, documents: list[Heredoc]
) -> list[tuple[int | None, str]]:
    taken: list[tuple[int | None, str]] = []
    parents = step.instruction.flag("parents") not in (None, "false")
    for path in step.args[:-1]:
        if step.name == "ADD" and (is_remote(path) or is_git(path)):
            taken.append((_remote(evaluator, run, path), "/" if is_git(path) else file_name(path)))
        else:
            taken.append((vertex, copied_path(path, parents=parents)))
    taken += ((_inline(evaluator, run, doc), f"/{doc.name}") for doc in documents)
    return taken


def _remote(evaluator: Evaluator, run: Run, address: str) -> int:
    return evaluator.graph.add(
        Draft("remote", run.state.index, (), (), f"load {address}", detail=(address,))
    )


def _given(vertex: int | None) -> tuple[int, ...]:
    return () if vertex is None else (vertex,)


def _input(inputs: list[int], vertex: int | None) -> int:
    """The place of a vertex among the inputs, which it joins where it is new."""
    if vertex is None:
        return -1
    if vertex not in inputs:
        inputs.append(vertex)
    return inputs.index(vertex)


EFFECTS: dict[str, Effect] = {
    "ADD": _copy,
    "ARG": _arg,
    "COPY": _copy,
    "ENV": _env,
    "EXPOSE": _expose,
    "LABEL": _label,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _stop_signal,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
}
