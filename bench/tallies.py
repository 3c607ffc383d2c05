"""What the statistics cost with a million answers: counting all, counting what is new and how long
that holds the lock, the pages.

Run it as a module (`python -m bench.tallies`). ANSWERS=, PATTERNS= and COPIES= say how many;
QUERIES=1 lists the slowest queries of a page.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ANSWERS = int(os.environ.get("ANSWERS", "1_000_000"))
PATTERNS = int(os.environ.get("PATTERNS", "4"))
OF_ONE_LEARNER = 20  # answers: two runs of practice and a test
TIMES = 15
COPIES = int(os.environ.get("COPIES", "10"))  # so many learners answer alike: written faster


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        import django  # noqa: PLC0415 -- after it is said which database

        django.setup()
        plain_static_files()
        return measure(Path(folder))


def plain_static_files() -> None:
    """Under their own names: nothing is collected for a benchmark."""
    from django.conf import settings  # noqa: PLC0415

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.ALLOWED_HOSTS = ["testserver"]


def row(what: str, figure: str, note: str = "") -> None:
    print(f"  {what:52}{figure:>12}   {note}".rstrip(), flush=True)


def measure(data: Path) -> int:
    from quizzes import tallies  # noqa: PLC0415
    from quizzes.models import Answer, ItemTally  # noqa: PLC0415

    began = time.perf_counter()
    populations = prepare()
    learners = ANSWERS // OF_ONE_LEARNER // COPIES
    for number in range(learners):
        populations[number % PATTERNS].study(tests=1, practice=2)
        if number % 2_000 == 1_999:
            for population in populations:
                population.store()
    for population in populations:
        population.store()
    for _ in range(COPIES - 1):
        again(learners)
    size = sum(file.stat().st_size for file in data.glob("bench.sqlite3*"))
    print(f"{Answer.objects.count():,} answers, {size / 2**20:,.0f} MiB (SQLite)\n")
    row("writing them", f"{time.perf_counter() - began:.0f} s")

    locks = timed_locks()
    began = time.perf_counter()
    done = tallies.count()
    row("counting all", f"{time.perf_counter() - began:.1f} s", f"{done.answers:,} first answers")
    sizes = [len(str(sums)) for sums in ItemTally.objects.values_list("sums", flat=True)]
    row("what is kept of a question", f"{statistics.mean(sizes) / 1024:.0f} KiB", "on average")

    for new in (20, 1_000, 20_000):
        for _ in range(new // OF_ONE_LEARNER):
            populations[0].study(tests=1, practice=2)
        populations[0].store()
        locks.clear()
        began, busy = time.perf_counter(), time.process_time()
        done = tallies.count()
        taken = (time.perf_counter() - began) * 1_000
        note = f"{(time.process_time() - busy) * 1_000:.0f} ms of one processor"
        row(f"counting {done.answers:,} new answers", f"{taken:.0f} ms", note)
        held, busy = (max(times) * 1_000 for times in zip(*locks, strict=True))
        middle = statistics.median(held for held, _ in locks) * 1_000
        note = f"{busy:.0f} ms of one processor; median of {len(locks)} steps {middle:.0f} ms"
        row("  the longest that others could not write", f"{held:.0f} ms", note)
    return pages()


def timed_locks() -> list[tuple[float, float]]:
    """What each transaction of counting will take, by the clock and of the processor."""
    from quizzes.tallies import counting  # noqa: PLC0415

    locks: list[tuple[float, float]] = []
    writing = counting.writing

    @contextmanager
    def timed() -> Iterator[None]:
        began = busy = 0.0
        with writing():
            began, busy = time.perf_counter(), time.thread_time()
            yield
        locks.append((time.perf_counter() - began, time.thread_time() - busy))

    counting.writing = timed
    return locks


def prepare():
    """The shipped course; its pattern several times over."""
    from django.core.management import call_command  # noqa: PLC0415

    from learning.models import Pattern  # noqa: PLC0415
    from quizzes.models import Question  # noqa: PLC0415
    from tests.quizzes.population import Population  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_content", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    shipped = Pattern.objects.get()
    for number in range(1, PATTERNS):
        other = Pattern.objects.create(
            slug=f"{shipped.slug}-{number}", title=f"{shipped.title} {number}", order=number
        )
        for question in Question.objects.filter(pattern=shipped).select_related("current"):
            revision = question.current
            question.pk, question.current = None, None
            question.slug, question.pattern = f"{question.slug}-{number}", other
            question.save()
            revision.pk, revision.question = None, question
            revision.save()
            question.current = revision
            question.save()
    return [
        Population(Question.objects.asked().filter(pattern=pattern).select_related("current"), seed)
        for seed, pattern in enumerate(Pattern.objects.all())
    ]


def again(learners: int) -> None:
    """As many new learners who do what the first ones did."""
    from django.db import connection  # noqa: PLC0415

    from learning.models import Learner  # noqa: PLC0415
    from quizzes.models import Answer, Attempt, Slot  # noqa: PLC0415

    of_learner = {Learner: 1, Attempt: 3, Slot: OF_ONE_LEARNER, Answer: OF_ONE_LEARNER}
    with connection.cursor() as cursor:
        for model, each in of_learner.items():
            table, lower = model._meta.db_table, learners * each
            cursor.execute(f"SELECT min(id), max(id) FROM {table}")  # noqa: S608 -- our own names
            first, last = cursor.fetchone()
            names, values = [], []
            for field in model._meta.concrete_fields:
                name = f'"{field.column}"'
                names.append(name)
                related = field.related_model if field.related_model in of_learner else None
                owner = model if field.primary_key else related
                if owner:
                    step = MOVED.setdefault(owner, 0) + of_learner[owner] * learners
                    values.append(f"{name} + {step}")
                elif field.unique:
                    values.append(f"{name} || '.{last}'")
                else:
                    values.append(name)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608
                f"FROM {table} WHERE id < {first + lower}"
            )
        for model, each in of_learner.items():
            MOVED[model] = MOVED.get(model, 0) + learners * each


MOVED: dict[type, int] = {}


def pages() -> int:
    """The pages on the server, with their queries; returns how many are slower than allowed."""
    from django.contrib.auth.models import Group, User  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from learning.signin import INSTRUCTORS  # noqa: PLC0415
    from quizzes.models import Question  # noqa: PLC0415

    user = User.objects.create(username="bench")
    user.groups.add(Group.objects.get_or_create(name=INSTRUCTORS)[0])
    client = Client()
    client.force_login(user)
    missed = 0
    slug = Question.objects.asked().filter(kind="single").order_by("pk").values_list("slug")[0][0]
    for path in (
        "/teach/statistics/",
        "/teach/statistics/?sort=discrimination",
        f"/teach/statistics/{slug}/",
        "/teach/statistics/questions.csv",
    ):
        response = client.get(path)  # templates are compiled once
        assert response.status_code == 200, (path, response.status_code)  # noqa: S101
        b"".join(response)
        times, work = [], []
        for _ in range(TIMES):
            began, busy = time.perf_counter(), time.process_time()
            b"".join(client.get(path))
            times.append((time.perf_counter() - began) * 1_000)
            work.append((time.process_time() - busy) * 1_000)
        with CaptureQueriesContext(connection) as caught:
            b"".join(client.get(path))
        median = statistics.median(times)
        is_met = median <= 100 and len(caught) <= 12
        missed += not is_met
        note = f"{statistics.median(work):.0f} ms of one processor, {len(caught)} queries"
        note += "" if is_met else "; MISSED: 100 ms, 12 queries"
        row(path.replace(slug, "<slug>"), f"{median:.0f} ms", note)
        slowest = sorted(caught.captured_queries, key=lambda one: -float(one["time"]))[:3]
        for one in slowest if os.environ.get("QUERIES") else ():
            print(f"      {one['time']} s  {one['sql'][:160]}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
