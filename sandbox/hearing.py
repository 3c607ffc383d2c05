"""Turn what a box tells into values; it is believed in form, never in size."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .builder import Progress
from .faults import Words
from .inside.runtime import TARGETS
from .repeating import SecondStep
from .result import Config, File, Image, Layer, Sighting, Step, TrialOutcome

STEP = re.compile(
    r"(?:\[(?P<stage>\d+)/(?P<stages>\d+)\] )?STEP (?P<n>\d+)/(?P<of>\d+): (?P<text>.*)"
)
# Colours, cursor movements, and every other control character but the tab.
CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What the builder says around the reason: how it looks for a file, and where.
AROUND = re.compile(
    r'checking on sources under "/job/[^"]*": (?:Rel: can\'t make  relative to \S+; )?'
    r"(?:copier: )?(?:stat: )?"
)
LINES = 5000
TIMED = {"looked": "look", "tried": "trial", "repeated": "again"}


class Heard:
    """What one box has told so far."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.log: list[str] = []
        self.own: list[str] = []
        self.troubles = ""
        self.exit_code: int | None = None
        self.image: Image | None = None
        self.trial: TrialOutcome | None = None
        self.is_second = False
        self.again: list[SecondStep] = []
        self.seconds: dict[str, float] = {}

    def __call__(self, event: dict[str, Any]) -> None:
        kind = event["event"]
        if kind == "line":
            self._line(str(event["text"]), bool(event.get("own")))
        elif kind == "built":
            self.exit_code = int(event["code"])
            self.troubles = _clean(event["troubles"])
            self.seconds["build"] = float(event["seconds"])
        elif kind in TIMED:
            self.seconds[TIMED[kind]] = float(event["seconds"])
        elif kind == "image":
            self.image = _image(event)
        elif kind == "trial":
            self.trial = _trial(event)
        elif kind == "repeating":
            self.is_second = True
        elif kind == "again":
            self.again = [_second(row) for row in event["steps"]]

    def _line(self, text: str, is_own: bool) -> None:
        text = CONTROL.sub("", text).replace(TARGETS, "")
        if is_own and len(self.own) < LINES:
            self.own.append(text)
        if len(self.log) < LINES:
            self.log.append(text)
        if match := STEP.fullmatch(text):
            number, of = int(match["n"]), int(match["of"])
            stage, stages = int(match["stage"] or 1), int(match["stages"] or 1)
            self.progress(Step(number, of, stage, stages, match["text"][:200]))

    def last_lines_have(self, words: Sequence[str]) -> bool:
        return any(word in line for line in self.log[-30:] for word in words)

    def words(self) -> Words:
        """What was said at the end, by whom."""
        return Words.of(self.own, self.troubles, self.log)

    def last_error(self) -> str:
        """The builder's own sentence for why it stopped, without its folders."""
        return AROUND.sub("", self.words().error())


def _second(row: Mapping[str, Any]) -> SecondStep:
    number, of, stage, stages = (int(row[name]) for name in ("number", "of", "stage", "stages"))
    step = Step(number, of, stage, stages, _clean(row["text"]))
    return SecondStep(step, bool(row["cached"]), bool(row["same"]))


def _image(event: Mapping[str, Any]) -> Image:
    return Image(
        config=_config(event["config"]),
        layers=tuple(
            Layer(
                id=str(row["id"]),
                bytes=int(row["bytes"]),
                created_by=str(row["created_by"]),
                from_base=bool(row["from_base"]),
                files=int(row["files"]),
            )
            for row in event["layers"]
        ),
        files=tuple(_file(row) for row in event["files"]),
        file_count=int(event["file_count"]),
        bytes=int(event["bytes"]),
        read={str(name): _clean(text) for name, text in event["read"].items()},
        removed=_words(event["removed"]),
        sightings=tuple(
            Sighting(int(word), None if layer is None else int(layer), _clean(path))
            for word, layer, path in event["sightings"]
        ),
        sightings_are_cut=bool(event["sightings_are_cut"]),
    )


def _file(row: Mapping[str, Any]) -> File:
    layer = row["layer"]
    return File(
        path=_clean(row["path"]),
        kind=str(row["kind"]),
        bytes=int(row["bytes"]),
        mode=int(row["mode"]),
        uid=int(row["uid"]),
        gid=int(row["gid"]),
        layer=None if layer is None else int(layer),
    )


def _config(config: Mapping[str, Any]) -> Config:
    return Config(
        user=str(config.get("User") or ""),
        workdir=str(config.get("WorkingDir") or ""),
        entrypoint=_words(config.get("Entrypoint")),
        cmd=_words(config.get("Cmd")),
        env=_words(config.get("Env")),
        ports=_words(config.get("ExposedPorts")),
        volumes=_words(config.get("Volumes")),
        labels={_clean(key): _clean(value) for key, value in (config.get("Labels") or {}).items()},
        stop_signal=str(config.get("StopSignal") or ""),
        healthcheck=_words((config.get("Healthcheck") or {}).get("Test")),
    )


def _words(value: Any) -> tuple[str, ...]:
    return tuple(map(_clean, value or ()))


def _clean(text: object) -> str:
    return "\n".join(CONTROL.sub("", line) for line in str(text).split("\n"))


def _trial(event: Mapping[str, Any]) -> TrialOutcome:
    return TrialOutcome(
        started=bool(event["started"]),
        answered=bool(event["answered"]),
        http_status=event["http_status"],
        body=_clean(event["body"]),
        seconds_to_answer=event["seconds_to_answer"],
        exit_code=event["exit_code"],
        stopped_on_signal=event["stopped_on_signal"],
        seconds_to_stop=event["seconds_to_stop"],
        output=_clean(event["output"]),
    )
