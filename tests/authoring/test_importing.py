"""A file is looked at, then the chosen become drafts, all or none, and never twice unseen."""

import zlib
from base64 import b64encode

import pytest

from authoring import drafts, importing
from authoring.checking import stored_outline
from authoring.exchange import uploads
from authoring.exchange.uploads import Refused, guess, packed, read, unpacked
from authoring.importing import Wanted, page, seen, take
from authoring.models import BankEntry, Deed, Draft, Event, Source
from quizzes.exchange.items import Fault

TWO = """\
::Which stage::Which stage is the image?{=The last#Yes. ~The first#No. ~{all}}

::Why:: Why two? {}
""".replace("{all}", "All of them")
QUESTION = "::Q %d::What is %d?{=a ~b ~c}\n\n"


def wanted(source=Source.GIFT, first=0):
    return Wanted(source, "stages", "ms.isolation", first)


def gift(*numbers):
    return "".join(QUESTION % (number, number) for number in numbers).encode()


def paths():
    return sorted(Draft.objects.values_list("path", flat=True))


def path(name):
    return f"patterns/stages/questions/{name}.md"


GUESSES = {
    ("a.txt", b"::T::Q{=a ~b}"): Source.GIFT,
    ("a.xml", b"<?xml version='1.0'?><quiz/>"): Source.MOODLE,
    ("", b"\xef\xbb\xbf\n <quiz>"): Source.MOODLE,
    ("a.csv", b"anything"): Source.CSV,
    ("", b"kind,question,answer 1\n"): Source.CSV,
    ("", b"Q?\nA. a\nB. b\nANSWER: A\n"): Source.AIKEN,
    ("", b"Q?\r\nA. a\r\nB. b\r\nANSWER: A"): Source.AIKEN,
    ("", b"Say\nANSWER: x {=a ~b}"): Source.GIFT,
}


@pytest.mark.parametrize(("sent", "source"), GUESSES.items())
def test_the_format_is_guessed(sent, source):
    assert guess(*sent) == source


BOMB = b'<!DOCTYPE q [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><quiz>&c;</quiz>'
NO_DTD = "Line 1: The file declares a document type or entities; no question needs them."
DEEP = b"<quiz>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</quiz>"
HOSTILE = {
    (b" \n", Source.GIFT): "There is nothing in it.",
    (b"PK\x03\x04../../x", Source.GIFT): (
        "This is an archive. Unpack it, and import the file with the questions."
    ),
    (b"\x1f\x8b" + b"0" * 99, Source.MOODLE): (
        "This is an archive. Unpack it, and import the file with the questions."
    ),
    ("q{=a ~b}".encode("utf-16"), Source.GIFT): (
        "The file is UTF-16. Save it as UTF-8, and import it again."
    ),
    (b"q\xff{=a ~b}", Source.GIFT): (
        "Nothing was read. Line 1: The file is not UTF-8: this line has other bytes."
    ),
    (b"q\0{=a ~b}", Source.AIKEN): (
        "Nothing was read. Line 1: This line has a NUL character; the file is no text."
    ),
    (b"x" * 2_000_001, Source.GIFT): ("The file has 2,000,001 bytes; at most 2,000,000 are read."),
    (b"x" * 1_000_001, Source.GIFT): (
        "Nothing was read. Line 1: The file has 1,000,001 bytes; at most 1,000,000 are read."
    ),
    (BOMB, Source.MOODLE): f"Nothing was read. {NO_DTD}",
    (b'<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>', Source.MOODLE): (
        f"Nothing was read. {NO_DTD}"
    ),
    (b"<quiz>&undefined;</quiz>", Source.MOODLE): (
        "Nothing was read. Line 1: The file is no well-formed XML: undefined entity."
    ),
    (DEEP, Source.MOODLE): (
        "Nothing was read. Line 1: Elements stand more than 20 deep in each other."
    ),
    (b"<quiz>" + b"<a/>" * 200_001 + b"</quiz>", Source.MOODLE): (
        "Nothing was read. Line 1: The file has more than 200,000 elements; so many are not read."
    ),
    (b"<quiz></quiz>", Source.MOODLE): "Nothing was read. Line 1: There is no question in it.",
    (b"q{" + b"~a" * 30_000 + b"}", Source.GIFT): (
        "Nothing was read. Line 1: The question has 30,000 answers; at most 60 are taken."
    ),
    (b"a,b\n", Source.CSV): (
        "Nothing was read. Line 1: The first row names no column question and answer 1."
    ),
}


