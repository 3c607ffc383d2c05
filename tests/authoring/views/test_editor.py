"""The editor: opened, switched, previewed, saved, and what the second of two people is told."""

import pytest

from authoring import drafts, reviewing
from authoring.editing import saving, sending
from authoring.models import BankEntry, Draft, Event
from quizzes.models import Answer, Attempt, Slot
from tests.authoring.test_editing import SHIPPED
from tests.quizzes.bank.files import TEXTS

HTMX = {"HX-Request": "true"}
KINDS = tuple(TEXTS)
RIGHT = {
    "single": ["app-only"],
    "multiple": ["copy", "add"],
    "blanks": ["build", "/app"],
    "order": ["base", "manifests", "download", "code", "compile"],
    "line": ["6"],
    "numeric": ["20"],
}


def place(kind, step=""):
    return f"/teach/bank/stages/a-{kind}/{step}"


def path(kind):
    return f"patterns/stages/questions/a-{kind}.md"


@pytest.fixture
def signed_in(client, ann, course):
    client.force_login(ann)
    return client


def source(text, version=0, **more):
    return {"as": "source", "source": text, "version": version, "began": text} | more


def fields(state):
    """What a browser sends of the form that the page shows."""
    sent = {"as": "form", "version": state.version, "began": state.began, "base": state.text}
    sent |= {f"front.{name}": text for name, text in (state.form.front or {}).items()}
    for part in state.form.parts:
        if part.shape is None:
            sent[f"{part.key}-source"] = part.source
            continue
        sent[f"{part.key}-rows"] = len(part.rows)
        for n, row in enumerate(part.rows):
            sent |= {f"{part.key}-{n}-{name}": text for name, text in row.items() if text}
    return sent


def form_of(kind, version=0):
    return fields(sending.opened(TEXTS[kind], version, "form"))


# Opening


@pytest.mark.parametrize("mode", ["source", "form"])
@pytest.mark.parametrize("kind", KINDS)
def test_published_question_opens_and_nothing_is_begun(signed_in, kind, mode):
    page = signed_in.get(place(kind), {"as": mode})

    assert (page.status_code, page.context["state"].text) == (200, TEXTS[kind])
    assert page.context["faults"] == []
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "address", ["stages/none/", "nowhere/a-single/", "stages/A-single/", "stages/a_single/"]
)
def test_question_that_there_is_not_is_not_found(signed_in, address):
    assert signed_in.get(f"/teach/bank/{address}").status_code == 404


# Switching


@pytest.mark.parametrize("kind", KINDS)
def test_switching_to_the_form_and_back_changes_no_byte(signed_in, kind):
    form = signed_in.post(f"{place(kind)}?as=form", source(TEXTS[kind]))
    back = signed_in.post(f"{place(kind)}?as=source", fields(form.context["state"]))

    assert form.context["state"].is_form
    assert back.context["state"].text == TEXTS[kind]
    assert not Draft.objects.exists()


def test_what_was_typed_goes_along(signed_in):
    typed = TEXTS["single"].replace("What is in the image?", "What ships?")
    form = signed_in.post(f"{place('single')}?as=form", source(typed))
    sent = fields(form.context["state"]) | {"hints-0-text": "Look at the end."}

    back = signed_in.post(f"{place('single')}?as=source", sent)

    assert back.context["state"].text == typed.replace(
        "Look at the last stage.", "Look at the end."
    )


def test_row_is_added_moved_and_taken_out(signed_in):
    added = signed_in.post(f"{place('order')}?as=form", form_of("order") | {"step": "lines:add"})
    sent = fields(added.context["state"]) | {"lines-7-text": "`USER 1`", "lines-7-feedback": "No."}
    moved = signed_in.post(f"{place('order')}?as=form", sent | {"step": "lines:up:7"})
    dropped = signed_in.post(
        f"{place('order')}?as=form", fields(moved.context["state"]) | {"step": "lines:drop:0"}
    )

    rows = next(p.rows for p in dropped.context["state"].form.parts if p.key == "lines")
    ids = [row["id"] for row in rows]
    assert ids == ["manifests", "download", "code", "compile", "everything", "user-1", "remove"]


