"""The server killed while drafts are saved: what was acknowledged, and what is there afterwards."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count

from tests.quizzes.crowd import Told, Visitor, to_be_killed
from tests.serving import serving

WRITERS = 4
QUESTIONS = (
    "ms-copy-without-from",
    "ms-edges-to-draw",
    "ms-hops-after-shrinking",
    "ms-target-bundle",
)
AT_ONCE = {"HX-Request": "true"}


@dataclass
class Saved:
    """One writer's draft: the last text that was acknowledged, and the one that was sent then."""

    slug: str
    version: int = 0
    acknowledged: str = ""
    sent: str = ""


@dataclass
class Found:
    acknowledged: int = 0
    lost: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    faults: list = field(default_factory=list)


def crash_rounds(data, rounds, waits=(2, 7, 15)):
    """Kill the server so many times, each time after some saves more."""
    found = Found()
    drafts = [Saved(slug) for slug in QUESTIONS]
    cookies = {}
    with serving(data) as site, Visitor(site.url, Told()) as visitor:
        visitor.ask("GET", site.sign_in_path())
        visitor.ask("POST", site.sign_in_path())
        cookies |= visitor.cookies
    for number in range(rounds):
        told = Told(wanted=waits[number % len(waits)])
        crash_round(data, told, drafts, cookies)
        found.acknowledged += len(told.answers)
        found.faults += told.faults
        look(data, drafts, found)
    return found


def crash_round(data, told, drafts, cookies):
    with to_be_killed(data, WORKERS="2") as (url, kill), ThreadPoolExecutor(WRITERS) as pool:
        futures = [pool.submit(save_until_cut_off, url, told, one, cookies) for one in drafts]
        told.enough.wait(60)
        kill()
        for future in futures:
            future.result()


def save_until_cut_off(url, told, draft, cookies):
    with Visitor(url, told) as visitor:
        visitor.cookies |= cookies
        for number in count(draft.version + 1):
            draft.sent = f"{draft.slug} {number}\n" + "words " * 400
            try:
                answer = save(visitor, draft)
            except (OSError, HTTPException):
                return
            if answer != 200:
                told.faults.append((draft.slug, answer))
                return
            draft.acknowledged = draft.sent
            draft.version += 1
            told.acknowledged((draft.slug, draft.version))


def save(visitor, draft):
    sent = {"as": "source", "source": draft.sent, "version": draft.version, "began": ""}
    path = f"/teach/bank/multi-stage-builds/{draft.slug}/save/"
    return visitor.ask("POST", path, sent, **AT_ONCE)[0]


def look(data, drafts, found):
    """Hold what is stored against what was said; the next round goes on from what is stored."""
    with closing(sqlite3.connect(data / "stagecraft.sqlite3", timeout=20)) as database:
        rows = dict(database.execute("select path, json_array(version, body) from authoring_draft"))
    for draft in drafts:
        path = f"patterns/multi-stage-builds/questions/{draft.slug}.md"
        version, body = json.loads(rows.get(path, '[0, ""]'))
        if version < draft.version:
            found.lost.append((draft.slug, draft.version, version))
        elif body not in {draft.acknowledged, draft.sent}:
            found.unknown.append((draft.slug, version, body[:60]))
        draft.version, draft.acknowledged = version, body
