"""Anki: items as cards of a deck, written only.

A package is a zip with an SQLite collection of schema 11, which every Anki since 2.0 imports. Ids
come from the items' own, so that importing a newer package updates the cards in their place and
keeps what is known of them.
"""

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quizzes.exchange.items import Format, Item, Kind, Number, Text
from quizzes.exchange.markup import html

MODEL = 1_764_200_000_000  # any number that no other note type of a collection has
FIRST_DECK = 1_764_300_000_000
FIRST_NOTE = 1_764_400_000_000
SPREAD = 2**36  # ids are times in milliseconds to Anki: these end in the year 2028
FIELDS = ("Question", "Answer", "Explanation")
PARTED = "\x1f"
FIRST_DAY = 1_764_201_600  # when the collection was made, to Anki's mind
EPOCH = (1980, 1, 1, 0, 0, 0)  # zip knows no time before, and the same items make the same file
SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null,
  scm integer not null, ver integer not null, dty integer not null, usn integer not null,
  ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null,
  mod integer not null, usn integer not null, tags text not null, flds text not null,
  sfld integer not null, csum integer not null, flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null,
  ord integer not null, mod integer not null, usn integer not null, type integer not null,
  queue integer not null, due integer not null, ivl integer not null, factor integer not null,
  reps integer not null, lapses integer not null, left integer not null, odue integer not null,
  odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,
  ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null,
  time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn on notes (usn);
CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn);
CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due);
CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);
"""
ADD_SETTINGS = "INSERT INTO col VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
FRONT = "{{Question}}"
BACK = "{{FrontSide}}<hr id=answer>{{Answer}}<div>{{Explanation}}</div>"
STYLE = """.card { max-width: 42em; margin: 0 auto; font: 1.1rem/1.5 sans-serif; text-align: left; }
pre { overflow-x: auto; font: 0.9em/1.4 monospace; }
"""


@dataclass(frozen=True)
class Card:
    """A note with one card: three fields of HTML."""

    id: str
    deck: str
    fields: tuple[str, str, str]
    tags: tuple[str, ...]


def package(items: Iterable[Item], name: str, at: int) -> bytes:
    """An .apkg. `at` is now, in seconds: Anki takes a note for newer by it."""
    cards = [card(item, name) for item in items]
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("collection.anki2", EPOCH), collection(cards, at))
        archive.writestr(zipfile.ZipInfo("media", EPOCH), "{}")
    return output.getvalue()


def card(item: Item, name: str) -> Card:
    question = block(item.stem) + listed(option_texts(item))
    right = listed(right_texts(item)) or "<p>See the explanation.</p>"
    explanation = listed(explained(item)) + (block(item.feedback) if item.feedback else "")
    # Anki allows no blank in a tag.
    tags = tuple("-".join(tag.split()) for tag in item.tags if tag.strip())
    deck = "::".join(part for part in (name, item.category.replace("::", ":")) if part)
    return Card(item.id or item.title, deck, (question, right, explanation), tags)


def block(text: Text) -> str:
    """Harmless HTML; `[` would begin what Anki plays or hands to TeX, `{{` a cloze."""
    return html(text).replace("[", "&#91;").replace("{{", "&#123;&#123;")


def plain(said: str) -> str:
    return block(Text(said, Format.PLAIN))


def listed(parts: Iterable[str]) -> str:
    inner = "".join(f"<li>{part}</li>" for part in parts)
    return f"<ul>{inner}</ul>" if inner else ""


def option_texts(item: Item) -> Iterator[str]:
    """What there is to choose from. Where an answer is typed, nothing is."""
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE):
        yield from (block(option.text) for option in item.options)
    elif item.kind == Kind.TRUE_FALSE:
        yield from ("True", "False")
    elif item.kind == Kind.MATCHING:
        yield from (plain(right) for right in sorted({pair.right for pair in item.pairs}))


def right_texts(item: Item) -> Iterator[str]:
    yield from (block(option.text) for option in item.options if option.percent > 0)
    yield from (number_text(number) for number in item.numbers if number.percent > 0)
    for pair in item.pairs:
        if pair.left.text:
            yield f"{block(pair.left)} {plain(pair.right)}"
    if item.truth:
        yield str(item.truth.is_true)


def number_text(number: Number) -> str:
    if number.value is None:
        return "any number"
    return f"{number.value} ± {number.tolerance}" if number.tolerance else str(number.value)


def explained(item: Item) -> Iterator[str]:
    """What is said to each answer, after the answer."""
    for option in item.options:
        if option.feedback:
            yield f"{block(option.text)} {block(option.feedback)}"
    for number in item.numbers:
        if number.feedback:
            yield f"{number_text(number)} {block(number.feedback)}"
    for text in (item.truth.right, item.truth.wrong) if item.truth else ():
        if text:
            yield block(text)


def collection(cards: Iterable[Card], at: int) -> bytes:
    known = list({card.id: card for card in cards}.values())
    decks = {name: stable(name, FIRST_DECK) for name in dict.fromkeys(card.deck for card in known)}
    base = sqlite3.connect(":memory:")
    try:
        base.executescript(SCHEMA)
        with base:
            base.execute(ADD_SETTINGS, settings(decks, at))
            for place, (number, card) in enumerate(numbered(known).items()):
                base.execute(ADD_NOTE, note(number, card, at))
                kept = (number, number, decks[card.deck], 0, at, -1, 0, 0, place, *[0] * 8, "")
                base.execute(ADD_CARD, kept)
        return base.serialize()
    finally:
        base.close()


def numbered(cards: Iterable[Card]) -> dict[int, Card]:
    """The cards by the numbers of their notes, of which no two may be one."""
    found: dict[int, Card] = {}
    for card in cards:
        number = stable(card.id, FIRST_NOTE)
        while number in found:
            number += 1
        found[number] = card
    return found


def stable(name: str, first: int) -> int:
    """The same number for the same name, today and on any machine."""
    return first + int.from_bytes(sha(name)[:8], "big") % SPREAD


def sha(said: str) -> bytes:
    return hashlib.sha256(said.encode(errors="replace")).digest()


def note(number: int, card: Card, at: int) -> tuple[Any, ...]:
    guid = sha(card.id).hex()[:16]
    tags = f" {' '.join(card.tags)} " if card.tags else ""
    # Anki finds notes with the same first field by this sum; it is no matter of security.
    csum = int(hashlib.sha1(card.fields[0].encode(), usedforsecurity=False).hexdigest()[:8], 16)
    fields = PARTED.join(field.replace(PARTED, " ") for field in card.fields)
    return (number, guid, MODEL, at, -1, tags, fields, card.fields[0], csum, 0, "")


def settings(decks: dict[str, int], at: int) -> tuple[Any, ...]:
    """The one row of the table that holds the collection's settings, note types and decks."""
    first = next(iter(decks.values()), 1)
    conf = {"activeDecks": [1], "curDeck": 1, "newSpread": 0, "collapseTime": 1200, "timeLim": 0}
    conf |= {"estTimes": True, "dueCounts": True, "curModel": str(MODEL), "nextPos": 1}
    conf |= {"sortType": "noteFld", "sortBackwards": False, "addToCur": True}
    all_decks = {"1": deck(1, "Default", at)}
    all_decks |= {str(number): deck(number, name, at) for name, number in decks.items()}
    models = {str(MODEL): note_type(first, at)}
    texts = [json.dumps(each) for each in (conf, models, all_decks, {"1": DECK_SETTINGS}, {})]
    return (1, FIRST_DAY, at * 1000, at * 1000, 11, 0, 0, 0, *texts)