def test_field_that_would_be_read_as_a_section_is_told_and_nothing_is_lost(signed_in):
    typed = {"prompt-0-text": "What ships?\n## Options\nNone."}

    page = signed_in.post(f"{place('single')}?as=source", form_of("single") | typed)
    saved = signed_in.post(place("single", "save/"), form_of("single") | typed)

    for answer in (page, saved):
        assert answer.status_code == 422
        assert "What ships?\n## Options\nNone." in answer.content.decode()
    assert not Draft.objects.exists()


def test_no_shipped_question_has_more_fields_than_a_request_may(settings):
    most = max(len(fields(sending.opened(text, 1, "form"))) for text in SHIPPED.values())

    assert most < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 20


# Preview


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_played_in_the_preview_and_nothing_is_recorded(signed_in, kind):
    page = signed_in.get(place(kind))
    assert page.context["played"].shown.grade is None

    checked = signed_in.post(
        place(kind, "preview/"),
        source(TEXTS[kind]) | {"play": "check", "answer": RIGHT[kind]},
        headers=HTMX,
    )

    assert checked.context["played"].shown.grade.is_right
    assert checked.context["played"].shown.explanation is not None
    assert "That is it." in checked.content.decode()
    assert not any(model.objects.exists() for model in (Attempt, Slot, Answer, Draft, Event))


@pytest.mark.parametrize("kind", KINDS)
def test_answer_stays_when_the_text_beside_it_changes(signed_in, kind):
    typed = source(TEXTS[kind].replace("seconds = 60", "seconds = 75"))

    page = signed_in.post(place(kind, "preview/"), typed | {"answer": RIGHT[kind]}, headers=HTMX)
    again = signed_in.post(
        place(kind, "preview/"), typed | {"answer": RIGHT[kind], "play": "again"}, headers=HTMX
    )

    shown = [one.context["played"].shown for one in (page, again)]
    assert [one.grade for one in shown] == [None, None]
    assert shown[0].draws != shown[1].draws


@pytest.mark.parametrize("kind", KINDS)
def test_hints_and_the_solution_are_shown_one_by_one(signed_in, kind):
    first = signed_in.post(place(kind, "preview/"), source(TEXTS[kind]) | {"play": "hint"})
    second = signed_in.post(
        place(kind, "preview/"), source(TEXTS[kind]) | {"play": "hint", "hints": 1}
    )
    solved = signed_in.post(place(kind, "preview/"), source(TEXTS[kind]) | {"play": "solution"})

    assert [len(page.context["played"].shown.hints) for page in (first, second)] == [1, 2]
    assert solved.context["played"].shown.explanation.solution != ()
    assert "Worked solution" in solved.content.decode()


