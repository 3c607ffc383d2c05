"""What was really built of a learner's files: an outcome for each build that goals ask for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from dockercheck.stages import Step
from lab.goals.foreseen import Forecast, Foreseen, came_by, text_in
from lab.goals.goal import Sight, Variant, blocked
from lab.goals.sentences import inner, plain, sentence, short
from sandbox import File, Image, Layer, Result, Status
from sandbox.hearing import LINES

LAYER_MAKERS = frozenset({"ADD", "COPY", "RUN"})
STEP_LINE = re.compile(r"(?:\[(?P<stage>\d+)/\d+\] )?STEP (?P<number>\d+)/\d+: (?P<text>.*)")
AT_STEP = re.compile(r'building at STEP "(?P<step>.*)": (?P<why>.*)', re.DOTALL)
# What the builder says around the reason, for those who work on it.
AROUND = re.compile(r'while running runtime: |checking on sources under "[^"]*": |copier: |stat: ')
# Debian's directories of programs are one; the listing names a file by the longer way.
MERGED = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


@dataclass(frozen=True, slots=True)
class Ran:
    """An instruction that the build came to; `step` is the file's, None where it is not known.

    `cached` if it was not run: of the second build of an edited file.
    """

    text: str
    step: Step | None
    line: int | None
    cached: bool = False

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line is not None else ""
        text = self.step.instruction.original if self.step is not None else self.text
        return f"{place}{short(text, 80)}"

    def has(self, text: str) -> bool:
        if self.step is not None:
            return text_in(self.step, text)
        return plain(text) in plain(self.text)


class Outcome:
    """One build that says something about the Dockerfile, beside the forecast of it."""

    def __init__(self, result: Result, forecast: Forecast) -> None:
        self.result = result
        self.forecast = forecast

    @property
    def image(self) -> Image | None:
        return self.result.image

    # Instructions

    @property
    def log_is_cut(self) -> bool:
        """Whether the build may have come to more than its log tells."""
        return self.result.log_is_cut or len(self.result.log) >= LINES

    @cached_property
    def ran(self) -> tuple[Ran, ...]:
        """The instructions that the build came to, in order."""
        found = (STEP_LINE.fullmatch(line) for line in self.result.log)
        return tuple(
            self._ran(int(match["stage"] or 1), int(match["number"]), match["text"])
            for match in found
            if match is not None
        )

    @cached_property
    def again(self) -> tuple[Ran, ...]:
        """The instructions of the second build, after a file was edited."""
        return tuple(
            replace(self._ran(each.stage, each.number, each.text), cached=each.cached)
            for each in self.result.again
        )

    def _ran(self, stage: int, number: int, text: str) -> Ran:
        """A step by its number in its stage, of which the first is FROM."""
        stages = self.forecast.build.stages
        if not 0 < stage <= len(stages):
            return Ran(text, None, None)
        own = stages[stage - 1]
        if number == 1:
            return Ran(text, None, own.line)
        has_triggers = any(step.triggered for step in own.steps)
        if has_triggers or not 0 < number - 1 <= len(own.steps):
            return Ran(text, None, None)
        step = own.steps[number - 2]
        return Ran(text, step, step.line)

    @cached_property
    def _makers(self) -> tuple[Step, ...]:
        """The instructions of the image's own layers; none where they do not fit each other."""
        layers = [layer for layer in self.layers if not layer.from_base]
        steps = [step for step in self.forecast.steps if step.name in LAYER_MAKERS]
        return tuple(steps) if len(steps) == len(layers) else ()

    @property
    def layers(self) -> tuple[Layer, ...]:
        return () if self.image is None else self.image.layers

    def maker(self, layer: int | None) -> Step | None:
        """The instruction that made a layer of the image; None for one of its base."""
        first = sum(each.from_base for each in self.layers)
        if layer is None or not first <= layer < first + len(self._makers):
            return None
        return self._makers[layer - first]

    def came_by(self, layer: int | None) -> str:
        """How the files of a layer came: "line 4 copied the whole context"."""
        step = self.maker(layer)
        if step is not None:
            return came_by(step, self.forecast.build)
        if layer is None or (layer < len(self.layers) and self.layers[layer].from_base):
            return f"{self.base} has it"
        made_by = self.layers[layer].created_by if layer < len(self.layers) else ""
        return f"{short(made_by, 80) or 'a layer'} brought it"

    @property
    def base(self) -> str:
        """The image that all stands on, with the line that says so."""
        root = self.forecast.root
        if root is None:
            return "the base image"
        return f"{root.base.name}, on which line {root.line} builds,"

    # Files

    @cached_property
    def files(self) -> Mapping[str, File]:
        files = self.image.files if self.image is not None else ()
        return {file.path: file for file in files}

    @property
    def files_are_cut(self) -> bool:
        """Whether the image has more files than were listed."""
        return self.image is not None and self.image.file_count > len(self.image.files)

    @cached_property
    def _links(self) -> frozenset[str]:
        return frozenset(
            path for path in MERGED if path in self.files and self.files[path].kind == "link"
        )

    def true_path(self, path: str) -> str:
        """The path by which the listing names a file, where a directory of programs is a link."""
        top = "/" + path.lstrip("/").partition("/")[0]
        return f"/usr{path}" if top in self._links and path != top else path

    # Ends

    @cached_property
    def failure(self) -> str:
        """Why there is no image, as the end of a sentence; "" where there is one."""
        if self.result.status is Status.OK:
            return "" if self.image is not None else "the build made none"
        found = AT_STEP.fullmatch(self.result.message)
        if self.result.status is Status.STOPPED or found is None:
            return inner(short(self.result.message, 300).rstrip("."))
        at = str(self.ran[-1]) if self.ran else short(found["step"], 80)
        return f"the build failed at {at}: {short(AROUND.sub('', found['why']), 160)}"

    @property
    def last_words(self) -> str:
        """What tells most of what the last instruction printed; "" where it said nothing."""
        return short(self.result.last_words)

    @property
    def obstacle(self) -> Sight | None:
        """Why there is no image to look at; None where there is one."""
        if not self.failure:
            return None
        return blocked(sentence(f"There is no image to look at: {self.failure}"))


