"""The pages of an exercise: what they show whom, what they keep, and that nothing is lost."""

import re

import pytest

from lab import showing, submitting
from lab.exercises.exercise import Files
from lab.exercises.part import open_way
from lab.models import Aid, Draft, State, Submission
from learning.models import Learner
from learning.time_box import TimeUpError
from tests.lab.views.conftest import ROOT, SOLUTION, STARTER

HTMX = {"HX-Request": "true"}
LIST = "/patterns/stages/lab/"
HERE = "/exercises/leave-it-behind/"
OTHER = "/exercises/ignore-it/"
STEPS = ("check", "hint", "solution", "reset")
KEY = "k" * 16
POLICY = "Content-Security-Policy"


@pytest.fixture(autouse=True)
def static_only(settings):
    settings.SANDBOX = "static"


def editor(response, name="dockerfile"):
    """What stands in a text area of the page."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n(.*?)</textarea>', response.text, re.DOTALL)
    return found[1].replace("&quot;", '"').replace("&amp;", "&").replace("&lt;", "<")


def goals(response):
    """Goal → what is said of it, in a word."""
    found = re.findall(
        r'<p class="wants">(.*?)</p>.*?<strong>(.*?)</strong>', response.text, re.DOTALL
    )
    return dict(found)


def said(response):
    """What is announced to screen readers."""
    found = re.search(r'data-announce="quietly">(.*?)</p>', response.text, re.DOTALL)
    return found and found[1].strip()


# The list


def test_list_says_how_far_one_is(both, returning, learner, hand_in):
    for status, other in (("ok", False), ("unavailable", True)):
        hand_in(status=status, has_passed=True, has_seen_solution=True, exercise=both[other])

    page = returning.get(LIST).text

    assert re.findall(r'standing-mark (\w+)">(.*?)</p>', page) == [
        ("built", "passed by a real build, after the solution"),
        ("report", "passed by the report alone, after the solution"),
    ]
    assert "All of them are passed." in page


def test_list_leads_to_the_first_that_is_not_passed(both, returning, hand_in):
    hand_in(status="ok", has_passed=True)
    hand_in(status="ok", has_passed=False, exercise=both[1])

    page = returning.get(LIST).text

    assert 'href="/exercises/ignore-it/">Go on: Keep it out of the context</a>' in page
    assert re.findall(r'standing-mark (\w+)"', page) == ["built", "tried"]


def test_draft_counts_as_tried_and_others_do_not_count(both, returning, learner, hand_in):
    hand_in(status="ok", has_passed=True, learner=Learner.objects.create())
    submitting.save_draft(learner, both[1], Files(ROOT))

    page = returning.get(LIST).text

    assert re.findall(r'standing-mark (\w+)"', page) == ["new", "tried"]


def test_list_asks_as_often_for_many_exercises(both, returning, hand_in, django_assert_num_queries):
    for _ in range(4):
        hand_in(status="failed")

    with django_assert_num_queries(6):
        returning.get(LIST)


# The page


def test_stranger_sees_the_starter_and_is_not_noted(stored, client):
    response = client.get(HERE)

    assert editor(response) == STARTER
    assert goals(response) == {
        "At least 2 stages make the image.": "Not yet.",
        "The container does not start as root.": "Not yet.",
        "The container answers with 200 within 2 seconds.": "The build will tell.",
    }
    assert "Hint one" not in response.text
    assert "Two stages" not in response.text
    assert Learner.objects.count() == 0


def test_file_in_the_editor_is_the_draft_else_the_last_that_was_handed_in(
    stored, returning, learner, hand_in
):
    hand_in(dockerfile=ROOT)
    assert editor(returning.get(HERE)) == ROOT

    submitting.save_draft(learner, stored, Files("FROM scratch\n"))

    assert editor(returning.get(HERE)) == "FROM scratch\n"


def test_submission_is_taken_up_again_and_the_draft_stays(stored, returning, learner, hand_in):
    submission = hand_in(dockerfile=ROOT)
    submitting.save_draft(learner, stored, Files("FROM scratch\n"))

    response = returning.get(f"{HERE}?from={submission.key}")

    assert editor(response) == ROOT
    assert Draft.objects.get().dockerfile == "FROM scratch\n"


def test_submission_of_another_or_of_nobody_is_not_taken_up(stored, returning, hand_in):
    theirs = hand_in(learner=Learner.objects.create())

    for key in (theirs.key, "nothing", "x" * 500, "%00"):
        assert returning.get(f"{HERE}?from={key}").status_code == 404


def test_page_allows_no_script_but_its_own_files(stored, client):
    response = client.get(HERE)
    directives = dict(part.strip().split(" ", 1) for part in response[POLICY].split(";"))

    assert directives["script-src"] == "'self'"
    nonce = response.context["request"].csp_nonce
    assert directives["style-src"] == f"'self' 'nonce-{nonce}'"


def test_unknown_exercise_is_not_found(stored, client):
    stored.is_in_course = False
    stored.save()

    for path in (HERE, *(f"{HERE}{step}/" for step in STEPS), "/exercises/nothing/"):
        assert client.post(path, {"dockerfile": "FROM a"}).status_code == 404
        assert client.get(path).status_code == 404


def test_address_of_a_button_leads_to_the_exercise(stored, client):
    for step in STEPS:
        response = client.get(f"{HERE}{step}/")
        assert (response.status_code, response.url) == (302, HERE)


# Files of the context


def test_file_of_the_context_is_shown_alone_or_in_its_page(stored, client):
    whole = client.get(f"{HERE}files/cmd/main.go")
    part = client.get(f"{HERE}files/cmd/main.go", headers=HTMX)

    assert "<!doctype html>" in whole.text
    assert "<!doctype html>" not in part.text
    assert '<div id="file">' in part.text
    assert '<span class="kn">package</span>' in part.text


def test_file_cannot_bring_markup(stored, client):
    assert "<script>alert" not in client.get(f"{HERE}files/page.html").text


def test_file_outside_of_the_context_is_not_found(stored, client):
    for path in ("nothing", "../go.mod", "cmd", "cmd/../go.mod", "/etc/passwd", "%00"):
        assert client.get(f"{HERE}files/{path}").status_code == 404


# Looked at without recording


def test_check_says_what_is_foreseen_and_keeps_nothing_of_a_stranger(stored, client):
    response = client.post(f"{HERE}check/", {"dockerfile": SOLUTION})

    assert editor(response) == SOLUTION
    assert set(goals(response).values()) == {"Met.", "The build will tell."}
    assert (Learner.objects.count(), Submission.objects.count()) == (0, 0)


def test_check_keeps_the_draft_of_a_known_learner(stored, returning, learner):
    returning.post(f"{HERE}check/", {"dockerfile": "FROM a\r\nRUN b\r\n"})

    assert Draft.objects.get().dockerfile == "FROM a\nRUN b\n"
    assert Submission.objects.count() == 0


def test_check_by_script_answers_with_the_two_parts_that_change(stored, client):
    response = client.post(
        f"{HERE}check/", {"dockerfile": SOLUTION, "lens": "stages"}, headers=HTMX
    )

    assert re.findall(r'<section id="(\w+)"', response.text) == ["goals", "report"]
    assert 'id="report" aria-labelledby="report-title" hx-swap-oob="true"' in response.text
    assert '<svg viewBox="0 0' in response.text


def test_how_many_goals_changed_is_announced_and_nothing_where_none_did(stored, client):
    fresh = client.post(f"{HERE}check/", {"dockerfile": SOLUTION, "before": "00?"}, headers=HTMX)
    same = client.post(f"{HERE}check/", {"dockerfile": SOLUTION, "before": "11?"}, headers=HTMX)
    odd = client.post(f"{HERE}check/", {"dockerfile": SOLUTION, "before": "1"}, headers=HTMX)

    tally = "2 of 3 goals foreseen as met; 1 only a build can tell."
    assert said(fresh) == f"2 goals changed. {tally}"
    assert (said(same), said(odd)) == (None, None)


def test_lens_that_was_pressed_wins_over_the_one_before(stored, client):
    sent = {"dockerfile": SOLUTION, "lens": ["findings", "image"]}

    assert "What a container gets" in client.post(f"{HERE}check/", sent).text


def test_cache_lens_says_what_runs_again(stored, client):
    sent = {"dockerfile": STARTER, "lens": "cache", "changed": "cmd/main.go"}

    assert "2 of 4 steps run again." in client.post(f"{HERE}check/", sent).text


def test_findings_come_without_fixes(stored, client):
    page = client.post(f"{HERE}check/", {"dockerfile": "FROM golang:1.27 AS Build\n"}).text

    assert "Stage name &#x27;Build&#x27; should be lowercase" in page
    assert 'name="fix"' not in page
    assert '"fix": ""' in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#" * 70_000, "This has 69 kB; 64 kB are read."),
        ("RUN a\n" * 301, "This has 301 instructions; up to 300 are read."),
        ("FROM a\0b\n", "Null characters are not allowed."),
    ],
)
@pytest.mark.parametrize("step", ["", "check/"])
def test_what_is_too_much_comes_back_as_it_was_typed(stored, returning, text, message, step):
    response = returning.post(f"{HERE}{step}", {"dockerfile": text})

    assert response.status_code == 422
    assert editor(response) == text.replace("\0", "")
    assert message in response.text
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 0)


def test_what_takes_too_long_is_stopped_and_comes_back(stored, client, monkeypatch):
    def stopped(seconds, work):
        raise TimeUpError

    monkeypatch.setattr(showing, "within", stopped)

    response = client.post(f"{HERE}check/", {"dockerfile": SOLUTION})

    assert response.status_code == 422
    assert "Reading this takes longer than 0.7 s, and so it was stopped." in response.text
    assert editor(response) == SOLUTION


def test_ignore_file_is_taken_where_the_exercise_has_one(both, returning):
    returning.post(f"{OTHER}check/", {"dockerfile": SOLUTION, "ignore": "*.log\r\n"})
    returning.post(f"{HERE}check/", {"dockerfile": SOLUTION, "ignore": "*.log"})

    drafts = Draft.objects.order_by("exercise__number")
    assert [draft.ignore_file for draft in drafts] == [None, "*.log\n"]


def test_checking_needs_a_token(stored, returning):
    returning.handler.enforce_csrf_checks = True

    for step in ("", *(f"{step}/" for step in STEPS)):
        sent = {"dockerfile": SOLUTION, "number": 1}
        assert returning.post(f"{HERE}{step}", sent).status_code == 403


# Handed in


def test_handing_in_leads_to_the_submission(stored, client):
    response = client.post(HERE, {"dockerfile": SOLUTION, "form_key": KEY})

    submission = Submission.objects.get()
    assert (response.status_code, response.url) == (302, submission.get_absolute_url())
    assert (submission.dockerfile, submission.has_passed) == (SOLUTION, True)
    assert "learner" in response.cookies


def test_same_form_sent_twice_is_one_and_changed_it_is_two(stored, returning):
    sent = [{"dockerfile": text, "form_key": KEY} for text in (STARTER, STARTER, SOLUTION)]

    urls = [returning.post(HERE, each).url for each in sent]

    assert urls[0] == urls[1] != urls[2]
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "<b>", "k" * 80])
def test_form_without_a_key_of_ours_is_taken(stored, returning, key):
    assert returning.post(HERE, {"dockerfile": SOLUTION, "form_key": key}).status_code == 302


def test_what_is_not_taken_is_kept_and_says_why(both, returning, hand_in):
    hand_in(state=State.WAITING, exercise=both[1])

    response = returning.post(HERE, {"dockerfile": ROOT, "form_key": KEY})

    assert response.status_code == 409
    assert "still waits" in response.text
    assert editor(response) == ROOT
    assert Draft.objects.get().dockerfile == ROOT


# Help


def test_hints_open_one_after_the_other_and_are_noted(stored, returning):
    for number in (1, 1, 3, 2):
        page = returning.post(f"{HERE}hint/", {"dockerfile": ROOT, "number": number})

    assert Aid.objects.get().hints == 2
    assert re.findall(r"Hint (?:one|two|three)\.", page.text) == ["Hint one.", "Hint two."]
    assert editor(page) == ROOT


def test_hint_by_script_comes_alone_and_keeps_the_draft(stored, client):
    response = client.post(f"{HERE}hint/", {"dockerfile": ROOT, "number": 1}, headers=HTMX)

    assert re.findall(r'<section id="(\w+)"', response.text) == ["help"]
    assert Draft.objects.get().dockerfile == ROOT


def test_hint_that_does_not_exist_is_not_noted(stored, returning):
    assert returning.post(f"{HERE}hint/", {"number": 0}).status_code == 404
    returning.post(f"{HERE}hint/", {"number": 9, "dockerfile": ROOT})

    assert Aid.objects.get().hints == 0


def test_solution_is_shown_and_it_is_noted(stored, returning):
    page = returning.post(f"{HERE}solution/", {"dockerfile": ROOT}).text
    again = returning.get(HERE).text

    for text in (page, again):
        assert "Two stages." in text
        assert "Misses: The container does not start as root." in text
        assert 'href="/rules/LastStageAsRoot/"' in text
    returning.post(HERE, {"dockerfile": SOLUTION, "form_key": KEY})
    assert Submission.objects.get().has_seen_solution


def test_solution_of_an_exercise_about_the_ignore_file_has_both(second, returning):
    page = returning.post(f"{OTHER}solution/", {"dockerfile": ROOT, "ignore": "mine"})

    assert re.findall(r'code-title">(.*?)<', page.text) == ["Dockerfile", ".dockerignore"]
    assert editor(page, "ignore") == "mine"


def test_starting_over_brings_the_starter_back(stored, returning, learner, hand_in):
    hand_in(dockerfile=ROOT)

    response = returning.post(f"{HERE}reset/", {"dockerfile": ROOT})

    assert response.url == f"{HERE}#script"
    assert editor(returning.get(HERE)) == STARTER
    assert Submission.objects.count() == 1


def test_starting_over_notes_no_stranger(stored, client):
    client.post(f"{HERE}reset/", {"dockerfile": ROOT})

    assert Learner.objects.count() == 0


# Retired


@pytest.fixture
def retired(stored):
    stored.status = "retired"
    stored.save()
    return stored


INSTEAD = 'Do <a href="/exercises/ignore-it/">Keep it out of the context</a> instead.'


def test_retired_exercise_is_there_for_nobody_who_has_not_tried_it(retired, returning, hand_in):
    hand_in(learner=Learner.objects.create())

    page = returning.get(LIST).text

    assert re.findall(r'standing-mark (\w+)"', page) == ["new"]
    assert "Leave the compiler behind" not in page
    for path in (HERE, *(f"{HERE}{step}/" for step in STEPS), f"{HERE}files/go.mod"):
        assert returning.get(path).status_code == 404
        assert returning.post(path, {"dockerfile": "FROM a"}).status_code in {404, 405}


def test_whoever_has_tried_it_opens_it_and_is_told_what_to_do_instead(retired, returning, hand_in):
    submission = hand_in(status="ok", has_passed=True)

    page = returning.get(HERE).text

    assert INSTEAD in page
    assert 'id="hand-in"' not in page
    for path in (submission.get_absolute_url(), f"{HERE}history/"):
        assert INSTEAD in returning.get(path).text


def test_list_names_the_retired_that_one_has_tried_and_counts_them_not(
    retired, returning, learner, hand_in
):
    hand_in(status="ok", has_passed=True)

    response = returning.get(LIST)

    assert [row.exercise.slug for row in response.context["retired"]] == ["leave-it-behind"]
    assert [row.exercise.slug for row in response.context["rows"]] == ["ignore-it"]
    assert (response.context["passed"], "1 exercise," in response.text) == (0, True)


def test_draft_of_a_retired_exercise_can_still_be_read(retired, returning, learner):
    submitting.save_draft(learner, retired, Files(ROOT))

    assert editor(returning.get(HERE)) == ROOT


def test_nothing_more_is_handed_in_for_a_retired_exercise(retired, returning, hand_in):
    hand_in()

    response = returning.post(HERE, {"dockerfile": ROOT, "form_key": KEY})

    assert (response.status_code, editor(response)) == (409, ROOT)
    assert response.context["refusal"] == submitting.IS_RETIRED
    assert Submission.objects.count() == 1


def test_where_all_are_retired_the_pattern_is_what_to_go_on_with(both, returning, hand_in):
    hand_in(status="ok", has_passed=True)
    for one in both:
        one.status = "retired"
        one.save()
    open_way(both[0].pattern, [])

    page = returning.get(HERE).text

    assert 'Go on with <a href="/patterns/stages/">Stages</a> instead.' in page
    assert LIST not in page


def test_retired_exercise_can_be_seen_by_as_many_questions_to_the_database(
    retired, returning, hand_in, django_assert_num_queries
):
    hand_in()

    with django_assert_num_queries(6):
        returning.get(LIST)