def deck(number: int, name: str, at: int) -> dict[str, Any]:
    today = {f"{kind}Today": [0, 0] for kind in ("new", "rev", "lrn", "time")}
    return today | {
        "id": number,
        "name": name,
        "desc": "",
        "mod": at,
        "usn": -1,
        "conf": 1,
        "dyn": 0,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 10,
        "extendRev": 50,
    }


def note_type(deck_number: int, at: int) -> dict[str, Any]:
    fields = [
        {"name": name, "ord": n, "font": "Arial", "size": 20, "media": [], "rtl": False}
        | {"sticky": False}
        for n, name in enumerate(FIELDS)
    ]
    template = {"name": "Card 1", "ord": 0, "qfmt": FRONT, "afmt": BACK, "did": None}
    template |= {"bqfmt": "", "bafmt": ""}
    return {
        "id": MODEL,
        "name": "Question with an explanation",
        "type": 0,
        "mod": at,
        "usn": -1,
        "did": deck_number,
        "sortf": 0,
        "flds": fields,
        "tmpls": [template],
        "css": STYLE,
        "latexPre": "",
        "latexPost": "",
        "req": [[0, "any", [0]]],
        "tags": [],
        "vers": [],
    }


DECK_SETTINGS = {
    "id": 1,
    "name": "Default",
    "mod": 0,
    "usn": 0,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "dyn": False,
    "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1}
    | {"perDay": 20, "separate": True},
    "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1}
    | {"perDay": 200},
    "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
}
