"""Ask the daemon for a build, and make a result of what comes back."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from sandbox import preflight
from sandbox.builder import Progress, unwatched
from sandbox.hearing import CONTROL
from sandbox.images import expand
from sandbox.job import Job
from sandbox.preflight import Refusal
from sandbox.reading import Instruction, read
from sandbox.result import Reason, Result, Status

from . import archive
from .daemon import OUTPUT, REGISTRIES, Daemon, lay_out, put
from .layers import TooMuchError
from .progress import Numbering, Told
from .running import IMAGE, Ending, run

STOPPED = {
    Reason.TIME: "it took longer than {limits.seconds:g} seconds.",
    Reason.OUTPUT: "it printed more than {log} KiB.",
    Reason.DISK: "its image is larger than {image} MiB.",
}
NOT_TRIED = "The image was not run: the builder is on another machine, and only builds."
DENIED = re.compile(r'source "(?P<kind>[\w-]+)://(?P<what>[^"]*)" denied by policy')
# What goes wrong between machines, and is nobody's mistake.
TROUBLE = re.compile(
    r"rpc error: code = (?:Unavailable|Canceled|DeadlineExceeded|Internal)|failed to do request"
    r"|failed to dial|dial tcp|i/o timeout|connection (?:refused|reset)|no such host|TLS handshake"
    r"|toomanyrequests|429 Too Many|unexpected status.* 5\d\d|server misbehaving"
    r"|no space left on device|context deadline exceeded|context canceled"
)
SOLVING = "failed to solve: "
# A step that ran and ended badly; all else that goes wrong at a step has other words.
RAN = re.compile(r'process ".*" did not complete successfully: (?P<why>.*)', re.DOTALL)


@dataclass(frozen=True)
class BuildKit:
    """Builds on a daemon elsewhere. `create` asks it to keep its promises first; use that."""

    daemon: Daemon
    obstacle: str = ""
    # For fetching a base and sending the image, which the learner's limits do not count.
    patience: float = 300

    def check(self, job: Job, progress: Progress = unwatched) -> Result:
        if self.obstacle:
            return Result(Status.UNAVAILABLE, self.obstacle, "buildkit")
        if refusal := self.refuse(job):
            return Result(Status.REFUSED, refusal.message, refusal.rule)
        return self.build(job, progress)

    def refuse(self, job: Job) -> Refusal | None:
        """As for the other builder, but for mounts: BuildKit knows and bounds them all."""
        if refusal := preflight.refuse_text(job):
            return refusal
        return preflight.refuse(
            [
                replace(each, flags=()) if each.name == "RUN" else each
                for each in read(job.dockerfile)
            ]
        )

    def build(self, job: Job, progress: Progress = unwatched) -> Result:
        """Ask, listen, look. The daemon needs no preflight to keep its promises."""
        if missing := self.daemon.missing():
            return Result(Status.UNAVAILABLE, f"Nothing can be built: {missing}.", "buildkit")
        try:
            with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as image:
                lay_out(job, Path(folder))
                asked = _Asked(self, job, Path(folder), tuple(read(job.dockerfile)))
                told, ending = asked.run(image, progress)
                result = asked.judge(told, ending)
                if result.status is Status.OK:
                    result = asked.look(result, image)
                if result.status is Status.OK and job.edits:
                    result = asked.repeat(result)
                return result
        except OSError as trouble:
            return Result(Status.UNAVAILABLE, f"buildctl did not start: {trouble}", "buildkit")


@dataclass(frozen=True)
class _Asked:
    """One job, laid out in a folder."""

    builder: BuildKit
    job: Job
    folder: Path
    instructions: Sequence[Instruction]

    def run(
        self, image: IO[bytes], progress: Progress = unwatched, output: str = OUTPUT
    ) -> tuple[Told, Ending]:
        told = Told(Numbering.of(self.instructions), progress)
        words = self.builder.daemon.words(self.job, self.folder, output)
        home = str(self.folder / "home")
        patience = self.builder.patience
        return told, run(words, self.job.limits, patience, told, image, home)

    def judge(self, told: Told, ending: Ending) -> Result:
        if ending.reason:
            limits, size = self.job.limits, IMAGE >> 20
            message = STOPPED[ending.reason].format(limits=limits, log=limits.log >> 10, image=size)
            result = Result(Status.STOPPED, f"The build was stopped: {message}", ending.reason)
        elif ending.out_of_patience:
            message = (
                "The builder did not come to an end of its own work; nothing is known of yours."
            )
            result = Result(Status.UNAVAILABLE, message, "buildkit")
        elif ending.code:
            result = _failure(told)
        else:
            result = Result(Status.OK, "The image was built.")
        return replace(
            result,
            log=tuple(told.log()),
            log_is_cut=ending.reason is Reason.OUTPUT,
            notes=(NOT_TRIED,) if self.job.trial else (),
            seconds={"build": ending.seconds, "all": ending.seconds},
        )

    def look(self, result: Result, image: IO[bytes]) -> Result:
        """With the image, if what was sent is one, and no larger than will be looked at."""
        own = chain(self.instructions, self.job.target, self.job.build_args)
        try:
            return replace(result, image=archive.read(image, self.job.look, own))
        except TooMuchError:
            message = "The image is too large, or has too many files, to be looked at."
            return replace(result, status=Status.STOPPED, message=message, reason=Reason.DISK)
        except archive.UnreadableError as trouble:
            message = f"What the builder sent is no image: {trouble}"
            return replace(result, status=Status.UNAVAILABLE, message=message, reason="buildkit")

    def repeat(self, result: Result) -> Result:
        """Once more after the edits; the daemon's cache says what did not run again."""
        put(self.job.edits, self.folder)
        with tempfile.TemporaryFile() as nothing:
            told, ending = self.run(nothing, output="")
        seconds = {**result.seconds, "again": ending.seconds}
        if ending.reason or ending.out_of_patience:
            note = "The build after the edit was not finished, so that what ran again is not known."
            return replace(result, notes=(*result.notes, note), seconds=seconds)
        return replace(result, again=told.repeated(), seconds=seconds)


