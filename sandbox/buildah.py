"""Real builds with Debian's buildah, in the box."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from . import preflight
from .box import command
from .builder import Progress, unwatched
from .cgroups import open_group, sweep
from .faults import Fault, fault
from .hearing import Heard
from .images import Catalogue, map_bases
from .job import Job
from .lowering import HEREDOC_CONTEXT, Lowered, lower
from .place import BuildUser, Place
from .preflight import Refusal
from .programs import missing_packages
from .reading import Instruction, escape_directive, read
from .repeating import tell
from .result import Reason, Result, Status
from .supervision import Ending, run
from .trimming import trimmed

STOPPED = {
    Reason.TIME: "The build was stopped: it took longer than {limits.seconds:g} seconds.",
    Reason.CPU: "The build was stopped: it used more than {limits.cpu_seconds} processor seconds.",
    Reason.MEMORY: "The build was stopped: it wanted more memory than {memory} MiB.",
    Reason.DISK: "The build was stopped: it wrote more than {disk} MiB or {limits.files} files.",
    Reason.OUTPUT: "The build was stopped: it printed more than {log} KiB.",
}
# What programs say when the tmpfs is full, or a file has reached its limit.
DISK_FULL = ("No space left on device", "no space left on device", "File too large",
             "file too large", "File size limit exceeded")  # fmt: skip
UNFINISHED = "The build after the edit was not finished, so that what ran again is not known."
BROKE = (
    "The builder here failed by itself, and again when it was tried once more. That says nothing "
    "of your file; hand it in again later."
)
# What any builder builds that works at all.
HONEST = Job("FROM busybox\nRUN true\n")
RUNTIME = Path(__file__).parent / "inside" / "runtime.py"
# What follows the line of JSON, in this order.
PARTS = ("files", "heredocs", "secrets", "edits", "heredocs_again")


@dataclass(frozen=True)
class Order:
    """A job in the builder's words."""

    job: Job
    lowered: Lowered
    stand_ins: dict[str, str]
    notes: tuple[str, ...] = ()
    instructions: tuple[Instruction, ...] = ()

    def to_bytes(self) -> bytes:
        """What the box reads: a line of JSON, then the files' bytes."""
        job = self.job
        secrets = {name: value.encode() for name, value in job.secrets.items()}
        again = self.lowered.again or self.lowered
        files_again = again.files if job.edits else {}
        parts = (job.context, self.lowered.files, secrets, job.edits, files_again)
        head = {
            "dockerfile": self.lowered.text,
            "dockerfile_again": again.text,
            "runtime_text": RUNTIME.read_text(),
            "scripts": list(self.lowered.scripts),
            **{name: _sizes(part) for name, part in zip(PARTS, parts, strict=True)},
            "heredoc_context": HEREDOC_CONTEXT,
            "runtime": self.lowered.runtime,
            "target": job.target,
            "build_args": dict(job.build_args),
            "stand_ins": self.stand_ins,
            "layers": True,
            "most_files": job.limits.files,
            "look": {
                "files": job.look.files,
                "read": list(job.look.read),
                "words": list(job.look.words),
            },
            "trial": job.trial
            and {"port": job.trial.port, "path": job.trial.path, "seconds": job.trial.seconds},
        }
        contents = [content for part in parts for content in part.values()]
        return json.dumps(head).encode() + b"\n" + b"".join(contents)


def _sizes(files: Mapping[str, bytes]) -> list[list[str | int]]:
    return [[name, len(content)] for name, content in files.items()]