@dataclass(frozen=True)
class Built:
    """What the sandbox made of each build, the image's own first.

    `foreseen` are the files that were built; judging puts it in.
    """

    results: Mapping[Variant, Result] = field(default_factory=dict)
    foreseen: Foreseen = field(default_factory=lambda: Foreseen(""))
    _made: dict[Variant, Outcome] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def of(self, variant: Variant) -> Result | None:
        """The result of a build; None where it says nothing about the Dockerfile."""
        result = self.results.get(variant)
        return result if result is not None and result.decides else None

    @property
    def main(self) -> Result | None:
        """The result of the image's own build."""
        return next(iter(self.results.values()), None)

    def outcome(self, variant: Variant) -> Outcome | None:
        result = self.of(variant)
        if result is None:
            return None
        if variant not in self._made:
            self._made[variant] = Outcome(result, self.foreseen.of(variant))
        return self._made[variant]

    def look(self, variant: Variant, judge: Callable[[Outcome], Sight | None]) -> Sight | None:
        """What `judge` says of a build that made an image; why there is none where it did not."""
        outcome = self.outcome(variant)
        if outcome is None:
            return self.left_out(variant)
        return outcome.obstacle or judge(outcome)

    def left_out(self, variant: Variant) -> Sight | None:
        """What to say of a build that was not begun, because the image's own failed before."""
        main = self.main
        if variant in self.results or main is None or not main.decides or main.status is Status.OK:
            return None
        failure = Outcome(main, self.foreseen.of(next(iter(self.results)))).failure
        return blocked(sentence(f"This was not built, because {failure}"))
