"""The image says how it wants to be run."""

import posixpath
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from dockercheck.runs import is_windows
from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Text, Texts, Words
from lab.goals.sentences import listed

# Images that are a system and set nothing but PATH and a command.
SYSTEMS = frozenset({"alpine", "busybox", "debian", "ubuntu"})


@dataclass(frozen=True, slots=True)
class Settings:
    """An image's settings."""

    env: Mapping[str, str]
    ports: tuple[str, ...]
    workdir: str
    stop_signal: str
    has_healthcheck: bool


class Config(Goal):
    """What the image's configuration has to say; only what is given counts."""

    kind: Literal["config"]
    env: Words = Field(default_factory=dict)
    ports: Texts = ()
    workdir: Text | None = None
    stop_signal: Text | None = None
    healthcheck: bool | None = None

    def wish(self) -> str:
        return f"The image {listed(self._wishes())}."

    def _wishes(self) -> Iterator[str]:
        yield from (f"sets {name} to “{value}”" for name, value in self.env.items())
        yield from (f"exposes {port}" for port in self.ports)
        if self.workdir is not None:
            yield f"works in {self.workdir}"
        if self.stop_signal is not None:
            yield f"is stopped by {self.stop_signal}"
        if self.healthcheck is not None:
            yield "has a health check" if self.healthcheck else "has no health check"

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        settings = foreseen_settings(forecast)
        if settings is None:
            return None
        sight = self._sight(settings)
        return sight if sight.met or self._base_adds_nothing(forecast) else None

    def _base_adds_nothing(self, forecast: Forecast) -> bool:
        """Whether what no line says is said by nobody."""
        root = forecast.root
        if root is None or root.base.kind == "scratch":
            return root is not None
        reference = root.base.reference
        if reference is None or is_windows(forecast.build, root):
            return False
        if reference.familiar.startswith("gcr.io/distroless/"):
            return not self.env and self.workdir is None
        return reference.familiar in SYSTEMS

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        settings = built_settings(outcome)
        return None if settings is None else self._sight(settings)

    def _sight(self, settings: Settings) -> Sight:
        faults = list(self._faults(settings))
        if faults:
            text = listed(faults)
            return Sight(False, f"{text[:1].upper()}{text[1:]}.")
        return Sight(True, f"The image {listed(self._wishes())}.")

    def _faults(self, settings: Settings) -> Iterator[str]:
        for name, value in self.env.items():
            found = settings.env.get(name)
            if found is None:
                yield f"{name} is not set"
            elif found != value:
                yield f"{name} is “{found}”, not “{value}”"
        missing = [port for port in self.ports if port not in settings.ports]
        if missing:
            yield f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} not exposed"
        if self.workdir is not None and not _is_same_folder(settings.workdir, self.workdir):
            yield f"the working directory is {settings.workdir or '/'}, not {self.workdir}"
        if self.stop_signal is not None and number_of(settings.stop_signal) != number_of(
            self.stop_signal
        ):
            yield f"the stop signal is {settings.stop_signal or 'SIGTERM'}, not {self.stop_signal}"
        if self.healthcheck is not None and settings.has_healthcheck != self.healthcheck:
            yield "there is no health check" if self.healthcheck else "there is a health check"


def foreseen_settings(forecast: Forecast) -> Settings | None:
    image = forecast.build.image
    if image is None:
        return None
    return Settings(
        env_of(image.env),
        image.ports,
        image.workdir,
        image.stop_signal,
        image.healthcheck is not None and image.healthcheck.test[:1] != ("NONE",),
    )


def built_settings(outcome: Outcome) -> Settings | None:
    if outcome.image is None:
        return None
    config = outcome.image.config
    return Settings(
        env_of(config.env),
        config.ports,
        config.workdir,
        config.stop_signal,
        bool(config.healthcheck) and config.healthcheck[:1] != ("NONE",),
    )


def env_of(pairs: tuple[str, ...]) -> Mapping[str, str]:
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def _is_same_folder(first: str, second: str) -> bool:
    return posixpath.normpath(first or "/") == posixpath.normpath(second or "/")


def number_of(name: str) -> int | str:
    """A signal by its number, however it is written; what it is not as it stands."""
    if name.isascii() and name.isdigit():
        return int(name)
    known = {each.name: each.value for each in signal.Signals}
    full = name.upper() if name.upper().startswith("SIG") else f"SIG{name.upper()}"
    return known.get(full, name) if name else known["SIGTERM"]
