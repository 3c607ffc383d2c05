"""One question's page: who may see it, what it tells when, and that nothing is lost or doubled."""

import copy
import re

import pytest
from django.db import connection
from django.utils.html import strip_tags

from learning.models import Learner
from quizzes import attempts
from quizzes.models import Answer, Attempt, Card, Mode, Revision, Slot
from tests.quizzes.conftest import RIGHT, WRONG, answer, fill, slot_of

HTMX = {"HX-Request": "true"}
KINDS = ("easy-1", "easy-2", "easy-3", "medium-2", "medium-3", "medium-4")
OLD_FORM = "This form is too old: the question was answered meanwhile. Nothing was changed."


def form(slot, right=True, **fields):
    kind = slot.revision.question.kind
    return {"version": slot.tries, "answer": (RIGHT if right else WRONG)[kind]} | fields


def everything_stored():
    models = (Attempt, Slot, Answer, Card, Learner)
    return [list(model.objects.order_by("pk").values()) for model in models]


def addresses(attempt, number=1):
    """Every address of an attempt, and the ways to call it."""
    run = attempt.get_absolute_url()
    here = f"{run}{number}/"
    return [
        *(("get", path) for path in (run, f"{run}finish/", f"{run}review/", here)),
        *(("head", path) for path in (run, f"{run}finish/", f"{run}review/", here)),
        *(("post", path) for path in (here, f"{run}finish/")),
        *(("post", f"{here}{step}/") for step in ("try", "move", "hint", "solution")),
    ]


# Whose it is


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.TEST])
@pytest.mark.parametrize("who", ["stranger", "another learner"])
def test_whatever_belongs_to_others_does_not_exist(begin, returning, client, learner, mode, who):
    other = Learner.objects.create()
    attempt = begin(mode, *KINDS, whose=other)
    finished = begin(Mode.TEST, "easy-1", whose=other)
    attempts.hand_in(finished)
    if who == "stranger":
        client.cookies.clear()
    before = everything_stored()
    sent = {"version": 0, "answer": "key", "number": 1, "move": "add:one"}

    codes = {
        (path, method): getattr(client, method)(path, sent).status_code
        for run in (attempt, finished)
        for method, path in addresses(run)
    }

    assert set(codes.values()) == {404}
    assert everything_stored() == before


def test_number_that_the_run_does_not_have_is_not_found(begin, returning):
    attempt = begin()

    for number in (0, 4, 10**30):
        assert returning.get(f"{attempt.get_absolute_url()}{number}/").status_code == 404


def test_key_that_no_database_can_hold_is_not_found(returning):
    for key in ("%00", "x" * 5_000, "%F0%9F%90%8B", "'; --"):
        assert returning.get(f"/quizzes/{key}/").status_code == 404
        assert returning.get(f"/quizzes/{key}/1/").status_code == 404


def test_looking_writes_nothing(begin, returning):
    attempt = begin(Mode.PRACTICE, *KINDS)
    before = everything_stored()

    for number in range(1, 7):
        response = returning.get(f"{attempt.get_absolute_url()}{number}/")
        assert (response.status_code, "learner" in response.cookies) == (200, False)

    assert everything_stored() == before


# Feedback at once


@pytest.mark.parametrize("slug", KINDS)
def test_right_answer_of_each_kind_is_counted_and_explained(begin, returning, slug):
    attempt = begin(Mode.TRY, slug)
    slot = slot_of(attempt)
    path = f"{attempt.get_absolute_url()}1/"

    response = returning.post(path, form(slot))

    assert (response.status_code, response.url) == (302, f"{path}#question")
    assert Answer.objects.get().is_right
    assert f"Solved {slug}, then." in returning.get(path).text


@pytest.mark.parametrize("slug", KINDS)
def test_wrong_answer_tells_of_what_was_given_and_not_the_solution(begin, returning, slug):
    attempt = begin(Mode.PRACTICE, slug, "hard-1")

    page = returning.post(
        f"{attempt.get_absolute_url()}1/", form(slot_of(attempt), right=False), headers=HTMX
    ).text

    assert not Answer.objects.get().is_right
    assert f"of {slug}." in page.partition('id="feedback"')[2]
    assert [text for text in told_at_the_end(slug) if text in page] == []


def told_at_the_end(slug):
    """What gives a question away."""
    return [
        f"Feedback of the key of {slug}",
        f"Feedback of line one of {slug}",
        f"Solved {slug}",
        f"Told again of {slug}",
        f"Mistaken in {slug}",
        *(f"Hint {n} of {slug}" for n in ("one", "two", "three")),
    ]


