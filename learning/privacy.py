"""All that is kept of somebody, as one ZIP archive to take along."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth.models import User
from django.db.models import BinaryField, ManyToOneRel
from django.utils import timezone

from learning import people, records
from learning.models import Learner
from learning.records import Rows
from learning.spreadsheets import plain

# Files repeat what is in data.json: of somebody with more of them the oldest are only there.
MOST_FILES = 2_000
MOST_CHARACTERS = 20_000_000
# Secrets, and course texts, which are everybody's.
LEFT_OUT = {"digest", "base", "key", "code", "token", "password", "body"}
# Written out by itself, and as a role.
ELSEWHERE = {Learner, User.groups.through, User.user_permissions.through}
README = """\
What Stagecraft keeps of you, as of {moment}.

data.json
    All of it. "you": since when and until when you came by, and your account if you have one:
    its address, when you made it and last signed in, your roles, and "named_in", what on the
    instructors' side carries your name. Then what each part of the site keeps:
{parts}
{files}
Moments are in UTC. Not in here: your password, of which only a scrambled form is kept; the secret
in the cookie that names a learner without an account; Dockerfiles that you asked the checker to
keep, because nothing says that they are yours.
To delete all of it: the page "About", under "What is stored of you".
"""


@dataclass(frozen=True)
class Entry:
    """One file of the archive, and what the README says of it."""

    path: str
    text: str


def archive(learner: Learner | None, user: User | None) -> bytes:
    """Made in memory: a learner's records are small, and their files are bounded."""
    kept = records.export(learner) if learner else {}
    data = {"you": of_person(learner, user), **kept}
    tables = list(tables_of(kept))
    files, left = files_of(learner) if learner else ([], 0)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        target.writestr("README.txt", readme(kept, tables, files, left))
        target.writestr("data.json", json.dumps(data, indent=1, ensure_ascii=False))
        for entry in (*tables, *files):
            target.writestr(entry.path, entry.text)
    return buffer.getvalue()


# Who it is


def of_person(learner: Learner | None, user: User | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if learner:
        found |= {
            "since": learner.created_at.isoformat(),
            "last_seen_on": learner.seen_on.isoformat(),
        }
    if user:
        role = people.role_of(user)
        found["account"] = {
            "name": user.username,
            "email_address": user.email,
            "made_at": user.date_joined.isoformat(),
            "last_signed_in_at": user.last_login.isoformat() if user.last_login else None,
            "role": role.value if role else None,
            "named_in": named_in(user),
        }
    return found


def named_in(user: User) -> dict[str, Rows]:
    """Every row of any app that names the account, by what it names it for."""
    found = {}
    for relation in User._meta.get_fields(include_hidden=True):
        model: Any = relation.related_model
        if not isinstance(relation, ManyToOneRel) or model in ELSEWHERE:
            continue
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name not in LEFT_OUT and not isinstance(field, BinaryField)
        ]
        name = relation.field.name
        rows = records.plain(model.objects.filter(**{name: user}).order_by("pk").values(*columns))
        if rows:
            found[f"{model._meta.label_lower}.{name}"] = rows
    return found


# What they did


def tables_of(kept: dict[str, dict[str, Rows]]) -> Iterator[Entry]:
    """Answers once more, for spreadsheets."""
    for part, tables in kept.items():
        for name, rows in tables.items():
            if name.endswith("answers") and rows:
                yield Entry(f"{part}/{name}.csv", as_csv(rows))


def as_csv(rows: Rows) -> str:
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(rows[0])
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return target.getvalue()


def cell(value: Any) -> Any:
    """What stands in one column; what was typed is no formula."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = " | ".join(value)
    elif isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return plain(value) if isinstance(value, str) else value


def files_of(learner: Learner) -> tuple[list[Entry], int]:
    """What the learner wrote as files, the newest first, and how many had no room."""
    found: list[Entry] = []
    left = characters = 0
    for part in records.all_records():
        for path, text in part.files(learner):
            if len(found) < MOST_FILES and characters + len(text) <= MOST_CHARACTERS:
                characters += len(text)
                found.append(Entry(f"{part.name}/{path}", text))
            else:
                left += 1
    return found, left


def readme(
    kept: dict[str, dict[str, Rows]], tables: list[Entry], files: list[Entry], left: int
) -> str:
    parts = [
        f'    "{part}": {", ".join(f"{name} ({len(rows)})" for name, rows in found.items())}.'
        for part, found in kept.items()
    ]
    also = [
        f"{entry.path}\n    Answers once more, a line each, for spreadsheets." for entry in tables
    ]
    if files:
        folders = sorted({entry.path.split("/")[0] for entry in files})
        also.append(f"{', '.join(f'{each}/' for each in folders)}\n    What you wrote, as files.")
    if left:
        also.append(f"    {left} older files had no room; data.json has them.")
    return README.format(
        moment=timezone.now().strftime("%Y-%m-%d %H:%M UTC"),
        parts="\n".join(parts) or "    nothing yet.",
        files="\n".join(also) + "\n" if also else "",
    )
