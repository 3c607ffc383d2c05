"""What the checker predicted of an image, beside what was built."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dockercheck.simulation.bytes import Bytes, total
from dockercheck.simulation.files import State
from lab.goals.built import Built, Outcome, Ran
from lab.goals.foreseen import Forecast
from lab.goals.goal import Variant
from lab.goals.sentences import command, short
from learning.lenses.image import Size, amount
from sandbox import Config

MOST_NAMED = 50  # of the files that are told apart by name
NOTHING = "—"


class Agreement(StrEnum):
    """How a prediction held."""

    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "open"  # the checker did not say


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was predicted: a setting, the size, a step after an edit."""

    what: str
    predicted: str
    built: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Files:
    """The files that the build added: how many were foreseen, and which were not, or wrongly.

    `open` were left open: the checker said that more may be there. `missing` were foreseen and
    are not there, `denied` are there and were said not to be.
    """

    right: int = 0
    open: int = 0
    missing: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()

    @property
    def agreement(self) -> Agreement:
        if self.missing or self.denied:
            return Agreement.WRONG
        return Agreement.OPEN if self.open else Agreement.RIGHT


@dataclass(frozen=True, slots=True)
class Comparison:
    """One build, predicted and real; `files` is None where there is no image."""

    outcome: Row
    files: Files | None = None
    settings: tuple[Row, ...] = ()
    size: Row | None = None
    steps: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        size = () if self.size is None else (self.size,)
        return (self.outcome, *self.settings, *size, *self.steps)


def compare(built: Built, variant: Variant) -> Comparison | None:
    """A build beside its forecast; None where nothing was built that says anything.

    `built` must have the files that were built, as judging puts them in.
    """
    outcome = built.outcome(variant)
    if outcome is None:
        return None
    ending = _ending(outcome)
    forecast = outcome.forecast
    if outcome.image is None or forecast.obstacle is not None:
        return Comparison(ending)
    return Comparison(
        ending,
        _files(outcome),
        tuple(_settings(forecast, outcome.image.config)),
        _size(outcome),
        tuple(_steps(outcome, variant.edit)) if variant.edit else (),
    )


def _agreement(*, is_right: bool) -> Agreement:
    return Agreement.RIGHT if is_right else Agreement.WRONG


def _ending(outcome: Outcome) -> Row:
    stops = outcome.forecast.obstacle
    built = "it was built" if not outcome.failure else outcome.failure
    if stops is None:
        return Row("The build", "no reason to stop was found", built, _end_without(outcome))
    return Row("The build", stops.text, built, _agreement(is_right=bool(outcome.failure)))


def _end_without(outcome: Outcome) -> Agreement:
    """A build without a foreseen fault: what a command does in it was never predicted."""
    return Agreement.OPEN if outcome.failure else Agreement.RIGHT


# Files


def _files(outcome: Outcome) -> Files:
    forecast = outcome.forecast
    own = [path for path, file in outcome.files.items() if file.layer is not None]
    states = {path: forecast.state(path) for path in own}
    denied = [path for path, state in states.items() if state is State.ABSENT]
    foreseen = [path for path, file in forecast.files if not file.tree]
    missing = [
        path
        for path in foreseen
        if outcome.true_path(path) not in outcome.files and not outcome.files_are_cut
    ]
    right = sum(state is State.PRESENT for state in states.values())
    return Files(
        right,
        len(own) - right - len(denied),
        tuple(sorted(missing)[:MOST_NAMED]),
        tuple(sorted(denied)[:MOST_NAMED]),
    )


# Settings


def _settings(forecast: Forecast, config: Config) -> Iterator[Row]:
    """What the file says of how the image is run; what it leaves to its base is not predicted."""
    image = forecast.build.image
    if image is None:
        return
    said = {step.name for step in forecast.steps}
    entrypoint, cmd = image.entrypoint or (), image.cmd or ()
    if "USER" in said:
        yield _setting("User", image.user, config.user)
    if "WORKDIR" in said:
        workdir, real = (
            posixpath.normpath(path or "/") for path in (image.workdir, config.workdir)
        )
        yield _setting("Working directory", workdir, real)
    if "ENTRYPOINT" in said:
        yield _setting("Entry point", command(entrypoint), command(config.entrypoint))
    if said & {"CMD", "ENTRYPOINT"}:
        yield _setting("Command", command(cmd), command(config.cmd))
    yield from _env(forecast, image.env, config.env)
    if "EXPOSE" in said:
        # The base image may bring others, which nothing was said of.
        kept = set(image.ports) & set(config.ports)
        yield _setting("Ports", ", ".join(sorted(image.ports)), ", ".join(sorted(kept)))
    if "STOPSIGNAL" in said:
        yield _setting("Stop signal", image.stop_signal, config.stop_signal)


def _folder(path: str) -> str:
    return posixpath.normpath(path or "/")


def _env(forecast: Forecast, predicted: tuple[str, ...], real: tuple[str, ...]) -> Iterator[Row]:
    names = {pair.key for step in forecast.steps if step.name == "ENV" for pair in step.pairs}
    values = dict(pair.partition("=")[::2] for pair in predicted)
    built = dict(pair.partition("=")[::2] for pair in real)
    for name in sorted(names):
        yield _setting(f"Variable {name}", values.get(name, ""), built.get(name, ""))


def _setting(what: str, predicted: str, built: str) -> Row:
    agreement = _agreement(is_right=predicted == built)
    return Row(what, short(predicted) or NOTHING, short(built) or NOTHING, agreement)


# Size


def _size(outcome: Outcome) -> Row:
    """What the file adds to its base; how large that is depends on the day it was fetched."""
    work, root = outcome.forecast.work, outcome.forecast.root
    layers = work.ledger.summary() if work is not None else ()
    base_line = root.line if root is not None and root.base.kind == "image" else None
    own = [layer.bytes for layer in layers if layer.place.line != base_line]
    predicted: Bytes | None = total(own)
    real = sum(layer.bytes for layer in outcome.layers if not layer.from_base)
    if predicted is None:
        return Row("Size added to the base", NOTHING, amount(real), Agreement.OPEN)
    shown = str(Size(predicted.low, predicted.high))
    is_within = predicted.low <= real and (predicted.high is None or real <= predicted.high)
    return Row("Size added to the base", shown, amount(real), _agreement(is_right=is_within))


# Steps after an edit


def _steps(outcome: Outcome, edited: str) -> Iterator[Row]:
    """Which instructions come from the cache once a file was edited."""
    cache = outcome.forecast.cache_after(edited)
    rerun = {(each.place.stage, each.place.line): each for each in cache.rebuilt}
    kept = {(place.stage, place.line) for place in cache.kept}
    for ran in outcome.again:
        if ran.step is None or ran.step.name not in {"ADD", "COPY", "RUN"}:
            continue
        place = (ran.step.stage, ran.step.line)
        again = rerun.get(place)
        if again is not None and not again.certain:
            yield _step(ran, NOTHING, Agreement.OPEN)
        elif again is not None:
            yield _step(ran, "runs again", _agreement(is_right=not ran.cached))
        elif place in kept:
            yield _step(ran, "from the cache", _agreement(is_right=ran.cached))


def _step(ran: Ran, predicted: str, agreement: Agreement) -> Row:
    text = str(ran)
    built = "from the cache" if ran.cached else "runs again"
    return Row(text[:1].upper() + text[1:], predicted, built, agreement)
