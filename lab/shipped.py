"""The image that came of a submission, beside what the checker had predicted of it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from dockercheck.stages import Step
from lab import comparing, judging
from lab.building import variants_of
from lab.comparing import Comparison
from lab.exercises.exercise import Exercise, Files
from lab.goals.built import Built
from lab.goals.built import Outcome as Build
from lab.models import Submission
from lab.outcome import Outcome
from learning.checker import SECONDS
from learning.lenses.image import amount
from learning.time_box import TimeUpError, within
from sandbox import Image, Layer, Result, Status

BAR_WIDTH = 600
LEAST_WIDTH = 3  # of a layer that has anything in it
MOST_LISTED = 60  # files of a layer
NO_COMMAND = "[]"


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """A layer as a row and as a bar; those of the base image are one.

    `is_crossing`: its files came from a build stage.
    """

    origin: str
    line: int | None
    size: str
    count: int  # files; 0 of the base image, where nobody counts them
    files: tuple[tuple[str, str], ...]  # path and size; none of the base image
    from_base: bool
    is_crossing: bool
    x: int = 0
    width: int = 0

    @property
    def unlisted(self) -> int:
        return max(self.count - len(self.files), 0)


@dataclass(frozen=True, slots=True)
class Shipped:
    """What is on stage: the image, and how the prediction held; None where that is not known."""

    size: str
    count: str  # of its files, in words
    layers: tuple[ShownLayer, ...]
    comparison: Comparison | None


def shipped(submission: Submission, exercise: Exercise, outcome: Outcome) -> Shipped | None:
    """The image of the main build; None where there is none."""
    files = Files(submission.dockerfile, submission.ignore_file)
    is_same = submission.exercise_digest == exercise.digest  # else it was another exercise then
    result = Result(
        Status(submission.status or Status.UNAVAILABLE),
        submission.message,
        log=outcome.log,
        image=outcome.image,
    )
    return shipped_by(result, files, exercise if is_same else None)


def shipped_by(result: Result, files: Files, exercise: Exercise | None) -> Shipped | None:
    """The image of a build; beside what was predicted of it, if the exercise is known."""
    image = result.image
    if image is None:
        return None
    layers, comparison = None, None
    if exercise is not None:
        with suppress(TimeUpError):
            layers, comparison = within(SECONDS, lambda: predicted(result, files, exercise))
    count = f"{image.file_count:,} {'file' if image.file_count == 1 else 'files'}"
    return Shipped(amount(image.bytes), count, with_bars(layers or bare(image)), comparison)


Rows = list[tuple[ShownLayer, int]]  # and its bytes


def predicted(
    result: Result, files: Files, exercise: Exercise
) -> tuple[Rows | None, Comparison | None]:
    """The layers with the lines that made them, and the prediction beside what was built."""
    variant = variants_of(exercise)[0]
    built = Built({variant: result}, judging.foreseen_of(exercise, files))
    build = built.outcome(variant)
    if build is None or result.image is None:
        return None, None
    return list(rows_of(result.image, build)), telling(comparing.compare(built, variant))


def telling(comparison: Comparison | None) -> Comparison | None:
    """Without the command that nobody gave and that is not there: that it held says nothing."""
    if comparison is None:
        return None
    told = (row for row in comparison.settings if not row.predicted == row.built == NO_COMMAND)
    return replace(comparison, settings=tuple(told))


def bare(image: Image) -> Rows:
    """The layers without what the Dockerfile says of them."""
    return list(rows_of(image, None))


def rows_of(image: Image, build: Build | None) -> Iterator[tuple[ShownLayer, int]]:
    """Those of the base image together, then each that the Dockerfile made."""
    base = [layer for layer in image.layers if layer.from_base]
    if base:
        size = sum(layer.bytes for layer in base)
        yield ShownLayer("The base image", None, amount(size), 0, (), True, False), size
    for number, layer in enumerate(image.layers):
        if not layer.from_base:
            step = build.maker(number) if build else None
            yield shown_layer(image, number, step), layer.bytes


def shown_layer(image: Image, number: int, step: Step | None) -> ShownLayer:
    layer = image.layers[number]
    own = [file for file in image.files if file.layer == number][:MOST_LISTED]
    return ShownLayer(
        step.instruction.original.partition("\n")[0] if step else made_by(layer),
        step.line if step else None,
        amount(layer.bytes),
        layer.files,
        tuple((file.path, amount(file.bytes)) for file in own),
        from_base=False,
        is_crossing=step is not None and step.origin is not None and step.origin.kind == "stage",
    )


def made_by(layer: Layer) -> str:
    """The instruction, without what builders write before it."""
    text = layer.created_by.removeprefix("/bin/sh -c ").removeprefix("#(nop) ").strip()
    return text or "An instruction"


def with_bars(rows: Sequence[tuple[ShownLayer, int]]) -> tuple[ShownLayer, ...]:
    total = sum(size for _, size in rows) or 1
    found, x = [], 0
    for layer, size in rows:
        width = max(round(BAR_WIDTH * size / total), LEAST_WIDTH) if size else 0
        width = min(width, max(BAR_WIDTH - x, 0))
        found.append(replace(layer, x=x, width=width))
        x += width
    return tuple(found)