def test_htmx_gets_the_question_alone(begin, returning):
    attempt = begin()

    page = returning.post(
        f"{attempt.get_absolute_url()}1/", form(slot_of(attempt)), headers=HTMX
    ).text

    assert page.lstrip().startswith("<section")
    assert "<html" not in page
    assert "That is it." in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_form_sent_three_times_counts_once_and_shows_the_same(begin, returning, headers):
    attempt = begin()
    sent = form(slot_of(attempt), right=False)
    path = f"{attempt.get_absolute_url()}1/"

    answers = [returning.post(path, sent, headers=headers) for _ in range(3)]

    assert {response.status_code for response in answers} == {200 if headers else 302}
    assert Answer.objects.count() == 1


def test_other_answer_in_an_old_form_is_refused_and_the_counted_one_is_shown(begin, returning):
    attempt = begin()
    old = form(slot_of(attempt), right=True)
    answer(attempt, right=False)

    response = returning.post(f"{attempt.get_absolute_url()}1/", old)

    assert (response.status_code, OLD_FORM in response.text) == (409, True)
    assert list(Answer.objects.values_list("given", flat=True)) == [["other"]]


BAD_FORMS = [
    ({"version": "", "answer": "key"}, "This form cannot be read."),
    ({"version": "-1", "answer": "key"}, "This form cannot be read."),
    ({"version": "9" * 40, "answer": "key"}, "This form cannot be read."),
    ({"version": "0", "answer": "key", "certainty": "4"}, "This form cannot be read."),
    ({"version": "0", "answer": "key", "since": "x"}, "This form cannot be read."),
    ({"version": "0", "answer": "key", "since": str(2**70)}, "This form cannot be read."),
    ({"version": "0"}, "Choose one of the answers first."),
    ({"version": "0", "answer": "nothing"}, "That is none of the answers here."),
    ({"version": "0", "answer": ["key", "other"]}, "That is none of the answers here."),
    ({"version": "0", "answer": "\0"}, "That is none of the answers here."),
]


@pytest.mark.parametrize(("sent", "reason"), BAD_FORMS)
@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.TEST])
def test_form_that_cannot_be_read_is_refused_with_its_reason(begin, returning, mode, sent, reason):
    attempt = begin(mode)
    before = everything_stored()

    response = returning.post(f"{attempt.get_absolute_url()}1/", sent)

    assert (response.status_code, reason in response.text) == (422, True)
    assert everything_stored() == before


def test_far_away_moment_is_no_fault(begin, returning):
    attempt = begin()

    returning.post(f"{attempt.get_absolute_url()}1/", form(slot_of(attempt), since=2**40))

    assert Answer.objects.get().seconds is None


def test_what_was_typed_comes_back_with_the_reason(begin, returning):
    attempt = begin(Mode.TRY, "medium-4")

    response = returning.post(
        f"{attempt.get_absolute_url()}1/", {"version": 0, "answer": "about twelve"}
    )

    assert (response.status_code, 'value="about twelve"' in response.text) == (422, True)


def test_chosen_option_comes_back_when_the_form_is_broken(begin, returning):
    attempt = begin()

    page = returning.post(f"{attempt.get_absolute_url()}1/", {"version": "x", "answer": "third"})

    assert re.findall(r'value="(\w+)"[^>]* checked', page.text) == ["third"]


@pytest.mark.parametrize("slug", KINDS)
def test_nonsense_is_never_a_fault(begin, returning, slug):
    attempt = begin(Mode.TRY, slug)
    run = f"{attempt.get_absolute_url()}1/"
    nonsense = ["", "\0", "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace")]
    nonsense += ["x" * 5_000, "<script>", "-1", "1e999", "NaN", "½", "key", "one"]

    for path in (run, f"{run}try/", f"{run}hint/", f"{run}solution/", f"{run}move/"):
        for text in nonsense:
            for many in (1, 60):
                sent = {"answer": [text] * many, "version": text, "number": text, "move": text}
                assert returning.post(path, sent).status_code in {400, 404, 422}

    assert (Answer.objects.count(), Slot.objects.get(attempt=attempt).hints) == (0, 0)


def test_wrong_answer_may_be_tried_again_even_in_a_run_of_one(begin, returning):
    attempt = begin(Mode.TRY, "easy-1")
    path = f"{attempt.get_absolute_url()}1/"

    returning.post(path, form(slot_of(attempt), right=False))
    page = returning.get(path).text
    returning.post(path, form(slot_of(attempt)))

    assert ('id="check"' in page, "Solved easy-1" in page) == (True, False)
    assert list(Answer.objects.order_by("pk").values_list("is_right", "tries")) == [
        (False, 1),
        (True, 2),
    ]


# Without recording


@pytest.mark.parametrize("right", [True, False])
def test_checking_without_recording_leaves_no_row(begin, returning, right):
    attempt = begin()
    before = everything_stored()

    response = returning.post(
        f"{attempt.get_absolute_url()}1/try/", form(slot_of(attempt), right=right)
    )

    assert (response.status_code, "Nothing was recorded." in response.text) == (200, True)
    assert everything_stored() == before