def _failure(told: Told) -> Result:
    """Whose it is: a step's, the file's, a refusal of ours, or of the way to the daemon."""
    vertex = told.failed()
    error = _clean(vertex.error if vertex else told.error().removeprefix(SOLVING))
    ran = RAN.fullmatch(error)
    if not ran and (denied := DENIED.search(error)):
        return _denied(denied["kind"], denied["what"])
    if vertex and (ran or not TROUBLE.search(error)):
        why = ran["why"] if ran else error
        return Result(Status.FAILED, f'building at STEP "{vertex.step.text}": {why}'[:1000])
    if told.error().startswith(SOLVING) and not TROUBLE.search(error):
        return Result(Status.FAILED, error[:1000])
    message = f"The builder could not be asked: {error[:500] or 'it said nothing'}"
    return Result(Status.UNAVAILABLE, message, "buildkit")


def _denied(kind: str, what: str) -> Result:
    if kind in {"docker-image", "oci-layout"}:
        message = (
            f"The image {what[:120]} is not of a registry that builds here may use: "
            f"{', '.join(REGISTRIES)}."
        )
        return Result(Status.REFUSED, message, "image-not-here")
    message = (
        f"The build wants {what[:120]} from the network, and builds here have none. The static "
        "report holds; put the file into the context to build it here."
    )
    return Result(Status.REFUSED, message, "needs-network")


def _clean(text: str) -> str:
    return "\n".join(CONTROL.sub("", line) for line in text.split("\n")).strip()


def chain(
    instructions: Sequence[Instruction], target: str | None, arguments: Mapping[str, str]
) -> list[Instruction]:
    """The instructions of the stage that is built, after those of the stages it starts from."""
    numbering = Numbering.of(instructions)
    known: dict[str, str] = {}
    for each in instructions:
        if each.name == "FROM":
            break
        for name, default in (word.split("=", 1) for word in each.rest.split() if "=" in word):
            known[name] = arguments.get(name, default.strip("\"'"))
    names = [numbering.name(stage) for stage in range(len(numbering.stages))]
    at = _target(target, names)
    found: list[Instruction] = []
    while at is not None:
        own = numbering.stages[at]
        found = [*own, *found]
        words = own[0].words()
        at = _last(expand(words[0], known), names[:at]) if words else None
    return found


def _target(target: str | None, names: Sequence[str]) -> int | None:
    """A target is a name or a number; without one it is the last stage."""
    if not target:
        return len(names) - 1 if names else None
    number = int(target) if target.isdecimal() and int(target) < len(names) else None
    return number if (named := _last(target, names)) is None else named


def _last(name: str, names: Sequence[str]) -> int | None:
    found = [number for number, each in enumerate(names) if each and each == name.lower()]
    return found[-1] if found else None
