"""A secret of the build stays out of the image."""

from collections.abc import Iterator, Mapping
from typing import Literal

from dockercheck.paths import clean
from dockercheck.simulation.copying import selects
from dockercheck.stages import Step
from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Forecast, Foreseen, text_in
from lab.goals.goal import Goal, Sight, Text

# Rules that know a secret by its name: where one of them speaks, only the image can tell.
RULES = frozenset(
    {"PrivateFilesCopied", "SecretInArgUsedByRun", "SecretRemovedLater", "SecretsUsedInArgOrEnv"}
)


class Secret(Goal):
    """The value of a secret is in no layer, no variable and no history of the image.

    `secret` is its id in the secrets of the exercise.
    """

    kind: Literal["secret"]
    secret: Text

    def wish(self) -> str:
        return (
            f"The secret {self.secret} is nowhere in the image: no layer, no variable, no history."
        )

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        value = foreseen.secrets.get(self.secret)
        if not value:
            return None
        trace = Trace(self.secret, value, foreseen.context)
        return foreseen.look(self.variant, lambda forecast: self._foresee(forecast, trace))

    def _foresee(self, forecast: Forecast, trace: "Trace") -> Sight | None:
        leak = next(trace.leaks(forecast), None)
        leak = leak or next(trace.written(forecast), None)
        if leak is not None:
            return Sight(False, leak)
        is_suspect = any(each.rule in RULES for each in forecast.report.findings)
        steps = (step for stage in forecast.build.target_stages for step in stage.steps)
        if is_suspect or any(trace.may_get(step, forecast) for step in steps):
            return None
        return Sight(True, f"Nothing in this build is given the secret {self.secret}.")

    def see(self, built: Built) -> Sight | None:
        names = list(built.foreseen.secrets)
        if self.secret not in names:
            return None
        number = names.index(self.secret)
        trace = Trace(self.secret, built.foreseen.secrets[self.secret], {})
        return built.look(self.variant, lambda outcome: self._see(outcome, number, trace))

    def _see(self, outcome: Outcome, number: int, trace: "Trace") -> Sight | None:
        if outcome.image is None:
            return None
        for each in outcome.image.sightings:
            if each.word == number:
                return Sight(False, self._place(outcome, each.path, each.layer))
        if outcome.image.sightings_are_cut:
            return None
        if written := next(trace.written(outcome.forecast), None):
            return Sight(False, written)
        return Sight(True, f"The value of {self.secret} was looked for everywhere and is nowhere.")

    def _place(self, outcome: Outcome, path: str, layer: int | None) -> str:
        if layer is None:
            names = {"ENV": "a variable of the image", "history": "the history of the image"}
            return (
                f"The value of {self.secret} is in {names.get(path, 'the settings of the image')}."
            )
        step = outcome.maker(layer)
        line = f", in the layer that line {step.line} made" if step is not None else ""
        hidden = "" if path in outcome.files else ", which can no longer be seen"
        return f"The value of {self.secret} is in {path}{line}{hidden}."


class Trace:
    """Where the value of a secret is, and what comes near it."""

    def __init__(self, name: str, value: str, context: Mapping[str, bytes]) -> None:
        self.name = name
        self.value = value
        content = value.encode()
        self.paths = [path for path, held in context.items() if content in held]

    def leaks(self, forecast: Forecast) -> Iterator[str]:
        """How the value certainly gets into the image."""
        for step in forecast.steps:
            yield from self._leaks_of(step, forecast)
        image = forecast.build.image
        for pair in image.env if image is not None else ():
            if self.value in pair:
                yield f"{pair.partition('=')[0]} has the value of {self.name} in every container."

    def written(self, forecast: Forecast) -> Iterator[str]:
        """Where the file itself has the value, in stages that do not become the image too."""
        for stage in forecast.build.target_stages:
            for step in stage.steps:
                if text_in(step, self.value):
                    yield (
                        f"The value of {self.name} stands in line {step.line}: who has this file, "
                        "or the builder’s cache, has it."
                    )

    def _leaks_of(self, step: Step, forecast: Forecast) -> Iterator[str]:
        line = f"line {step.line}"
        if text_in(step, self.value):
            yield f"The value of {self.name} stands in {line}, and so in the image's history."
        for path in self._taken(step, forecast):
            yield f"L{line[1:]} copies {path}, which has the value of {self.name}, into a layer."
        given = [key for key, value in step.env.flat().items() if self.value in value]
        if given and step.name == "RUN":
            yield f"L{line[1:]} runs with {given[0]}: the history keeps the value of {self.name}."

    def _taken(self, step: Step, forecast: Forecast) -> Iterator[str]:
        """The files with the value that a COPY or ADD takes from the context."""
        if step.name not in {"ADD", "COPY"} or step.origin is None or step.origin.kind != "context":
            return
        ignore = forecast.build.ignore
        for path in self.paths:
            if selects(step, path) and not (ignore and ignore.ignores(clean(f"/{path}")[1:])):
                yield path

    def may_get(self, step: Step, forecast: Forecast) -> bool:
        """Whether an instruction gets hold of the value, or may."""
        mounts = {mount.type for mount in step.mounts}
        if "secret" in mounts or ("bind" in mounts and self.paths) or text_in(step, self.value):
            return True
        given = any(self.value in value for value in step.env.flat().values())
        return given or next(self._taken(step, forecast), None) is not None
