"""An exercise and a learner's files as jobs for the sandbox, and what came of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from lab.exercises.exercise import Exercise, Files
from lab.goals.built import Built
from lab.goals.foreseen import IGNORE_FILE
from lab.goals.goal import Variant
from sandbox import Builder, Job, Limits, Look, Result, Status, Step

# The processor's seconds bound a build; the clock's are for one that does nothing, and must leave
# room for a machine on which others build too. One alone may use two processors: the weight of its
# control group makes it yield to the web server.
LIMITS = Limits(seconds=90, cpu_seconds=60, cpus=2)
MOST_FILES = 40_000  # of an image that are listed: a toolchain has half of that
COMMENTS = {
    "#": (".py .sh .rb .pl .yaml .yml .toml .cfg .conf .ini .txt .env Makefile Dockerfile "
          ".gitignore .editorconfig"),
    "//": ".go .mod .c .cc .cpp .h .hpp .java .js .jsx .kt .mjs .cjs .rs .scss .swift .ts .tsx",
    "--": ".sql .lua .hs",
    "<!-- -->": ".html .md .svg .xml",
    "/* */": ".css",
}  # fmt: skip
# Of any other file the end gets an empty line: JSON and lists of sums take no comment.
EDITED = " edited"


@dataclass(frozen=True, slots=True)
class Progress:
    """Build `build` of `builds` has come to a step."""

    build: int
    builds: int
    step: Step


@dataclass(frozen=True)
class Task:
    """One job, and the variants that its result is the answer for."""

    job: Job
    variants: tuple[Variant, ...]


def unwatched(progress: Progress) -> None:
    """For who does not want to know how far the builds are."""


def build(
    exercise: Exercise,
    files: Files,
    builder: Builder,
    progress: Callable[[Progress], None] = unwatched,
) -> Built:
    """Build all that the goals need, the image itself first; without it, nothing else."""
    tasks = tasks_of(exercise, files)
    results: dict[Variant, Result] = {}
    for number, task in enumerate(tasks, 1):
        result = builder.check(task.job, partial(_tell, progress, number, len(tasks)))
        results.update(dict.fromkeys(task.variants, result))
        if number == 1 and result.status is not Status.OK:
            break
    return Built(results)


def _tell(progress: Callable[[Progress], None], number: int, of: int, step: Step) -> None:
    progress(Progress(number, of, step))


def tasks_of(exercise: Exercise, files: Files) -> tuple[Task, ...]:
    """The jobs that the goals of an exercise need, the main one first.

    A build with an edit is also the build without it: both are one job.
    """
    variants = variants_of(exercise)
    tried = {goal.variant for goal in exercise.goals if goal.is_tried} or {variants[0]}
    tasks = []
    for together in _together(variants):
        is_tried = any(variant in tried for variant in together)
        tasks.append(Task(_job(exercise, files, together[-1], is_tried=is_tried), together))
    return tuple(tasks)


def variants_of(exercise: Exercise) -> tuple[Variant, ...]:
    """The builds that the goals are seen in, each once: the image's own first."""
    wanted = [variant for goal in exercise.goals for variant in goal.variants()]
    every = list(dict.fromkeys(wanted)) or [Variant()]
    return tuple(sorted(every, key=lambda each: (each != Variant(), _is_changed(each))))


def _is_changed(variant: Variant) -> bool:
    return bool(variant.overlay or variant.edit)


def _together(variants: tuple[Variant, ...]) -> Iterator[tuple[Variant, ...]]:
    """Variants that one job answers: a plain one goes with the first edit of the same."""
    left = list(variants)
    while left:
        first = left.pop(0)
        edited = next((each for each in left if each.edit and _plain(each) == first), None)
        if edited is not None:
            left.remove(edited)
        yield (first,) if edited is None else (first, edited)


def _plain(variant: Variant) -> Variant:
    return Variant(variant.target, variant.build_args, variant.overlay)


def _job(exercise: Exercise, files: Files, variant: Variant, *, is_tried: bool) -> Job:
    context = context_of(exercise, files, variant.overlay)
    words = tuple(exercise.secrets.values()) if _keeps_secrets(exercise) else ()
    return Job(
        files.dockerfile,
        context,
        secrets=exercise.secrets,
        target=variant.target,
        build_args=dict(variant.build_args),
        look=Look(files=MOST_FILES, words=words),
        trial=exercise.trial if is_tried else None,
        edits=edits_of(context, variant),
        limits=LIMITS,
    )


def _keeps_secrets(exercise: Exercise) -> bool:
    return any(goal.kind == "secret" for goal in exercise.goals)


def context_of(exercise: Exercise, files: Files, overlay: str = "") -> Mapping[str, bytes]:
    """The build context, with the learner's ignore file and the files of an overlay."""
    context = {**exercise.context, **exercise.overlays.get(overlay, {})}
    if files.ignore is not None:
        context[IGNORE_FILE] = files.ignore.encode(errors="replace")
    return context


def edits_of(context: Mapping[str, bytes], variant: Variant) -> Mapping[str, bytes]:
    """The edited file as it is after the edit."""
    if not variant.edit:
        return {}
    content = context.get(variant.edit, b"")
    line_end = b"" if not content or content.endswith(b"\n") else b"\n"
    added = variant.append or comment_for(variant.edit)
    return {variant.edit: content + line_end + added.encode() + b"\n"}


def comment_for(path: str) -> str:
    """A comment in the language of a file, "" where none is allowed."""
    name = PurePosixPath(path)
    for sign, kinds in COMMENTS.items():
        if {name.suffix, name.name} & set(kinds.split()) - {""}:
            opening, _, closing = sign.partition(" ")
            return f"{opening}{EDITED} {closing}".rstrip()
    return ""
