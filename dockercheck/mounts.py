"""The mounts and devices of RUN.

Follows moby/buildkit `frontend/dockerfile/instructions/commands_runmount.go`. BuildKit reads a
mount twice: when it links stages, only `from` counts and must not hold variables; when the
step runs, every value is expanded first.
"""

from collections.abc import Callable
from typing import NamedTuple

from dockercheck.suggestions import did_you_mean
from dockercheck.values import (
    ValueFormatError,
    csv_fields,
    is_size,
    parse_bool,
    parse_unsigned,
)

TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
SHARING = ("shared", "private", "locked")
KEYS = (
    "type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode",
    "uid", "gid", "src", "dst", "destination", "ro", "rw", "readwrite", "env",
)  # fmt: skip

Expander = Callable[[str], str]


class MountError(ValueError):
    """The mount cannot be used; the message is the one BuildKit gives."""


class Mount(NamedTuple):
    """One `--mount` of a RUN, its values expanded.

    `id` names a cache, secret or ssh agent; `env` is the variable that a secret is put into.
    """

    type: str = "bind"
    source_stage: str = ""
    source: str = ""
    target: str = ""
    read_only: bool = True
    id: str = ""
    sharing: str = ""
    required: bool = False
    env: str | None = None
    owner: tuple[tuple[str, int], ...] = ()


def source_stage(spec: str) -> str:
    """The `from` of a mount as BuildKit reads it before any variable has a value."""
    found = ""
    for field in _fields(spec):
        key, equals, value = field.partition("=")
        if not equals or key.lower() != "from":
            continue
        if 0 <= value.find("$") < len(value) - 1:
            raise MountError(
                "'from' doesn't support variable expansion, define alias stage instead"
            )
        found = value
    return found


def parse_mount(spec: str, expand: Expander) -> Mount:
    """A mount, each value expanded. Raises MountError, and what `expand` raises."""
    reader = _MountReader()
    for field in _fields(spec):
        key, equals, value = field.partition("=")
        if equals:
            reader.set(key.lower(), expand(value), field)
        else:
            reader.switch(key.lower(), field)
    return reader.finish()


def _fields(spec: str) -> list[str]:
    try:
        return csv_fields(spec)
    except ValueFormatError as error:
        raise MountError(f"failed to parse csv mounts: {error}") from error


class _MountReader:
    def __init__(self) -> None:
        self.mount = Mount()
        self.read_only: bool | None = None
        self.owner: dict[str, int] = {}

    def switch(self, key: str, field: str) -> None:
        """A key without a value."""
        if key in ("readonly", "ro", "readwrite", "rw"):
            self.read_only = key in ("readonly", "ro")
        elif key == "required":
            self._required(key, "true")
        else:
            raise MountError(f"invalid field '{field}' must be a key=value pair")

    def set(self, key: str, value: str, field: str) -> None:
        setter = _SETTERS.get(key)
        if setter is None:
            raise MountError(did_you_mean(f"unexpected key '{key}' in '{field}'", key, KEYS))
        setter(self, key, value)

    def _replace(self, **changes: object) -> None:
        self.mount = self.mount._replace(**changes)  # type: ignore[arg-type]  # one key each

    def _type(self, _key: str, value: str) -> None:
        kind = value.lower()
        if kind not in TYPES:
            raise MountError(did_you_mean(f'unsupported mount type "{value}"', value, TYPES))
        self._replace(type=kind)

    def _from(self, _key: str, value: str) -> None:
        self._replace(source_stage=value)

    def _source(self, _key: str, value: str) -> None:
        self._replace(source=value)

    def _target(self, _key: str, value: str) -> None:
        self._replace(target=value)

    def _id(self, _key: str, value: str) -> None:
        self._replace(id=value)

    def _env(self, _key: str, value: str) -> None:
        self._replace(env=value)

    def _access(self, key: str, value: str) -> None:
        self.read_only = _bool(key, value) == key.startswith(("readonly", "ro"))

    def _required(self, key: str, value: str) -> None:
        self._only_for(key, ("secret", "ssh"))
        self._replace(required=_bool(key, value))

    def _size(self, key: str, value: str) -> None:
        self._only_for(key, ("tmpfs",))
        if not is_size(value):
            raise MountError(f"invalid value for {key}: {value}")

    def _sharing(self, _key: str, value: str) -> None:
        sharing = value.lower()
        if sharing not in SHARING:
            raise MountError(did_you_mean(f'unsupported sharing value "{value}"', value, SHARING))
        self._replace(sharing=sharing)

    def _number(self, key: str, value: str) -> None:
        try:
            self.owner[key] = parse_unsigned(value, 8 if key == "mode" else 10)
        except ValueFormatError as error:
            raise MountError(f"invalid value {value} for {key}") from error

    def _only_for(self, key: str, types: tuple[str, ...]) -> None:
        if self.mount.type not in types:
            raise MountError(f"unexpected key '{key}' for mount type '{self.mount.type}'")

    def finish(self) -> Mount:
        kind = self.mount.type
        for key in ("mode", "uid", "gid"):
            if key in self.owner and kind in ("bind", "tmpfs"):
                raise MountError(f'{key} not allowed for "{kind}" type mounts')
        if kind == "secret":
            _check_secret(self.mount)
        if self.mount.sharing and kind != "cache":
            raise MountError(f"invalid cache sharing set for {kind} mount")
        read_only = self.read_only
        if read_only is None:
            read_only = kind not in ("cache", "tmpfs")
        return self.mount._replace(read_only=read_only, owner=tuple(sorted(self.owner.items())))


def _check_secret(mount: Mount) -> None:
    if mount.source_stage:
        raise MountError("secret mount should not have a from")
    if mount.sharing:
        raise MountError("secret mount should not define sharing")
    if not (mount.source or mount.target or mount.id):
        raise MountError("invalid secret mount. one of source, target required")
    if mount.source and mount.id:
        raise MountError("both source and id can't be set")


def _bool(key: str, value: str) -> bool:
    try:
        return parse_bool(value)
    except ValueFormatError as error:
        raise MountError(f"invalid value for {key}: {value}") from error


_SETTERS: dict[str, Callable[[_MountReader, str, str], None]] = {
    "type": _MountReader._type,
    "from": _MountReader._from,
    "source": _MountReader._source,
    "src": _MountReader._source,
    "target": _MountReader._target,
    "dst": _MountReader._target,
    "destination": _MountReader._target,
    "readonly": _MountReader._access,
    "ro": _MountReader._access,
    "readwrite": _MountReader._access,
    "rw": _MountReader._access,
    "required": _MountReader._required,
    "size": _MountReader._size,
    "id": _MountReader._id,
    "sharing": _MountReader._sharing,
    "mode": _MountReader._number,
    "uid": _MountReader._number,
    "gid": _MountReader._number,
    "env": _MountReader._env,
}


def check_device(spec: str) -> None:
    """Raises MountError where a `--device` is not well formed."""
    name = ""
    for field in _fields(spec):
        key, equals, value = field.partition("=")
        key = key.lower()
        if key == "required":
            if equals:
                _bool(key, value)
        elif equals and key == "name":
            if name:
                raise MountError(f"device name already set to {name}")
            name = value
        elif not name:
            name = field
        elif equals:
            raise MountError(
                did_you_mean(f"unexpected key '{key}' in '{field}'", key, ("name", "required"))
            )
        else:
            raise MountError(f"invalid field '{field}' must be a key=value pair")
