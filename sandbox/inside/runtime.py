"""Started by the builder in place of runc where runc alone does not do.

The builder of 2022 cannot give a step a secret as a variable: the secret comes as a mount with the
variable's name, which is taken out again here. Nor does it know a mount's target that begins at the
folder that the step works in, which only the runtime is told. And what a build without output
prints is the builder's alone: its steps are heard by nobody.
"""

import json
import os
import posixpath
import sys
from pathlib import Path
from typing import Any

RUNC = "/usr/sbin/runc"
VARIABLES = "/run/stagecraft-variables"
# Behind this stands the target of a mount as it was written: "", a/b, /a/b.
TARGETS = "/run/stagecraft-targets/@"
SILENT = "silent"


def main() -> None:
    program, *words = sys.argv
    if "create" in words:
        path = Path(words[words.index("--bundle") + 1], "config.json")
        container = json.loads(path.read_text())
        _give_variables(container)
        _place_mounts(container)
        path.write_text(json.dumps(container))
        if program.endswith(SILENT):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
    os.execv(RUNC, ["runc", *words])  # noqa: S606 -- no shell is wanted


def _place_mounts(container: dict[str, Any]) -> None:
    """What is mounted in the folder that the step works in, and the upper before the lower."""
    folder = container["process"]["cwd"]
    for mount in container["mounts"]:
        target = str(mount["destination"])
        if target.startswith(TARGETS):
            where = posixpath.join(folder, target.removeprefix(TARGETS))
            mount["destination"] = posixpath.normpath("/" + where.lstrip("/"))
            if mount["destination"] == "/":
                sys.exit('invalid mount target "/"')
    container["mounts"].sort(key=lambda mount: mount["destination"].rstrip("/").count("/"))


def _give_variables(container: dict[str, Any]) -> None:
    secrets = [mount for mount in container["mounts"] if _variable(mount)]
    if not secrets:
        return
    given = {_variable(mount): Path(mount["source"]).read_text() for mount in secrets}
    container["mounts"] = [mount for mount in container["mounts"] if mount not in secrets]
    kept = [word for word in container["process"]["env"] if word.partition("=")[0] not in given]
    container["process"]["env"] = kept + [f"{name}={value}" for name, value in given.items()]


def _variable(mount: dict[str, Any]) -> str:
    folder, _, name = str(mount["destination"]).rpartition("/")
    return name if folder == VARIABLES else ""


if __name__ == "__main__":
    main()