def test_lines_are_put_in_order_step_by_step(signed_in):
    sent = source(TEXTS["order"]) | {"move": "add:code", "answer": ["base"]}

    page = signed_in.post(place("order", "preview/"), sent, headers=HTMX)

    assert [line["id"] for line in page.context["played"].shown.draws["used"]] == ["base", "code"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", [[], ["zzz"], ["\0"], ["1"] * 50])
def test_answer_that_cannot_be_graded_is_told(signed_in, kind, answer):
    sent = source(TEXTS[kind]) | {"play": "check", "answer": answer}

    page = signed_in.post(place(kind, "preview/"), sent, headers=HTMX)

    played = page.context["played"]
    assert page.status_code == 200
    assert played.reason or not played.shown.grade.is_right


def test_faults_are_told_at_their_lines_with_what_is_there(signed_in):
    text = TEXTS["single"].replace("  > The last stage copies it, and nothing else.\n", "")

    page = signed_in.post(place("single", "preview/"), source(text), headers=HTMX)

    (fault,) = page.context["faults"]
    assert (fault.message, fault.section) == ("app-only has no feedback", "Options")
    assert text.split("\n")[fault.line - 1].startswith("- [x] The program {app-only}")


def test_faults_in_the_form_name_the_row_and_speak_of_fields(signed_in):
    sent = form_of("single") | {"options-1-feedback": "", "references-rows": "0"}

    page = signed_in.post(place("single", "preview/"), sent, headers=HTMX)

    found = [(one.section, one.row, one.expected) for one in page.context["faults"]]
    assert found == [
        ("Options", 2, "why, as its feedback"),
        ("References", 0, "Where a learner reads it up: at least one page, and what it supports."),
    ]


def test_question_that_asks_what_another_one_asks_is_told_at_its_prompt(signed_in, ann):
    twin = TEXTS["single"].replace("a-single", "twin")
    drafts.begin("patterns/stages/questions/twin.md", ann, body=twin)

    page = signed_in.get("/teach/bank/stages/twin/")

    (fault,) = page.context["faults"]
    assert (fault.message, fault.text) == (f"asks the same as {path('single')}", "## Prompt")


@pytest.mark.parametrize("step", ["ask", "approve"])
def test_what_somebody_reads_is_not_saved_by_itself(signed_in, ann, bob, step):
    drafts.begin(path("single"), ann, body=TEXTS["single"].replace("What is in", "Is in"))
    assert b"data-by-hand" not in signed_in.get(place("single")).content
    reviewing.ask(path("single"), 1, ann)
    if step == "approve":
        reviewing.approve(path("single"), 1, bob)

    assert b"data-by-hand" in signed_in.get(place("single")).content


def test_checker_speaks_of_the_dockerfiles_beside(signed_in):
    page = signed_in.get(place("single"))

    lines = TEXTS["single"].split("\n")
    found = [(one.rule, lines[one.line - 1]) for one in page.context["findings"]]
    assert ("LastStageAsRoot", 'ENTRYPOINT ["/app"]') in found


@pytest.mark.parametrize("text", ["", "+++", "+++\nkind = 1\n+++", "## Prompt\nx", "+++\n" * 50])
def test_text_that_is_no_question_yet_is_kept_and_told(signed_in, text):
    for mode in ("source", "form"):
        page = signed_in.post(f"{place('single')}?as={mode}", source(text))
        assert (page.status_code, page.context["played"]) == (200, None)
        assert page.context["faults"] != []


# Saving


@pytest.mark.parametrize("htmx", [True, False])
def test_first_save_begins_a_draft_and_the_next_goes_on(signed_in, htmx):
    headers = HTMX if htmx else {}
    one, two = (TEXTS["single"].replace("What is in", word) for word in ("Which is in", "Is in"))

    first = signed_in.post(place("single", "save/"), source(one), headers=headers)
    second = signed_in.post(place("single", "save/"), source(two, 1), headers=headers)

    draft = Draft.objects.get()
    assert [first.status_code, second.status_code] == ([200] * 2 if htmx else [302] * 2)
    assert (draft.body, draft.version) == (two, 2)
    assert BankEntry.objects.get(path=path("single")).stem.startswith("Is in the image?")
    if htmx:
        assert "version 2." in second.content.decode()


def test_form_is_saved_as_its_text(signed_in):
    sent = form_of("numeric") | {"front.seconds": "75", "answers-0-feedback": "Only the last one."}

    signed_in.post(place("numeric", "save/"), sent)

    wanted = TEXTS["numeric"].replace("seconds = 60", "seconds = 75")
    assert Draft.objects.get().body == wanted.replace(
        "Only the last stage counts.", "Only the last one."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_saving_what_is_published_begins_nothing(signed_in, kind):
    for sent in (source(TEXTS[kind]), form_of(kind)):
        assert signed_in.post(place(kind, "save/"), sent).status_code == 302
    assert not Draft.objects.exists()


def test_text_comes_back_from_a_browser_with_its_own_line_ends(signed_in):
    typed = TEXTS["single"].replace("What is in", "Which is in")

    signed_in.post(place("single", "save/"), source(typed.replace("\n", "\r\n")))

    assert Draft.objects.get().body == typed


@pytest.mark.parametrize("bad", ["x" * 256_001, "a\0b"])
def test_text_that_cannot_be_kept_stays_in_the_editor(signed_in, bad):
    plain = signed_in.post(place("single", "save/"), {"as": "source", "source": bad, "version": 0})
    swapped = signed_in.post(
        place("single", "save/"), {"as": "source", "source": bad, "version": 0}, headers=HTMX
    )

    assert (plain.status_code, swapped.status_code) == (422, 422)
    assert plain.context["state"].text == bad
    assert not Draft.objects.exists()


# Two people


@pytest.fixture
def two(signed_in, ann, bob):
    """Both opened version 1; Bob saved version 2."""
    one = TEXTS["single"]
    drafts.begin(path("single"), ann, body=one)
    theirs = one.replace("Look at the last stage.", "Look at the end.")
    drafts.save(path("single"), theirs, 1, bob)
    return one, theirs


def test_second_of_two_sees_both_texts_and_what_differs(signed_in, two):
    one, theirs = two
    mine = one.replace("What is in the image?", "What ships?")

    page = signed_in.post(place("single", "save/"), source(mine, 1, began=one))

    assert page.status_code == 409
    assert page.context["conflict"].mine == mine
    assert page.context["conflict"].draft.body == theirs
    changed = [
        line.text for line in page.context["difference"].lines if line.kind in {"new", "gone"}
    ]
    assert "What ships?" in changed
    assert "1. Look at the end." in changed
    assert page.context["merged"].text == theirs.replace("What is in the image?", "What ships?")
    assert Draft.objects.get().body == theirs


def test_merged_text_is_saved_on_the_newer_version(signed_in, two):
    one, _ = two
    mine = one.replace("What is in the image?", "What ships?")
    page = signed_in.post(place("single", "save/"), source(mine, 1, began=one))
    merged = page.context["merged"].text

    signed_in.post(place("single", "save/"), source(merged, page.context["conflict"].draft.version))

    draft = Draft.objects.get()
    assert (draft.version, draft.body) == (3, merged)


def test_same_line_changed_by_both_is_kept_twice_and_marked(signed_in, two):
    one, _ = two
    mine = one.replace("Look at the last stage.", "Read the last stage.")

    page = signed_in.post(place("single", "save/"), source(mine, 1, began=one))

    merged = page.context["merged"]
    assert merged.clashes == 1
    wanted = (
        "<<<<<<< yours\n1. Read the last stage.\n=======\n1. Look at the end.\n>>>>>>> theirs\n"
    )
    assert wanted in merged.text


def test_autosave_of_the_second_of_two_is_told_in_place(signed_in, two):
    answer = signed_in.post(place("single", "save/"), source("mine", 1), headers=HTMX)

    assert answer.status_code == 409
    assert "bob saved version 2" in answer.content.decode()


def test_two_who_begin_at_once_do_not_write_over_each_other(signed_in, bob):
    theirs = TEXTS["single"].replace("What is in", "Which is in")
    saving.keep(path("single"), theirs, 0, bob)

    page = signed_in.post(place("single", "save/"), source(TEXTS["single"] + "\nmine\n"))

    assert page.status_code == 409
    assert Draft.objects.get().body == theirs


def test_draft_discarded_meanwhile_is_a_conflict_with_what_is_published(signed_in, two, bob):
    drafts.discard(path("single"), bob)

    page = signed_in.post(place("single", "save/"), source("mine", 2))
    signed_in.post(place("single", "save/"), source("mine", page.context["conflict"].draft.version))

    assert page.status_code == 409
    assert page.context["conflict"].draft.body == TEXTS["single"]
    assert Draft.objects.get().body == "mine"
