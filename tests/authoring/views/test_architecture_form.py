"""The pages of an architecture's form: opened, turned, looked at, saved, refused."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from authoring import drafts
from authoring.architectures.form import to_form
from authoring.models import Draft
from authoring.views.long_forms import MOST_SENT
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
PATH = "patterns/stages/architecture.toml"
URL = f"/teach/files/{PATH}/"
SHIPPED = (ROOT / "content/patterns/multi-stage-builds/architecture.toml").read_bytes().decode()
HTMX = {"hx-request": "true"}


@pytest.fixture
def desk(client, course, ann):
    """Ann's browser, and a draft of the shipped architecture."""
    drafts.begin(PATH, ann, body=SHIPPED)
    client.force_login(ann)
    return client


def fields(text, **more):
    """What a browser sends of the form, several ids as it ticks them."""
    rows = to_form(text).every_row()
    found = {
        control.id: control.picked if control.kind == "several" else control.value
        for row in rows
        for control in row.controls
    }
    return found | {"as": "form", "version": "1", "base": text.replace("\n", "\r\n")} | more


def post(client, where, sent, **headers):
    body = urlencode(sent, doseq=True)
    kind = "application/x-www-form-urlencoded"
    return client.post(f"{URL}{where}", body, content_type=kind, headers=headers or None)


def test_architecture_opens_as_source_and_as_a_form(desk):
    source, form = desk.get(URL), desk.get(f"{URL}?as=form")

    assert (source.context["form"], source.context["body"]) == (None, SHIPPED)
    assert [section.count for section in form.context["form"].sections] == [15, 15, 5, 16, 6]
    assert b'name="flow-0-hop-6-sentence"' in form.content


def test_blank_file_is_a_form_too(desk):
    Draft.objects.update(body="")

    assert desk.get(f"{URL}?as=form").context["form"].size == 2


def test_file_of_another_kind_has_no_form(desk):
    page = desk.get("/teach/files/patterns/stages/why.md/?as=form")

    assert page.context["form"] is None
    assert b"As source" not in page.content


def test_text_that_is_no_toml_stays_source_with_its_fault(desk):
    Draft.objects.update(body="title = ")

    page = desk.get(f"{URL}?as=form")

    assert page.context["form"] is None
    assert b"The form cannot hold this text. Line 1: Invalid value." in page.content


def test_form_with_all_its_fields_is_saved_and_nothing_is_changed(desk):
    response = post(desk, "save/", fields(SHIPPED))

    assert (response.status_code, response.url) == (302, f"{URL}?as=form")
    assert (Draft.objects.get().body, Draft.objects.get().version) == (SHIPPED, 1)


def test_label_that_is_changed_is_the_only_line_that_is_saved(desk):
    post(desk, "save/", fields(SHIPPED, **{"node-0-label": "Author"}))

    assert Draft.objects.get().body == SHIPPED.replace('"Developer"', '"Author"')
    assert Draft.objects.get().version == 2


def test_form_and_source_are_turned_into_one_another_with_what_is_typed(desk):
    typed = fields(SHIPPED, **{"node-0-label": "Author"})

    source = post(desk, "look/?as=source", typed)
    text = source.context["body"]
    form = post(desk, "look/?as=form", {"as": "source", "version": "1", "body": text})

    assert text == SHIPPED.replace('"Developer"', '"Author"')
    assert form.context["form"].sections[0].rows[0].controls[2].value == "Author"
    assert Draft.objects.get().body == SHIPPED


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_row_is_added_with_what_is_typed_and_has_the_focus(desk, headers):
    typed = fields(SHIPPED, **{"node-0-label": "Author", "turn": "node:add"})

    page = post(desk, "look/?as=form", typed, **headers)

    assert page.context["state"].focus == "node-15-id"
    assert page.context["form"].sections[0].count == 16
    assert "Author" in page.context["body"]
    assert b'name="node-15-id"' in page.content


def test_look_is_a_fragment_for_htmx_and_its_faults_lead_to_fields(desk):
    page = post(desk, "look/", fields(SHIPPED, **{"node-0-zone": "runtime"}), **HTMX)

    assert page.templates[0].name == "teach/_file_look.html"
    faults = [(one.anchor, one.where) for one in page.context["faults"] if one.anchor]
    assert ("node-0-zone", "Component 1, zone") in faults
    assert b'href="#node-0-zone"' in page.content


def test_faults_open_the_part_that_they_are_in(desk):
    page = post(desk, "look/?as=form", fields(SHIPPED, **{"flow-1-hop-0-sentence": ""}))

    flows = page.context["form"].sections[2]
    assert [row.is_open for row in flows.rows] == [False, True, False, False, False]
    assert flows.is_open


@pytest.mark.parametrize(("where", "headers"), [("look/?as=source", {}), ("save/", {})])
def test_what_cannot_be_written_stays_in_its_field(desk, where, headers):
    page = post(desk, where, fields(SHIPPED, **{"node-9-workers": "many"}), **headers)

    assert page.status_code == 422
    assert page.context["state"].fault == (
        "Not converted. Component 10, workers: a number, as 12 or 0.5."
    )
    assert b'value="many"' in page.content
    assert Draft.objects.get().body == SHIPPED


def test_save_by_htmx_answers_with_the_new_version(desk):
    page = post(desk, "save/", fields(SHIPPED, **{"node-0-label": "Author"}), **HTMX)

    assert page.templates[0].name == "teach/_file_saved.html"
    assert b'id="version" value="2"' in page.content


def test_who_saves_second_sees_the_difference_in_the_form_too(desk, bob):
    drafts.save(PATH, SHIPPED.replace('"Developer"', '"Bob"'), 1, bob)
    typed = fields(SHIPPED, **{"node-0-label": "Ann"})

    told, page = post(desk, "save/", typed, **HTMX), post(desk, "save/", typed)

    assert (told.status_code, page.status_code) == (409, 409)
    assert b"Yours is not saved yet." in told.content
    assert (page.context["version"], page.context["clash"].new) == (2, 1)
    assert b'value="Ann"' in page.content


def test_more_fields_than_a_form_has_are_refused(desk):
    sent = {f"x-{number}": "" for number in range(MOST_SENT + 1)}

    assert post(desk, "save/", sent).status_code == 400


def test_long_form_needs_its_token_and_an_instructor(desk, ann):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    assert post(strict, "save/", fields(SHIPPED)).status_code == 403

    desk.force_login(User.objects.create_user("dora"))
    assert post(desk, "save/", fields(SHIPPED)).status_code == 404
    assert Draft.objects.get().version == 1