@pytest.mark.parametrize("step", ["try", "move", "hint", "solution"])
def test_address_of_a_step_leads_back_to_the_question(begin, returning, step):
    attempt = begin()
    before = everything_stored()

    response = returning.get(f"{attempt.get_absolute_url()}1/{step}/")

    assert (response.status_code, response.url) == (302, f"{attempt.get_absolute_url()}1/")
    assert everything_stored() == before


# Lines, hints, the solution


def test_moved_line_is_drawn_and_nothing_is_kept(begin, returning):
    attempt = begin(Mode.TRY, "medium-2")
    before = everything_stored()
    path = f"{attempt.get_absolute_url()}1/move/"

    page = returning.post(path, {"version": 0, "answer": ["two", "one"], "move": "up:one"}).text

    assert re.findall(r'name="answer" value="(\w+)"', page) == ["one", "two"]
    assert "Now line 1 of 2." in page
    assert everything_stored() == before


def test_lines_of_another_question_are_left_out(begin, returning):
    attempt = begin(Mode.TRY, "medium-2")
    path = f"{attempt.get_absolute_url()}1/move/"

    page = returning.post(path, {"version": 0, "answer": ["else", "one", "one"], "move": "add:two"})

    assert re.findall(r'name="answer" value="(\w+)"', page.text) == ["one", "two"]


def test_question_without_lines_has_none_to_move(begin, returning):
    attempt = begin()
    sent = {"version": 0, "answer": "key", "move": "add:one"}

    assert returning.post(f"{attempt.get_absolute_url()}1/move/", sent).status_code == 404


def test_hint_opens_and_keeps_what_was_chosen(begin, returning):
    attempt = begin()
    path = f"{attempt.get_absolute_url()}1/hint/"

    page = returning.post(path, form(slot_of(attempt), number=1)).text

    assert ("Hint one of easy-1" in page, "Hint two of easy-1" in page) == (True, False)
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["key"]
    assert slot_of(attempt).hints == 1


def test_hint_out_of_order_or_beyond_the_last_opens_nothing(begin, returning):
    attempt = begin()
    path = f"{attempt.get_absolute_url()}1/hint/"

    for number in (2, 3, 9):
        assert returning.post(path, form(slot_of(attempt), number=number)).status_code == 200
    assert slot_of(attempt).hints == 0
    for number in (1, 2, 3, 4, 5):
        returning.post(path, form(slot_of(attempt), number=number))
    assert slot_of(attempt).hints == 3


def test_solution_shown_twice_counts_once(begin, returning):
    attempt = begin()
    path = f"{attempt.get_absolute_url()}1/solution/"

    for _ in range(2):
        assert returning.post(path, {"version": 0}).status_code == 302

    assert [(one.score, one.tries) for one in Answer.objects.all()] == [(0.0, 1)]
    assert "Solved easy-1" in returning.get(f"{attempt.get_absolute_url()}1/").text


# The test


def test_test_is_saved_question_by_question_and_leads_on(begin, returning):
    attempt = begin(Mode.TEST, *KINDS)
    run = attempt.get_absolute_url()
    places = []

    for number in (1, 3, 2, 4, 6, 5):
        sent = form(slot_of(attempt, number))
        places.append(returning.post(f"{run}{number}/", sent).url.removeprefix(run))

    assert places == ["2/", "4/", "4/", "5/", "5/", "finish/"]
    assert Answer.objects.count() == 0


def test_going_elsewhere_saves_what_is_chosen(begin, returning):
    attempt = begin(Mode.TEST, *KINDS)
    run = attempt.get_absolute_url()

    assert returning.post(f"{run}1/", form(slot_of(attempt), go=5)).url == f"{run}5/"
    assert returning.post(f"{run}5/", {"version": 0, "go": 2}).url == f"{run}2/"
    assert list(attempt.slots.values_list("given", flat=True)) == [["key"], *[None] * 5]


def test_old_form_of_a_test_shows_both_answers_and_saves_on_a_second_try(begin, returning):
    attempt = begin(Mode.TEST, *KINDS)
    path = f"{attempt.get_absolute_url()}1/"
    old = form(slot_of(attempt), right=False)
    fill(attempt, True)

    refused = returning.post(path, old)
    kept = slot_of(attempt).given
    version = re.search(r'name="version" value="(\d+)"', refused.text)[1]
    returning.post(path, old | {"version": version})

    assert refused.status_code == 409
    assert re.findall(r'value="(\w+)"[^>]* checked', refused.text) == ["other"]
    assert (kept, slot_of(attempt).given) == (["key"], ["other"])