@pytest.mark.parametrize(("sent", "message"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_what_is_no_file_of_questions_is_refused_in_a_sentence(sent, message):
    with pytest.raises(Refused) as refusal:
        read(*sent)

    assert str(refusal.value) == message


def test_of_a_hundred_thousand_questions_the_first_are_read_and_the_rest_is_said():
    reading = read(b"q{=a ~b}\n\n" * 100_000, Source.GIFT)

    assert len(reading.items) == 2_000
    assert reading.faults == (Fault(4001, "Only the first 2,000 questions are read."),)


def test_a_file_travels_in_a_form_and_comes_back():
    data = gift(*range(900))

    assert unpacked(packed(data)) == data
    assert len(packed(data)) < len(data) / 4


BROKEN = "The file did not come back as it was sent. Choose it once more."


@pytest.mark.parametrize(
    "field",
    [
        "!",
        "AAAA",
        b64encode(zlib.compress(b"0" * 50_000_000)).decode(),
        b64encode(zlib.compress(b"x")[:-2]).decode(),
    ],
)
def test_what_did_not_travel_is_refused_and_no_bomb_is_unpacked(field):
    with pytest.raises(Refused) as refusal:
        unpacked(field)

    assert str(refusal.value) == BROKEN


def test_what_no_form_can_carry_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_PACKED", 10)

    with pytest.raises(Refused, match="too large to be looked at here"):
        packed(gift(1))


def test_the_page_shows_what_each_question_would_become(course):
    found = page(TWO.encode(), wanted())
    first, second = seen(found, stored_outline())

    assert [one.name for one in found.candidates] == ["which-stage", "why"]
    assert [one.line for one in found.candidates] == [1, 3]
    assert (first.kind, first.prompt) == ("single", "<p>Which stage is the image?</p>")
    assert [(line.html, line.is_right, line.feedback) for line in first.lines] == [
        ("<p>The last</p>", True, "<p>Yes.</p>"),
        ("<p>The first</p>", False, "<p>No.</p>"),
        ("<p>All of them</p>", False, ""),
    ]
    assert "names no misconception" in "".join(fault.message for fault in first.faults)
    assert second.candidate.drafted.remarks == (
        "It was an essay. Write options, or choose another kind.",
    )
    assert paths() == []


def test_the_chosen_become_drafts(course, ann):
    found = page(TWO.encode(), wanted())
    made = take(found, [1], ann)

    draft = Draft.objects.get()
    assert made == [draft]
    assert (draft.path, draft.source, draft.begun_by) == (path("which-stage"), "gift", ann)
    assert draft.body == found.candidates[0].drafted.text
    assert BankEntry.objects.get(path=draft.path).source == "gift"
    assert list(Event.objects.filter(path=draft.path).values_list("deed", flat=True)) == [
        Deed.IMPORTED
    ]


def test_remarks_stay_with_the_draft(course, ann):
    take(page(TWO.encode(), wanted()), [2], ann)

    assert Draft.objects.get().remarks == [
        "It was an essay. Write options, or choose another kind."
    ]


def test_the_same_file_again_is_known_and_makes_nothing(course, ann):
    take(page(TWO.encode(), wanted()), [1, 2], ann)
    before = paths()

    again = page(TWO.encode(), wanted())

    assert again.are_all_there
    assert [one.twin for one in again.candidates] == [path("which-stage"), path("why")]
    assert [one.is_there for one in again.candidates] == [True, True]
    assert take(again, [1, 2], ann) == []
    assert paths() == before


def test_a_draft_that_was_written_on_is_asked_the_same_and_may_be_imported_again(course, ann):
    (draft,) = take(page(TWO.encode(), wanted()), [1], ann)
    drafts.save(draft.path, draft.body + "\n", draft.version, ann)

    (first, _) = page(TWO.encode(), wanted()).candidates
    assert (first.twin, first.is_there, first.name) == (
        path("which-stage"),
        False,
        "which-stage-2",
    )

    take(page(TWO.encode(), wanted()), [1], ann)
    assert paths() == [path("which-stage-2"), path("which-stage")]
    assert 'id = "which-stage-2"' in Draft.objects.get(path=path("which-stage-2")).body


def test_a_published_question_that_asks_the_same_is_named(course, files):
    name = next(one for one in files if one.endswith("/a-single.md"))
    prompt = files[name].decode().partition("## Prompt\n")[2].partition("\n\n## ")[0]
    data = f"::x::[markdown]{prompt}".replace("{", "\\{").replace("\n", "\\n").replace(":", "\\:")
    data = data.replace("\\:\\:x\\:\\:", "::x::").replace("=", "\\=").encode() + b"{=a ~b}"
    pattern = name.split("/")[1]

    (found,) = page(data, Wanted(Source.GIFT, pattern, "ms.isolation")).candidates

    assert (found.twin, found.is_there) == (name, False)


def test_a_question_that_stands_twice_in_the_file_is_named(course):
    data = b"::a::Same?{=a ~b}\n\n::b::Same?{=c ~d}\n"

    assert [one.twin for one in page(data, wanted()).candidates] == [
        "",
        "question 1 of this file",
    ]


def test_names_that_are_taken_get_a_number(course):
    data = b"::a single::One?{=a ~b}\n\n::a single::Two?{=a ~b}\n\n::a single::Three?{=a ~b}\n"

    names = [one.name for one in page(data, wanted()).candidates]

    assert names == ["a-single-2", "a-single-3", "a-single-4"]


def test_a_name_that_was_taken_since_gets_the_next_number(course, ann):
    found = page(TWO.encode(), wanted())
    drafts.begin(path("which-stage"), ann, body="mine")

    take(found, [1], ann)

    assert paths() == [path("which-stage-2"), path("which-stage")]
    assert 'id = "which-stage-2"' in Draft.objects.get(path=path("which-stage-2")).body
    assert Draft.objects.get(path=path("which-stage")).body == "mine"


def test_where_one_cannot_be_begun_none_is(course, ann):
    long = "x" * 90_000
    texts = [f"[plain]{long}"] * 3
    data = f"Small?{{=a ~b}}\n\nLarge?{{={texts[0]}\n~{texts[1]}\n~{texts[2]}}}\n".encode()
    found = page(data, wanted())

    (fault,) = seen(found, stored_outline())[1].faults
    assert fault.message == "the draft has 270,386 bytes and is not looked at here"
    assert fault.expected == "at most 256,000"
    with pytest.raises(Refused, match=r"^Question 2: .* Nothing was imported\.$"):
        take(found, [1, 2], ann)
    assert paths() == []


def test_a_long_file_has_pages(course):
    data = gift(*range(120))

    first, last = page(data, wanted()), page(data, wanted(first=100))

    assert (first.count, len(first.candidates), first.more) == (120, 50, 50)
    assert [one.number for one in last.candidates] == list(range(101, 121))
    assert (last.last, last.more) == (120, 0)
    assert page(data, wanted(first=9_999)).last == 120


def test_work_that_takes_too_long_is_ended(course, monkeypatch):
    monkeypatch.setattr(importing, "SECONDS", 0.0)

    with pytest.raises(Refused) as refusal:
        page(gift(*range(2_000)), wanted())

    assert str(refusal.value) == importing.TOO_LONG
