"""How a submission ends, and what is stored of it: never more than a page can carry."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import starmap
from typing import Any

from pydantic import TypeAdapter, ValidationError

from lab import judging
from lab.exercises.exercise import Exercise, Files
from lab.goals.built import Built
from lab.goals.goal import Variant
from lab.judging import judgement_rows, judgements_from
from lab.models import Submission
from sandbox import File, Image, Result, Status, TrialOutcome

# What is kept of each part, as JSON characters; all together stay below 300,000.
LOG = 90_000
FILES = 120_000
REMOVED = 8_000
SAID = 3_000  # characters that the trial's program printed and answered, each
OTHER_LOG = 4_000  # the end of the log of each build besides the main one
MOST_FILES = 2_000
MOST_BESIDES = 8
LONGEST_WHY = 300  # of each of them
LONGEST_MESSAGE = 2_000
LEFT_OUT = "… lines left out …"
FILE_FIELDS = ("path", "kind", "bytes", "mode", "uid", "gid", "layer")

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Besides:
    """A build that goals needed besides the main one."""

    variant: Variant
    status: Status
    message: str
    seconds: float
    log: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the page shows of a build, besides the judgements."""

    log: tuple[str, ...] = ()
    log_is_cut: bool = False
    notes: tuple[str, ...] = ()
    image: Image | None = None
    trial: TrialOutcome | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    variants: tuple[Besides, ...] = ()


ADAPTER = TypeAdapter(Outcome)


@dataclass(frozen=True)
class Ending:
    """What a submission's row says once it is done."""

    status: Status
    message: str
    judgements: list[Values]
    outcome: Values = field(default_factory=dict)
    bases: str = ""  # what it was built on; empty when nothing was built

    @property
    def has_passed(self) -> bool:
        """Every goal that could be decided is met, and at least one could."""
        decided = [one.is_met for one in judgements_from(self.judgements) if one.is_met is not None]
        return bool(decided) and all(decided)

    @property
    def broke_off(self) -> bool:
        """Whether a build of it could not be carried out."""
        others = (one["status"] for one in self.outcome.get("variants", ()))
        return Status.UNAVAILABLE in {self.status, *others}

    def values(self) -> Values:
        """The row's fields."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**named, "has_passed": self.has_passed}


def unbuilt(submission: Submission, message: str) -> Ending:
    """Judged by the report alone, which fails nobody for what could not be built."""
    return Ending(Status.UNAVAILABLE, message, submission.foreseen)


def built(exercise: Exercise, files: Files, found: Built, bases: str) -> Ending:
    """Judged by what was built, and by the report where the build says nothing."""
    judgements = clean(judgement_rows(judging.see(exercise, files, found)))
    main = found.main
    if main is None:
        raise ValueError(f"nothing was built for {exercise.slug}")
    message = clean(main.message)[:LONGEST_MESSAGE]
    return Ending(main.status, message, judgements, to_json(outcome_of(found)), bases)


def outcome_of(built: Built) -> Outcome:
    """What is kept of all builds: the main one's whole story, and how the others ended."""
    main = built.main
    if main is None:
        return Outcome()
    log = shortened(main.log, LOG)
    return Outcome(
        log=log,
        log_is_cut=main.log_is_cut or log != main.log,
        notes=main.notes,
        image=main.image and bounded_image(main.image),
        trial=main.trial and bounded_trial(main.trial),
        seconds=main.seconds,
        variants=tuple(starmap(besides, others(built)))[:MOST_BESIDES],
    )


def others(built: Built) -> Iterator[tuple[Variant, Result]]:
    """The builds besides the main one, each once: several variants may be one build."""
    told = [built.main]
    for variant, result in built.results.items():
        if not any(result is one for one in told):
            told.append(result)
            yield variant, result


def besides(variant: Variant, result: Result) -> Besides:
    seconds = result.seconds.get("all", 0.0)
    log = last(result.log, OTHER_LOG)
    return Besides(variant, result.status, result.message[:LONGEST_WHY], seconds, log)


def bounded_image(image: Image) -> Image:
    """Without what only goals ask for; the build's own files before those of its base."""
    own_first = sorted(image.files, key=lambda file: file.layer is None)[:MOST_FILES]
    kept = {file.path for file in within(own_first, FILES, lambda file: [*row_of(file)])}
    return replace(
        image,
        files=tuple(file for file in image.files if file.path in kept),
        removed=tuple(within(image.removed, REMOVED)),
        read={},
        sightings=(),
    )


def bounded_trial(trial: TrialOutcome) -> TrialOutcome:
    return replace(trial, output=trial.output[-SAID:], body=trial.body[:SAID])


def size(value: Any) -> int:
    return len(json.dumps(value)) + 2


def within(values: Iterable[Any], most: int, written: Any = None) -> list[Any]:
    """The first of them that together are no longer than that as JSON."""
    kept = []
    for value in values:
        most -= size(written(value) if written else value)
        if most < 0:
            break
        kept.append(value)
    return kept


def last(lines: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(reversed(within(reversed(lines), most)))


def shortened(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """The beginning and the end of a log, which say most."""
    if sum(map(size, lines)) <= most:
        return lines
    return (*within(lines, most // 3), LEFT_OUT, *last(lines, most - most // 3))


def row_of(file: File) -> tuple[Any, ...]:
    """A file as a row: with names it would be three times as long, two thousand times."""
    return tuple(getattr(file, name) for name in FILE_FIELDS)


def to_json(outcome: Outcome) -> Values:
    values: Values = ADAPTER.dump_python(outcome, mode="json", exclude={"image": {"files"}})
    if outcome.image:
        values["image"]["files"] = [[*row_of(file)] for file in outcome.image.files]
    cleaned: Values = clean(values)
    return cleaned


def from_json(values: Values) -> Outcome:
    """What `to_json` wrote; an empty one for what an older version wrote and this cannot read."""
    image = values.get("image")
    if image:
        rows = image.get("files", ())
        files = [dict(zip(FILE_FIELDS, row, strict=False)) for row in rows]
        values = {**values, "image": {**image, "files": files}}
    try:
        return ADAPTER.validate_python(values)
    except ValidationError:
        return Outcome()


def clean(value: Any) -> Any:
    """Without what PostgreSQL stores in no text: zero bytes, and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode(errors="replace").decode()
    if isinstance(value, Mapping):
        return {clean(name): clean(part) for name, part in value.items()}
    if isinstance(value, Sequence):
        return [clean(part) for part in value]
    return value
