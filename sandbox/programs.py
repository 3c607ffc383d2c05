"""The programs that a box is made of, and the Debian packages that bring them."""

import shutil

# package → a program of it
PACKAGES = {
    "bubblewrap": "bwrap",
    "buildah": "buildah",
    "busybox-static": "busybox",
    "python3-minimal": "python3",
    "runc": "runc",
    "uidmap": "newuidmap",
    "util-linux": "unshare",
}


def missing_packages() -> list[str]:
    return sorted(
        package for package, name in PACKAGES.items() if not shutil.which(name, path=PATH)
    )


# Never the caller's: a program of this name elsewhere is not the one that was tested.
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def path_of(program: str) -> str:
    found = shutil.which(program, path=PATH)
    if found is None:
        raise FileNotFoundError(f"there is no {program}")
    return found