def test_saving_after_handing_in_leads_to_the_review_and_changes_nothing(begin, returning):
    attempt = begin(Mode.TEST, *KINDS)
    sent = form(slot_of(attempt))
    attempts.hand_in(attempt)
    before = everything_stored()

    response = returning.post(f"{attempt.get_absolute_url()}1/", sent)

    assert (response.status_code, response.url) == (302, f"{attempt.get_absolute_url()}review/")
    assert everything_stored() == before


def told(body):
    """Every text of a question that an open test must not say, as plain words."""
    spec = body["spec"]
    entries = [*spec.get("options", ()), *spec.get("lines", ())]
    known = spec.get("known", ())
    entries += known.values() if isinstance(known, dict) else known
    entries += [entry for gap in spec.get("gaps", ()) for entry in gap["known"]]
    feedback = [entry["feedback"] for entry in entries if isinstance(entry, dict)]
    texts = [*feedback, *body["hints"], *body["solution"], *body["mistakes"].values()]
    return [strip_tags(text).strip() for text in [*texts, *body["check"].values()]]


@pytest.mark.parametrize("saved", [None, True, False], ids=["open", "right", "wrong"])
@pytest.mark.parametrize("slug", KINDS)
def test_open_test_tells_nothing_of_the_answer(begin, returning, bank, slug, saved):
    attempt = begin(Mode.TEST, slug, "hard-1")
    fill(attempt, saved)
    path = f"{attempt.get_absolute_url()}1/"
    secret = told(bank[slug].current.body)

    pages = [
        returning.get(path).text,
        returning.get(path, headers=HTMX).text,
        returning.post(path, {"version": "x", "answer": RIGHT[bank[slug].kind]}).text,
        returning.post(path, form(slot_of(attempt), right=not saved, version=7)).text,
        returning.get(f"{attempt.get_absolute_url()}finish/").text,
    ]

    assert len(secret) > 8
    assert [text for page in pages for text in secret if text in page] == []
    for step in ("try", "hint", "solution"):
        sent = form(slot_of(attempt), number=1)
        assert returning.post(f"{path}{step}/", sent).status_code == 404
    attempts.hand_in(attempt)
    review = strip_tags(returning.get(f"{attempt.get_absolute_url()}review/").text)
    assert f"Solved {slug}, first." in review


def with_another_key(body):
    """The same question, were something else the right answer."""
    other = copy.deepcopy(body)
    spec = other["spec"]
    for name in ("options", "lines"):
        for entry in spec.get(name, ()):
            if isinstance(entry, dict):
                entry["right"] = not entry["right"]
    if isinstance(spec.get("known"), dict):
        spec["known"] = {
            line: entry | {"right": not entry["right"]} for line, entry in spec["known"].items()
        }
    if "value" in spec:
        spec["value"] = "77"
    for gap in spec.get("gaps", ()):
        gap["answers"] = ["never"]
    return other


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.PRACTICE])
@pytest.mark.parametrize("slug", KINDS)
def test_unanswered_page_is_the_same_whatever_the_key_is(begin, returning, bank, slug, mode):
    attempt = begin(mode, slug, "hard-1")

    def page():
        text = returning.get(f"{attempt.get_absolute_url()}1/").text
        return re.sub(r'[A-Za-z0-9]{64}|name="since" value="\d+"', "", text)

    before = page()
    revision = Revision.objects.get(question=bank[slug])
    revision.body = with_another_key(revision.body)
    revision.save()

    assert page() == before


# What it costs


def test_question_page_asks_the_database_little(begin, returning, django_assert_num_queries):
    attempt = begin(Mode.PRACTICE, *KINDS)
    path = f"{attempt.get_absolute_url()}1/"

    with django_assert_num_queries(3):
        returning.get(path)
    answer(attempt, right=False)
    with django_assert_num_queries(3):
        returning.get(path)


HELD = connection.vendor == "postgresql"  # there the learner's row is locked first


@pytest.mark.parametrize(("headers", "queries"), [({}, 11), (HTMX, 12)], ids=["plain", "htmx"])
def test_counted_answer_asks_the_database_little(
    begin, returning, headers, queries, django_assert_num_queries
):
    attempt = begin(Mode.PRACTICE, *KINDS)
    for right in (False, True):
        sent = form(slot_of(attempt), right=right)

        with django_assert_num_queries((queries if not right else queries - 2) + HELD):
            returning.post(f"{attempt.get_absolute_url()}1/", sent, headers=headers)


def test_saved_answer_of_a_test_asks_the_database_little(
    begin, returning, django_assert_num_queries
):
    attempt = begin(Mode.TEST, *KINDS)
    sent = form(slot_of(attempt))

    with django_assert_num_queries(7 + HELD):
        returning.post(f"{attempt.get_absolute_url()}1/", sent)
