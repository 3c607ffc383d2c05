"""Install what the tests need, run them all, and say loudly what was left out.

As root on Debian, Chromium and PostgreSQL are installed where they are missing, and the sandbox is
made, which takes minutes the first time; elsewhere the tests that need them are left out. With
CI=true nothing may be left out.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox import doctor
from sandbox.place import Place
from tests.postgres import Cluster, binaries

CI = os.environ.get("CI") == "true"
BUILDS = ("-m", "builds", "tests/sandbox", "tests/lab")
WITHOUT_BUILDS = ("-m", "not builds")
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


def have(program: str, package: str) -> bool:
    if not shutil.which(program) and can_install():
        install(package)
    return shutil.which(program) is not None


def have_postgres() -> bool:
    if not binaries() and can_install():
        install("postgresql")
    return binaries() is not None


def obstacle_to_builds() -> str:
    """Why nothing can be built for real here, after making the sandbox where that is allowed."""
    if can_install():
        print("\n== python -m sandbox.setup", flush=True)
        subprocess.run([sys.executable, "-m", "sandbox.setup"], check=False)
    return doctor.obstacle(Place.from_environment())


def pytest(*arguments: str, **environment: str) -> bool:
    command = [sys.executable, "-m", "pytest", *arguments]
    print(f"\n== pytest {' '.join(arguments)}", flush=True)
    return subprocess.run(command, check=False, env=os.environ | environment).returncode == 0


# What touches no database is the same on PostgreSQL.
POSTGRES = (
    *("tests/learning", "tests/config", "tests/quizzes", "tests/lab"),
    *("tests/authoring", "tests/classes", "--ignore=tests/authoring/test_editing.py"),
    *WITHOUT_BUILDS,
    *("--ignore=tests/learning/rendering", "--ignore=tests/learning/architecture"),
    *("--ignore=tests/quizzes/kinds", "--ignore=tests/quizzes/bank/test_entries.py"),
    *("--ignore=tests/quizzes/test_verdict.py", "--ignore=tests/lab/goals"),
    *("--ignore=tests/authoring/exchange", "--ignore=tests/quizzes/exchange"),
    *("--ignore=tests/quizzes/test_statistics.py", "--ignore=tests/authoring/test_crash.py"),
    # A killed server puts its own SQLite at stake; PostgreSQL is another process.
    "--deselect=tests/quizzes/test_races.py::test_server_killed_in_the_middle_loses_and_doubles_no_answer",
)

# An app that is off by default is tested where it is on; so is what must hold for all apps.
LTI = ("tests/lti", "tests/learning/test_records.py", "tests/learning/test_privacy.py")


def main() -> int:
    left_out: list[str] = []
    if not have("dot", "graphviz"):
        left_out.append("the comparison of our layout with Graphviz: there is no `dot`")
    if not (has_postgres := have_postgres()):
        left_out.append("the Django tests on PostgreSQL: there is no PostgreSQL server here")
    if not (has_chromium := have("chromium", "chromium")):
        left_out.append("the browser tests: there is no `chromium` on the PATH")
    if obstacle := obstacle_to_builds():
        left_out.append(f"real builds, and attacks on their box: {obstacle}")
    green = pytest(*WORKERS, "--ignore=tests/browser", "--ignore=tests/lti", *WITHOUT_BUILDS)
    green &= pytest(*WORKERS, *LTI, LTI="on")
    if not obstacle:
        green &= pytest(*WORKERS, *BUILDS)
    if has_postgres:
        with Cluster() as url:
            green &= pytest(*WORKERS, *POSTGRES, DATABASE_URL=url)
            green &= pytest(*WORKERS, "tests/lti", LTI="on", DATABASE_URL=url)
    if has_chromium:
        green &= pytest(*WORKERS, "tests/browser")
    for what in left_out:
        print(f"\n!!! LEFT OUT: {what}", flush=True)
    if left_out and CI:
        print("!!! With CI=true nothing may be left out.", flush=True)
        return 1
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
