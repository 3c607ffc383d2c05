"""Import and export, as their pages are asked."""

from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from authoring.exchange.uploads import packed
from authoring.models import Draft
from authoring.views.exchange import LARGEST_REQUEST, TOO_LARGE

IMPORT, EXPORT = "/teach/import/", "/teach/export/"
PLACE = "stages/ms.isolation"
TWO = (
    "::Which stage::Which stage is it?{=The last#Yes. ~The first#No.}\n\n::Why::Why <b>so</b>? {}\n"
)


@pytest.fixture
def teach(client, course, ann):
    client.force_login(ann)
    return client


def sent(**fields):
    return {"format": "guess", "place": PLACE, "do": "look", "text": "", **fields}


def kept(**fields):
    return sent(**{"format": "gift", "kept": packed(TWO.encode()), "do": "take", **fields})


def said(response):
    return response.content.decode()


def paths():
    return sorted(Draft.objects.values_list("path", flat=True))


@pytest.mark.parametrize("address", [IMPORT, EXPORT])
def test_strangers_sign_in_first_and_learners_find_no_page(
    client, course, django_user_model, address
):
    assert client.get(address).url == f"/accounts/login/?next={address}"
    assert client.post(address).status_code == 404

    client.force_login(django_user_model.objects.create_user("learner"))
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


def test_the_page_offers_formats_and_objectives(teach):
    page = said(teach.get(IMPORT))

    assert '<option value="guess">Find out</option>' in page
    assert f'<option value="{PLACE}">' in page


def test_a_paste_is_looked_at_and_nothing_is_begun(teach):
    response = teach.post(IMPORT, sent(text=TWO))

    assert response.status_code == 200
    assert response.templates[0].name == "teach/import_preview.html"
    assert [one.candidate.name for one in response.context["seen"]] == ["which-stage", "why"]
    assert "Why <strong>so</strong>?" in said(response)
    assert paths() == []


def test_a_file_is_looked_at(teach):
    file = SimpleUploadedFile("q.gift", TWO.encode())

    response = teach.post(IMPORT, sent(file=file))

    assert response.context["page"].count == 2


def test_the_chosen_become_drafts(teach):
    response = teach.post(IMPORT, kept(take=["2"]))

    assert paths() == ["patterns/stages/questions/why.md"]
    assert 'href="/teach/bank/stages/why/"' in said(response)


def test_sent_twice_the_drafts_are_made_once_and_it_is_said(teach):
    teach.post(IMPORT, kept(take=["1", "2"]))

    response = teach.post(IMPORT, kept(take=["1", "2"]))

    assert len(paths()) == 2
    assert "Nothing new" in said(response)
    assert "All of these are here already" in said(teach.post(IMPORT, sent(text=TWO)))


def test_who_ticks_nothing_is_asked_to(teach):
    response = teach.post(IMPORT, kept())

    assert response.status_code == 422
    assert "Tick at least one question." in said(response)


def test_numbers_that_no_question_has_make_nothing(teach):
    teach.post(IMPORT, kept(take=["99", "x", "-1", "9" * 99]))

    assert paths() == []


REFUSED = {
    "format": "Select a valid choice. docx is not one of the available choices.",
    "place": "Select a valid choice. stages/other is not one of the available choices.",
}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"format": "docx", "text": TWO}, REFUSED["format"]),
        ({"place": "stages/other", "text": TWO}, REFUSED["place"]),
        ({}, "There is nothing in it."),
        ({"text": "Q?{"}, "Nothing was read. Line 1: The answers that begin here do not end"),
        ({"kept": "!"}, "The file did not come back as it was sent. Choose it once more."),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(teach, fields, message):
    response = teach.post(IMPORT, sent(**fields))

    assert response.status_code == 422
    assert message in said(response)
    assert paths() == []


def test_what_was_pasted_is_not_lost_when_it_is_refused(teach):
    assert "Q?{&lt;b&gt;" in said(teach.post(IMPORT, sent(text="Q?{<b>")))


def test_fifty_megabytes_are_refused_before_they_are_read(teach):
    class Unread:
        def read(self, *_size):
            raise AssertionError("the body was read")

        readline = read

    response = teach.post(
        IMPORT,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(LARGEST_REQUEST + 1),
        **{"wsgi.input": Unread()},
    )

    assert response.status_code == 413
    assert TOO_LARGE in said(response).replace("&#x27;", "'")


