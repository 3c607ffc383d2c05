"""What is left of submissions when workers are killed at random moments of their builds.

bench/lab_crash.py    50 times (ROUNDS=, SEED=) a worker with a real sandbox is killed, every tenth
                      while it proves its walls; on DATABASE_URL, else on a SQLite of its own
"""

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox.place import Place

ROUNDS = int(os.environ.get("ROUNDS", "50"))
SEED = int(os.environ.get("SEED", "1"))
CROWD = 8


def main() -> int:
    os.environ["SANDBOX_DIR"] = str(Place.from_environment().folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        return crash()


def crash() -> int:
    import django  # noqa: PLC0415 -- the settings read the environment that was just made

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- the same
    from django.db import connection  # noqa: PLC0415 -- the same

    from tests.lab import crash as crashing  # noqa: PLC0415 -- the same
    from tests.lab.line import store  # noqa: PLC0415 -- the same

    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
    yard, before, start = crashing.Yard(store()), crashing.mounts(), time.perf_counter()
    chance = crashing.generator(SEED)
    for number in range(ROUNDS):
        crashing.crash_round(yard, CROWD, chance, proves=number % 10 == 9)
        print(f"\r{number + 1} killed, {len(yard.files)} handed in", end="", flush=True)
    code = crashing.drain(yard, proves=True)
    faults = [*yard.faults()]
    print(f"\n{ROUNDS} workers killed on {connection.vendor} with {CROWD} learners handing in")
    for (status, tries), count in sorted(crashing.ended(yard).items()):
        print(f"  {status} at try {tries}: {count}")
    print(f"  said to be begun: {sum(line.endswith(': begun') for line in yard.lines)}")
    print(f"  faults, goal 0: {len(faults)} {faults[:5]}")
    print(f"  mounts left, goal 0: {len(set(crashing.mounts()) - set(before))}")
    print(f"  the last worker ended with {code}; {time.perf_counter() - start:.0f} s in all")
    return len(faults) + code


if __name__ == "__main__":
    sys.exit(main())
