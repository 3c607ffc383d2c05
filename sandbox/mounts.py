"""`RUN --mount` of today in the words of the builder here."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from posixpath import normpath

from .copying import CannotSayError
from .inside.runtime import TARGETS, VARIABLES
from .reading import mount_options

TARGET = ("target", "dst", "destination")
SECRET_OPTIONS = {"type", "id", "source", "src", *TARGET, "required", "mode", "uid", "gid", "env"}
# Such a value was written with quotes that only a reader of CSV takes apart.
WRITTEN_OTHERWISE = re.compile(r"[\"'\\]")


def say(flag: str) -> list[str]:
    """The same mount, or the mounts that come to the same; any other flag as it is."""
    if not flag.startswith("--mount="):
        return [flag]
    options = mount_options(flag.removeprefix("--mount="))
    kind = options.get("type", "bind")
    if kind == "secret":
        return _secret(options)
    target = _target(options)
    if not target.startswith("/") and (kind != "ssh" or target):
        if WRITTEN_OTHERWISE.search(flag):
            raise CannotSayError("quotes in a mount with a relative target")
        rest = {key: value for key, value in options.items() if key not in {*TARGET, "type"}}
        where = f"/{target}" if kind == "ssh" else TARGETS + _from_folder(target)
        return [_written({"type": kind, **rest, "target": where})]
    return [flag if "type" in options else flag.replace("--mount=", "--mount=type=bind,", 1)]


def _target(options: dict[str, str]) -> str:
    """Where it is mounted; of several words for it the last holds."""
    return next((options[key] for key in reversed(options) if key in TARGET), "")


def _from_folder(target: str) -> str:
    """A target that begins at WORKDIR, or at a variable; the builder tidies up what it is told."""
    if "$" not in target:
        return normpath(target) if target else ""
    if ".." in PurePosixPath(target).parts:
        raise CannotSayError("a mount's target with a variable and ..")
    return target


def _written(options: Mapping[str, str]) -> str:
    words = (f"{key}={value}" if value else key for key, value in options.items())
    return f"--mount={','.join(words)}"


def _secret(options: dict[str, str]) -> list[str]:
    """As a file, as a variable, or as both; `source` is another word for its id.

    A relative target is one from the top: of mounts, secrets alone know no WORKDIR.
    """
    if options.keys() - SECRET_OPTIONS:
        return [f"--mount={','.join(f'{key}={value}' for key, value in options.items())}"]
    target = _target(options)
    name = options.get("source") or options.get("src") or options.get("id")
    name = name or PurePosixPath(target).name
    same = [f"{key}={options[key]}" for key in ("mode", "uid", "gid") if key in options]
    if options.get("required", "false").lower() not in {"false", "0"}:
        same.append("required=true")
    targets = [f"{VARIABLES}/{options['env']}"] if "env" in options else []
    if target or not targets:
        is_relative = target and not target.startswith(("/", "$"))
        targets.append(f"/{target}" if is_relative else target)
    where = [[f"target={at}"] if at else [] for at in targets]
    return [",".join(["--mount=type=secret", f"id={name}", *at, *same]) for at in where]
