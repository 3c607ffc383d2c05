"""What was sent as a file: how it travels in a form, which format it is, what it holds.

No archive is ever opened, and a format's reader sees no more bytes than it says it reads.
"""

import base64
import binascii
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from authoring.models import Source
from quizzes.exchange import aiken, gift, moodle_xml, table
from quizzes.exchange.items import Fault, Reading

LARGEST = 2_000_000  # bytes of a file
LARGEST_PACKED = 400_000  # characters of the form's field that carries it
MOST_ANSWERS = 60  # of a question
READERS: Mapping[Source, Callable[[bytes], Reading]] = {
    Source.GIFT: gift.read,
    Source.MOODLE: moodle_xml.read,
    Source.AIKEN: aiken.read,
    Source.CSV: table.read,
}
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Refused(Exception):  # noqa: N818 -- no error of ours: it says to the author what is wrong
    """Nothing of the file is taken, and one sentence says why."""


def packed(data: bytes) -> str:
    """The file as a form's field can carry it."""
    field = base64.b64encode(zlib.compress(data, 9)).decode()
    if len(field) > LARGEST_PACKED:
        raise Refused("The file is too large to be looked at here. Split it, and import the parts.")
    return field


def unpacked(field: str) -> bytes:
    """The file again; never more than a file may have, whatever was sent."""
    try:
        stream = zlib.decompressobj()
        data = stream.decompress(base64.b64decode(field, validate=True), LARGEST + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise Refused("The file did not come back as it was sent. Choose it once more.") from None
    if len(data) > LARGEST or not stream.eof:
        raise Refused("The file did not come back as it was sent. Choose it once more.")
    return data


def guess(name: str, data: bytes) -> Source:
    """The format by the file's name and by how it begins."""
    start = data[:4_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.partition(b"\n")[0].lower()
    if start.startswith(b"<"):
        return Source.MOODLE
    if name.lower().endswith(".csv") or (b"question" in first and b"answer 1" in first):
        return Source.CSV
    if b"\nANSWER:" in data.replace(b"\r", b"\n") and b"{" not in start:
        return Source.AIKEN
    return Source.GIFT


def read(data: bytes, source: Source) -> Reading:
    """What the file holds; raises Refused where that is nothing."""
    if not data.strip():
        raise Refused("There is nothing in it.")
    if len(data) > LARGEST:
        raise Refused(f"The file has {len(data):,} bytes; at most {LARGEST:,} are read.")
    if data.startswith(ARCHIVES):
        raise Refused("This is an archive. Unpack it, and import the file with the questions.")
    if data.startswith(UTF_16):
        raise Refused("The file is UTF-16. Save it as UTF-8, and import it again.")
    reading = READERS[source](data)
    if not reading.items:
        fault = next(iter(reading.faults), Fault(1, "There is no question in it."))
        raise Refused(f"Nothing was read. Line {fault.line}: {fault.message}")
    return fitting(reading)


def fitting(reading: Reading) -> Reading:
    """Without the questions that have more answers than any could be asked with."""
    kept, lines, faults = [], [], list(reading.faults)
    for item, line in zip(reading.items, reading.lines, strict=True):
        count = max(map(len, (item.options, item.numbers, item.pairs)))
        if count > MOST_ANSWERS:
            message = f"The question has {count:,} answers; at most {MOST_ANSWERS} are taken."
            faults.append(Fault(line, message))
        else:
            kept.append(item)
            lines.append(line)
    if not kept:
        raise Refused(f"Nothing was read. Line {faults[-1].line}: {faults[-1].message}")
    return replace(reading, items=tuple(kept), lines=tuple(lines), faults=tuple(sorted(faults)))
