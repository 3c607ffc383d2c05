"""Whom USER names: looked up in the image's own files, as the builder does for a step."""

import os
import stat
from typing import Any

from .rooted import open_in

MOST = 1 << 20


class CannotStartError(Exception):
    """No container can be made of this image, and why."""


def person(root: int, text: str) -> dict[str, Any]:
    """Numbers for `name`, `1000`, `name:group`: user, group, and the groups that list the user."""
    name, _, group = text.partition(":")
    people = [row for row in _rows(root, "/etc/passwd") if len(row) > 3 and row[3].isdecimal()]
    groups = _rows(root, "/etc/group")
    uid = _number(name or "0", people, "user", "passwd")
    own = next((int(row[3]) for row in people if int(row[2]) == uid), 0)
    gid = _number(group, groups, "group", "group") if group else own
    names = {row[0] for row in people if int(row[2]) == uid}
    more = {int(row[2]) for row in groups if len(row) > 3 and names & set(row[3].split(","))}
    return {"uid": uid, "gid": gid, "additionalGids": sorted({gid, *more})}


def _number(name: str, rows: list[list[str]], what: str, file: str) -> int:
    for row in rows:
        if row[0] == name:
            return int(row[2])
    if name.isdecimal():
        return int(name)
    raise CannotStartError(f"unable to find {what} {name}: no matching entries in {file} file")


def _rows(root: int, path: str) -> list[list[str]]:
    """Rows that have a name and a number; none of what is no plain file."""
    try:
        descriptor = open_in(root, path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return []
    try:
        is_plain = stat.S_ISREG(os.fstat(descriptor).st_mode)
        text = os.read(descriptor, MOST).decode(errors="replace") if is_plain else ""
    finally:
        os.close(descriptor)
    rows = (line.split(":") for line in text.splitlines())
    return [row for row in rows if len(row) > 2 and row[2].isdecimal()]