@dataclass(frozen=True)
class Buildah:
    """Builds in a box on this machine. `create` proves the box first; use that."""

    place: Place
    missing: str = ""

    def check(self, job: Job, progress: Progress = unwatched) -> Result:
        if self.missing:
            return Result(Status.UNAVAILABLE, self.missing, "walls")
        order = self.prepare(job)
        if isinstance(order, Refusal):
            return Result(Status.REFUSED, order.message, order.rule)
        return self.build(order, progress)

    def prepare(self, job: Job) -> Order | Refusal:
        """Refuse, map the bases, lower: all that happens to the text before a box is opened."""
        if refusal := preflight.refuse_text(job):
            return refusal
        instructions = trimmed(read(job.dockerfile), job.build_args)
        if refusal := preflight.refuse(instructions):
            return refusal
        bases = map_bases(instructions, job.build_args, Catalogue.read(self.place.catalogue))
        if bases.refusal:
            return bases.refusal
        lowered = lower(instructions, escape_directive(job.dockerfile), job.context, job.edits)
        if isinstance(lowered, Refusal):
            return lowered
        notes = bases.notes + lowered.notes
        return Order(job, lowered, dict(bases.stand_ins), notes, tuple(instructions))

    def build(self, order: Order, progress: Progress = unwatched) -> Result:
        """Open a box for the order and tell what came of it. The box needs no preflight to hold."""
        user = BuildUser.find()
        if user is None or (missing := missing_packages()):
            what = "the build user" if user is None else ", ".join(missing)
            return Result(Status.UNAVAILABLE, f"Missing here: {what}. Run `make sandbox`.", "setup")
        sweep()
        result, whose = self._build(order, user, progress)
        if whose is Fault.FILE:
            return result
        result, whose = self._build(order, user, progress)
        if whose is Fault.BUILDER or (whose is Fault.UNSURE and not self._works(user)):
            return replace(result, status=Status.UNAVAILABLE, message=BROKE, reason="builder")
        return result

    def _works(self, user: BuildUser) -> bool:
        """Whether an honest file is built in the same place, for no file can make this one fail."""
        order = self.prepare(HONEST)
        if isinstance(order, Refusal):
            return True
        return self._build(order, user, unwatched)[0].status is Status.OK

    def _build(self, order: Order, user: BuildUser, progress: Progress) -> tuple[Result, Fault]:
        """Once, and whose fault it is if it failed."""
        limits = order.job.limits
        group = open_group(limits)
        heard = Heard(progress)
        with command(self.place, user, limits, group) as words:
            ending = run(words, order.to_bytes(), limits, group, heard)
        if heard.is_second and not ending.complete:
            # What came before it is known all the same.
            ending = replace(ending, reason=None, complete=True)
            order = replace(order, notes=(*order.notes, UNFINISHED))
        result = _judge(order, heard, ending)
        if result.status is not Status.FAILED:
            return result, Fault.FILE
        return result, fault(heard.words(), ending.out_of_processes)


def _judge(order: Order, heard: Heard, ending: Ending) -> Result:
    reason = ending.reason
    if heard.exit_code not in {0, None} and not reason and heard.last_lines_have(DISK_FULL):
        reason = Reason.DISK
    if reason:
        status, message = Status.STOPPED, _why_stopped(reason, order)
    elif not ending.complete:
        trouble = " ".join(ending.trouble[-3:])[:500]
        status, message = Status.UNAVAILABLE, f"The box broke off: {trouble or 'it said nothing'}"
    elif heard.exit_code:
        status, message = Status.FAILED, heard.last_error() or "The build failed."
    else:
        status, message = Status.OK, "The image was built."
    return Result(
        status,
        message,
        reason or ("box" if status is Status.UNAVAILABLE else ""),
        log=tuple(heard.log),
        log_is_cut=reason is Reason.OUTPUT,
        notes=order.notes,
        image=heard.image,
        trial=heard.trial,
        again=tell(order.instructions, heard.again),
        seconds={**heard.seconds, "all": ending.seconds},
        usage=ending.usage,
    )


def _why_stopped(reason: Reason, order: Order) -> str:
    limits = order.job.limits
    sizes = {"memory": limits.memory >> 20, "disk": limits.disk >> 20, "log": limits.log >> 10}
    return STOPPED[reason].format(limits=limits, **sizes)
