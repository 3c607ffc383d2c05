"""Give a virtual environment its pip and setuptools by copying this Python's, compiled as they are.

The real ensurepip installs them from wheels, which takes half of a small build's processor time.
"""

import shutil
import sys
import sysconfig
from pathlib import Path

WANTED = ("pip", "setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence.pth")


def main() -> None:
    if sys.prefix == sys.base_prefix:
        return
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    source = Path(sysconfig.get_path("purelib", "posix_prefix", base))
    target = Path(sysconfig.get_path("purelib"))
    for name in (*WANTED, *(path.name for path in source.glob("*.dist-info"))):
        if name.partition("-")[0] != "wheel":
            copy(source / name, target / name)
    scripts = Path(sysconfig.get_path("scripts"))
    for path in (Path(sys.base_prefix) / "bin").glob("pip*"):
        write_script(path, scripts / path.name)


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


def write_script(source: Path, target: Path) -> None:
    """A script starts with the path of its own Python."""
    _, _, rest = source.read_text().partition("\n")
    target.write_text(f"#!{sys.executable}\n{rest}")
    target.chmod(0o755)


if __name__ == "__main__":
    main()
