"""The machine's part: packages, the build user, its folder, its control groups."""

import os
import shutil
import subprocess
from pathlib import Path

from sandbox.cgroups import delegate
from sandbox.place import BUILD_USER, BuildUser, Place, is_open_to_others
from sandbox.programs import PACKAGES, PATH

# Only to make the base images with; the builds do not need it.
SETUP_PACKAGES = {"mmdebstrap": "mmdebstrap", "ca-certificates": "update-ca-certificates"}


class SetUpError(Exception):
    """Why `make sandbox` stops here, in words that say what to do."""


def run(command: list[str], **environment: str) -> None:
    """Run one command quietly; its last lines are the reason if it fails."""
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-12:])
        raise SetUpError(f"`{' '.join(command[:6])} …` ended with {done.returncode}:\n{last}")


def install_packages() -> None:
    wanted = PACKAGES | SETUP_PACKAGES
    missing = sorted(
        {package for package, program in wanted.items() if not shutil.which(program, path=PATH)}
    )
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() != 0:
        raise SetUpError(f"as root, run: apt-get install -y --no-install-recommends {names}")
    if not shutil.which("apt-get"):
        raise SetUpError(f"this is no Debian; install what provides: {names}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], **quiet)
    run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], **quiet)


def make_build_user() -> None:
    if os.geteuid() == 0 and BuildUser.find() is None:
        run(["useradd", "--no-create-home", "--home-dir=/nonexistent",
             "--shell=/usr/sbin/nologin", BUILD_USER])  # fmt: skip
    user = BuildUser.find()
    if user is None:
        raise SetUpError(f"there is no user {BUILD_USER}")
    if user.has_ids():
        return
    if os.geteuid() != 0:
        raise SetUpError(
            f"as root, run: usermod --add-subuids 165536-231071 --add-subgids 165536-231071 "
            f"{user.name}"
        )
    first = _first_free_id()
    ids = f"{first}-{first + 65535}"
    run(["usermod", f"--add-subuids={ids}", f"--add-subgids={ids}", user.name])


def _first_free_id() -> int:
    """After every range that /etc/subuid or /etc/subgid lends already."""
    ends = [100000]
    for path in (Path("/etc/subuid"), Path("/etc/subgid")):
        for line in path.read_text().splitlines() if path.exists() else []:
            _, _, numbers = line.partition(":")
            first, _, count = numbers.partition(":")
            ends.append(int(first) + int(count))
    return max(ends)


def make_folder(place: Place) -> None:
    if not is_open_to_others(place.folder):
        raise SetUpError(
            f"the build user cannot get to {place.folder}: a folder above it is closed to others. "
            "Name another with SANDBOX_DIR."
        )
    user = BuildUser.find()
    for folder in (place.folder, place.ingredients, place.base, place.workroom):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if user and os.geteuid() == 0:
        for folder in (place.base, place.workroom):
            os.chown(folder, user.uid, user.gid)


def make_control_groups() -> None:
    user = BuildUser.find()
    if user and os.geteuid() == 0:
        delegate(user.uid, user.gid)
