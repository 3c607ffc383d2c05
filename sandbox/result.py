"""What the sandbox found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .saying import last_words


class Status(StrEnum):
    """How a check ended. Only the first three say something about the Dockerfile."""

    OK = "ok"
    FAILED = "failed"
    STOPPED = "stopped"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class Reason(StrEnum):
    """Which limit a build reached."""

    TIME = "time"
    CPU = "cpu"
    MEMORY = "memory"
    DISK = "disk"
    OUTPUT = "output"


@dataclass(frozen=True)
class Step:
    """The build has come to step `number` of `of`, in stage `stage` of `stages`."""

    number: int
    of: int
    stage: int
    stages: int
    text: str


@dataclass(frozen=True)
class Layer:
    """A layer of the image: its files' bytes, and the instruction that made it."""

    id: str
    bytes: int
    created_by: str
    from_base: bool
    files: int


@dataclass(frozen=True)
class File:
    """A file of the image; `layer` is where its content lies, None for one of the base image."""

    path: str
    kind: str
    bytes: int
    mode: int
    uid: int
    gid: int
    layer: int | None


@dataclass(frozen=True)
class Config:
    """What the image says of how it wants to be run."""

    user: str
    workdir: str
    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]
    env: tuple[str, ...]
    ports: tuple[str, ...]
    volumes: tuple[str, ...]
    labels: Mapping[str, str]
    stop_signal: str
    healthcheck: tuple[str, ...]


@dataclass(frozen=True)
class Sighting:
    """A word of the job's `Look` was found, in a file of a layer, in ENV, config or history.

    `layer` is None where it is no file's, and `path` then says where it stands.
    """

    word: int
    layer: int | None
    path: str


@dataclass(frozen=True)
class Image:
    """The image as it was built. `files` is cut after what the job asked for; the counts are not.

    `removed` are files of a layer that a later layer hides: still there for who unpacks it.
    `sightings_are_cut`: not everything was searched, so that a word not seen may be there.
    """

    config: Config
    layers: tuple[Layer, ...]
    files: tuple[File, ...]
    file_count: int
    bytes: int
    read: Mapping[str, str]
    removed: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    sightings_are_cut: bool = False


@dataclass(frozen=True)
class TrialOutcome:
    """What happened when the image was run."""

    started: bool
    answered: bool
    http_status: int | None
    body: str
    seconds_to_answer: float | None
    exit_code: int | None
    stopped_on_signal: bool | None
    seconds_to_stop: float | None
    output: str


@dataclass(frozen=True)
class Repeated:
    """An instruction of the build after the job's edits; `cached` if it was not run again."""

    stage: int
    number: int
    text: str
    cached: bool


@dataclass(frozen=True)
class Usage:
    """What the build took; None where nothing counts it (no control group)."""

    cpu_seconds: float | None = None
    memory: int | None = None


@dataclass(frozen=True)
class Result:
    """One check. `message` is for the learner, `reason` is a rule or a limit, for the program."""

    status: Status
    message: str
    reason: str = ""
    log: tuple[str, ...] = ()
    log_is_cut: bool = False
    notes: tuple[str, ...] = ()
    image: Image | None = None
    trial: TrialOutcome | None = None
    again: tuple[Repeated, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    usage: Usage = Usage()

    @property
    def decides(self) -> bool:
        """Whether goals may be judged by it: a sandbox that could not build fails nobody."""
        return self.status in {Status.OK, Status.FAILED, Status.STOPPED}

    @property
    def last_words(self) -> str:
        """The line of a failed step that tells most of why; "" where it said nothing."""
        return last_words(self.log)