def test_a_file_of_two_megabytes_is_read_in_memory(teach):
    file = SimpleUploadedFile("q.gift", b"x" * 2_000_001)

    response = teach.post(IMPORT, sent(file=file))

    assert response.status_code == 422
    assert "at most 2,000,000 are read" in said(response)


def test_without_a_token_nothing_is_taken(course, ann):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)

    assert client.post(IMPORT, sent(text=TWO)).status_code == 403
    assert client.post(EXPORT, {"format": "gift"}).status_code == 403


SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[x](javascript:alert\\(1\\))",
    "</textarea><script>alert(1)</script>",
]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("used", ["", "[html]", "[markdown]", "[plain]"])
def test_no_script_of_a_file_reaches_the_preview(teach, script, used):
    escaped = script.replace("=", "\\=").replace(":", "\\:").replace("#", "\\#")
    text = f"::{escaped}::{used}Q {escaped}{{=a {escaped}#f {escaped} ~b####{escaped}}}"

    page = Live()
    page.feed(said(teach.post(IMPORT, sent(text=text, format="gift"))))

    assert page.found == []


class Live(HTMLParser):
    """Everything of a page that a browser would run and that is not the site's own."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        is_own = tag != "script" or said.get("src", "").startswith("/static/")
        if not is_own or tag in ("iframe", "object", "embed") or said.get("src") == "x":
            self.found.append((tag, said))
        for name, value in said.items():
            link = (value or "").strip().lower()
            if name.startswith("on") or (name == "href" and link.startswith("javascript")):
                self.found.append((tag, said))


def test_a_long_file_goes_on_where_the_page_ended(teach):
    data = "".join(f"What is {number}?{{=a ~b}}\n\n" for number in range(60))
    first = teach.post(IMPORT, sent(text=data))
    assert 'name="first" value="50"' in said(first)

    fields = {"kept": first.context["kept"], "format": "gift", "first": "50"}
    rest = teach.post(IMPORT, sent(**fields))

    assert [one.candidate.number for one in rest.context["seen"]] == list(range(51, 61))


def test_export_offers_patterns_and_formats(teach):
    page = said(teach.get(EXPORT))

    assert '<option value="stages">' in page
    assert page.count('name="format"') == 5


def test_ticked_questions_are_asked_for_their_format(teach):
    page = said(teach.post(EXPORT, {"path": ["patterns/stages/questions/a-line.md"]}))

    assert '<input type="hidden" name="path" value="patterns/stages/questions/a-line.md">' in page


TYPES = {
    "gift": ("text/plain; charset=utf-8", "gift"),
    "moodle": ("application/xml; charset=utf-8", "xml"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "qti": ("application/zip", "zip"),
    "apkg": ("application/vnd.anki", "apkg"),
}


@pytest.mark.parametrize(("name", "expected"), TYPES.items())
def test_a_format_is_answered_as_a_file(teach, name, expected):
    response = teach.post(EXPORT, {"format": name, "slug": ["a-single", "a-order"]})

    day = f"{timezone.localdate():%Y-%m-%d}"
    assert (response.status_code, response["Content-Type"]) == (200, expected[0])
    assert response["Content-Disposition"] == (
        f'attachment; filename="stagecraft-questions-{day}.{expected[1]}"'
    )
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"format": "docx", "pattern": "stages"}, "Choose a format"),
        ({"format": "gift", "pattern": "nothing"}, "Choose a format"),
        ({"format": "gift"}, "Choose some questions, or a pattern."),
        ({"format": "gift", "slug": "nothing"}, "Choose some questions, or a pattern."),
        ({"format": "gift", "path": "../../etc/passwd"}, "Choose some questions, or a pattern."),
    ],
)
def test_an_export_of_nothing_is_refused(teach, fields, message):
    response = teach.post(EXPORT, fields)

    assert response.status_code == 422
    assert message in said(response)


def test_what_was_exported_is_known_when_it_is_imported(teach):
    file = teach.post(EXPORT, {"format": "gift", "pattern": "stages"}).content

    response = teach.post(IMPORT, sent(file=SimpleUploadedFile("q.gift", file)))

    twins = {one.candidate.name: one.candidate.twin for one in response.context["seen"]}
    assert twins["a-single-2"] == "patterns/stages/questions/a-single.md"
    assert twins["a-numeric-2"] == "patterns/stages/questions/a-numeric.md"
