"""The configuration of the image a stage becomes: what a container started from it gets.

Follows moby/buildkit `dockerfile2llb/convert.go` and the OCI image specification. A base image's
own configuration is taken over where it is known, an unknown one counts as empty.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from dockercheck.paths import normalise
from dockercheck.ports import parse_port
from dockercheck.references import Reference
from dockercheck.stages import Step
from dockercheck.syntax import Health, read_health

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEFAULT_SHELL = ("/bin/sh", "-c")


class ImageConfig(NamedTuple):
    """An image's configuration; None means that the image says nothing about it."""

    env: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    stop_signal: str = ""
    healthcheck: Health | None = None
    shell: tuple[str, ...] = ()
    onbuild: tuple[str, ...] = ()
    author: str = ""

    def variable(self, name: str) -> str | None:
        """The value of an environment variable of the image."""
        for entry in self.env:
            key, _, value = entry.partition("=")
            if key == name:
                return value
        return None


SCRATCH = ImageConfig(workdir="/")


def config_from(facts: Mapping[str, object]) -> ImageConfig:
    """A base image's configuration from a mapping in the form of the OCI specification."""
    labels = facts.get("Labels")
    return ImageConfig(
        env=_strings(facts.get("Env")),
        user=str(facts.get("User") or ""),
        workdir=str(facts.get("WorkingDir") or ""),
        entrypoint=_strings(facts.get("Entrypoint")) or None,
        cmd=_strings(facts.get("Cmd")) or None,
        ports=_strings(facts.get("ExposedPorts")),
        volumes=_strings(facts.get("Volumes")),
        labels=tuple((str(k), str(v)) for k, v in labels.items())
        if isinstance(labels, Mapping)
        else (),
        stop_signal=str(facts.get("StopSignal") or ""),
        shell=_strings(facts.get("Shell")),
        onbuild=_strings(facts.get("OnBuild")),
    )


class Known(Protocol):
    """What is known of images, by their names: a mapping, or the table of `dockercheck.images`."""

    def get(self, name: str, /) -> Mapping[str, object] | None:
        """The facts of the image of that name; None where nothing is known."""


NOTHING_KNOWN: Known = MappingProxyType[str, Mapping[str, object]]({})


def image_facts(images: Known, reference: Reference) -> Mapping[str, object]:
    """What is known of an image: by its full name, by a shorter one, or of all ("*")."""
    short = reference.familiar
    tagged = f"{short}:{reference.tag or 'latest'}"
    for name in (str(reference), tagged, short, "*"):
        found = images.get(name)
        if found is not None:
            return found
    return {}


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, Iterable) else ()


def build_config(base: ImageConfig, chain: Sequence[Sequence[Step]]) -> ImageConfig:
    """The configuration after the steps of a chain of stages, the one on the image first."""
    draft = _Draft(base)
    for steps in chain:
        draft.begin_stage()
        for step in steps:
            change = None if step.failed else _CHANGES.get(step.name)
            if change is not None:
                change(draft, step)
    return draft.finish()


class _Draft:
    def __init__(self, base: ImageConfig) -> None:
        self.config = base
        self.env = dict(entry.partition("=")[::2] for entry in base.env)
        self.labels = dict(base.labels)
        self.volumes = dict.fromkeys(base.volumes)
        self.ports: dict[str, list[tuple[int, int]]] = {}
        self.old_ports = base.ports
        self.cmd_in_stage = False

    def begin_stage(self) -> None:
        self.env.setdefault("PATH", DEFAULT_PATH)
        self.cmd_in_stage = False
        # Triggers run in the stage right above; they do not go on to the next.
        self.config = self.config._replace(onbuild=())

    def finish(self) -> ImageConfig:
        return self.config._replace(
            env=tuple(f"{key}={value}" for key, value in self.env.items()),
            labels=tuple(self.labels.items()),
            volumes=tuple(self.volumes),
            ports=self._all_ports(),
        )

    def _all_ports(self) -> tuple[str, ...]:
        found = dict.fromkeys(self.old_ports)
        for protocol, ranges in self.ports.items():
            end = -1
            for first, last in sorted(ranges):
                for port in range(max(first, end + 1), last + 1):
                    found[f"{port}/{protocol}"] = None
                end = max(end, last)
        return tuple(found)

    def set_env(self, step: Step) -> None:
        for pair in step.pairs:
            self.env[pair.key] = pair.value or ""

    def set_labels(self, step: Step) -> None:
        for pair in step.pairs:
            self.labels[pair.key] = pair.value or ""

    def set_user(self, step: Step) -> None:
        self.config = self.config._replace(user=step.args[0])

    def set_workdir(self, step: Step) -> None:
        workdir = normalise(self.config.workdir, step.args[0])
        self.config = self.config._replace(workdir=workdir)

    def set_cmd(self, step: Step) -> None:
        self.cmd_in_stage = True
        self.config = self.config._replace(cmd=command_line(step) or None)

    def set_entrypoint(self, step: Step) -> None:
        cmd = self.config.cmd if self.cmd_in_stage else None
        self.config = self.config._replace(entrypoint=command_line(step) or None, cmd=cmd)

    def set_shell(self, step: Step) -> None:
        self.config = self.config._replace(shell=step.args)

    def set_stop_signal(self, step: Step) -> None:
        self.config = self.config._replace(stop_signal=step.args[0])

    def set_health(self, step: Step) -> None:
        self.config = self.config._replace(healthcheck=read_health(step.instruction))

    def set_author(self, step: Step) -> None:
        self.config = self.config._replace(author=step.args[0])

    def add_onbuild(self, step: Step) -> None:
        onbuild = (*self.config.onbuild, step.instruction.trigger)
        self.config = self.config._replace(onbuild=onbuild)

    def add_volumes(self, step: Step) -> None:
        self.volumes.update(dict.fromkeys(step.args))

    def add_ports(self, step: Step) -> None:
        for word in step.args:
            port = parse_port(word)
            self.ports.setdefault(port.protocol.lower(), []).append((port.first, port.last))


def command_line(step: Step) -> tuple[str, ...]:
    """The command as it runs: a shell form gets the stage's shell in front."""
    args = tuple(step.instruction.values)
    if step.instruction.json:
        return args
    return (*(step.shell or DEFAULT_SHELL), " ".join(args))


_CHANGES: dict[str, Callable[[_Draft, Step], None]] = {
    "CMD": _Draft.set_cmd,
    "ENTRYPOINT": _Draft.set_entrypoint,
    "ENV": _Draft.set_env,
    "EXPOSE": _Draft.add_ports,
    "HEALTHCHECK": _Draft.set_health,
    "LABEL": _Draft.set_labels,
    "MAINTAINER": _Draft.set_author,
    "ONBUILD": _Draft.add_onbuild,
    "SHELL": _Draft.set_shell,
    "STOPSIGNAL": _Draft.set_stop_signal,
    "USER": _Draft.set_user,
    "VOLUME": _Draft.add_volumes,
    "WORKDIR": _Draft.set_workdir,
}
