"""What is asked of the sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """How much one build may take of the machine. Memory counts the disk too: it is a tmpfs.

    `context_files` and `context_bytes` are what may be handed in with the Dockerfile.
    """

    seconds: float = 30
    cpu_seconds: int = 20
    memory: int = 768 << 20
    disk: int = 256 << 20
    files: int = 50_000
    processes: int = 128
    cpus: float = 1
    log: int = 128 << 10
    context_files: int = 500
    context_bytes: int = 5 << 20


@dataclass(frozen=True)
class Trial:
    """How to run what was built: until it ends, or until it answers on `port`.

    A service that answered is then asked to stop, as `docker stop` does.
    """

    port: int | None = None
    path: str = "/"
    seconds: float = 5


@dataclass(frozen=True)
class Look:
    """What to tell of the image: so many files at most, and the beginning of some of them.

    `words` are searched for in all that the build added: its layers' files, the image's settings.
    """

    files: int = 5000
    read: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """A Dockerfile to build, with everything that it may see.

    `secrets` are values by id, for RUN --mount=type=secret, and never part of the context.
    `edits` are files of the context: once it is built they are replaced, and it is built again.
    """

    dockerfile: str
    context: Mapping[str, bytes] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    target: str | None = None
    build_args: Mapping[str, str] = field(default_factory=dict)
    look: Look = Look()
    trial: Trial | None = None
    edits: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = Limits()
