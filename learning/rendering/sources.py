"""Numbers sources as one reads them: the library counts those in tables and call-outs late."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element


def renumber(root: Element) -> None:
    """Give references, sources and the links back their numbers in reading order."""
    notes = root.find("div[@class='footnote']/ol")
    if notes is None:
        return
    numbers: dict[str, int] = {}
    for reference in references(root):
        name = reference.get("href", "").removeprefix("#")
        reference.text = str(numbers.setdefault(name, len(numbers) + 1))
    notes[:] = sorted(notes, key=lambda note: numbers.get(note.get("id", ""), len(numbers) + 1))
    for number, note in enumerate(notes, start=1):
        for back in note.iter("a"):
            if back.get("class") == "footnote-backref":
                back.set("title", re.sub(r"\d+$", str(number), back.get("title", "")))


def references(root: Element) -> Iterator[Element]:
    return (link for link in root.iter("a") if link.get("class") == "footnote-ref")
