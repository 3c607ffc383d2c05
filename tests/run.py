"""Install what the tests need, run them all, and say loudly what was left out.

As root on Debian, Chromium and PostgreSQL are installed where they are missing; elsewhere the
tests that need them are left out. With CI=true nothing may be left out.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.postgres import Cluster, binaries

CI = os.environ.get("CI") == "true"
WORKERS = ("-n", "2", "--dist", "worksteal")


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> None:
    print(f"Installing {package} …", flush=True)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
    subprocess.run(command, check=False, **quiet)


def have_chromium() -> bool:
    if not shutil.which("chromium") and can_install():
        install("chromium")
    return shutil.which("chromium") is not None


def have_postgres() -> bool:
    if not binaries() and can_install():
        install("postgresql")
    return binaries() is not None


def pytest(*arguments: str, **environment: str) -> bool:
    command = [sys.executable, "-m", "pytest", *arguments]
    print(f"\n== pytest {' '.join(arguments)}", flush=True)
    return subprocess.run(command, check=False, env=os.environ | environment).returncode == 0


def main() -> int:
    left_out: list[str] = []
    green = pytest(*WORKERS, "--ignore=tests/browser")
    if have_chromium():
        green &= pytest(*WORKERS, "tests/browser")
    else:
        left_out.append("the browser tests: there is no `chromium` on the PATH")
    if have_postgres():
        with Cluster() as url:
            green &= pytest(*WORKERS, "tests/learning", "tests/config", DATABASE_URL=url)
    else:
        left_out.append("the Django tests on PostgreSQL: there is no PostgreSQL server here")
    for what in left_out:
        print(f"\n!!! LEFT OUT: {what}", flush=True)
    if left_out and CI:
        print("!!! With CI=true nothing may be left out.", flush=True)
        return 1
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
