"""The lab in a browser: without JavaScript, by keyboard, as one types, and while it is built.

The server of these tests builds nothing. What a worker would write is written into its database.
"""

import json
import re

import pytest

from lab.showcase import site as own_site
from tests.browser.test_accounts import sign_in, sign_up
from tests.browser.test_budget import SHIFTS, measure
from tests.browser.test_pages import STAGES
from tests.browser.test_quizzes import faults, forgive, query, unfold

LAB = f"{STAGES}lab/"
KEY = re.compile(r"/exercises/[\w-]+/([\w-]{12})/")
EXERCISES = "select slug, title, body from lab_storedexercise where is_in_course order by number"
PUT = """
update lab_submission set state = ?, status = ?, has_passed = ?, judgements = ?, outcome = ?,
progress = ?, submitted_at = datetime('now'), started_at = datetime('now'),
lease_until = datetime('now', '+1 hour')
where key = ?
"""
KEEP = """
insert into lab_showcase (digest, bases, begun_at, built_at, status, message, judgements, outcome)
values (?, 'b', datetime('now'), datetime('now'), ?, 'It stopped at `RUN pip`.', '[]', ?)
"""
SUBMITTED = "select dockerfile, has_passed from lab_submission where key = ?"
OUTCOME = {
    "log": ["[1/2] STEP 1/3: FROM golang:1.27 AS build", "ok", "[2/2] STEP 1/2: FROM scratch"],
    "notes": ["golang:1.27 was built from a stand-in."],
    "image": {
        "config": {
            "user": "65532",
            "workdir": "/",
            "entrypoint": ["/orders"],
            "cmd": [],
            "env": [],
            "ports": ["8080/tcp"],
            "volumes": [],
            "labels": {},
            "stop_signal": "",
            "healthcheck": [],
        },
        "layers": [
            {"id": "a", "bytes": 2_000_000, "created_by": "base", "from_base": True, "files": 9},
            {"id": "b", "bytes": 6_000_000, "created_by": "COPY", "from_base": False, "files": 1},
        ],
        "files": [["/orders", "file", 6_000_000, 493, 0, 0, 1]],
        "file_count": 10,
        "bytes": 8_000_000,
        "read": {},
        "removed": [],
        "sightings": [],
    },
    "trial": {
        "started": True,
        "answered": True,
        "http_status": 200,
        "body": "well",
        "seconds_to_answer": 0.2,
        "exit_code": 0,
        "stopped_on_signal": True,
        "seconds_to_stop": 0.1,
        "output": "listening",
    },
    "seconds": {"build": 3.0},
}


class Offered:
    """An exercise that the server offers."""

    def __init__(self, slug, title, body):
        self.path = f"/exercises/{slug}/"
        self.title = title
        self.body = json.loads(body)
        self.starter = self.body["starter"]["dockerfile"]
        self.solution = self.body["solution"]["dockerfile"]
        self.goals = [goal["id"] for goal in self.body["goals"]]
        self.has_ignore = self.body["starter"]["ignore"] is not None


@pytest.fixture
def offered(site):
    """All exercises, in the order of their list."""
    return [Offered(*row) for row in query(site, EXERCISES)]


@pytest.fixture
def first(offered):
    return offered[0]


@pytest.fixture
def put(site):
    """Bring a submission to some moment of its way, as a worker would."""

    def write(page, state, **fields):
        values = {"status": "", "has_passed": None, "judgements": [], "outcome": {}, "progress": {}}
        values |= fields
        written = [
            json.dumps(value) if isinstance(value, list | dict) else value
            for value in values.values()
        ]
        query(site, PUT, state, *written, KEY.search(page.url)[1])

    return write


def judged(exercise, *, surprise=False):
    """Judgements of a build in which every goal was met, but the first if it is to surprise."""
    rows = []
    for number, goal in enumerate(exercise.goals):
        met = not (surprise and number == 0)
        sight = {"met": met, "text": f"Goal {number} was looked at."}
        foreseen = {"met": True, "text": "It would be so."}
        wants = {"id": goal, "wants": f"It wants {goal}.", "because": ""}
        rows.append(wants | {"foreseen": foreseen, "seen": sight})
    return rows


def done(put, page, exercise, *, surprise=False):
    judgements = judged(exercise, surprise=surprise)
    put(
        page,
        "done",
        status="ok",
        has_passed=not surprise,
        judgements=judgements,
        outcome=OUTCOME,
    )


def fill(page, files):
    page.locator("#source").fill(files["dockerfile"])
    if files["ignore"] is not None:
        page.locator("#ignore").fill(files["ignore"])


def hand_in(page, exercise, files=None):
    """Without `files` what everybody starts from; with them the browser runs no JavaScript."""
    page.goto(exercise.path)
    if files:
        fill(page, files)
    page.locator("#hand-in").click()
    page.wait_for_url(KEY)


def type_over(page, text):
    """Replace what stands in the editor. Typed over a selection, Chromium styles it inline."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


@pytest.fixture
def plain(visit):
    """A visitor whose browser runs no JavaScript."""
    return visit(java_script_enabled=False)


@pytest.fixture
def at_desk(visit, first):
    """A visitor at the first exercise, with the editor ready."""
    visitor = visit()
    visitor.goto(first.path)
    visitor.page.locator(".cm-content").wait_for()
    return visitor


# Without JavaScript


def test_exercise_is_solved_without_javascript(plain, first, site):
    page = plain.page
    page.goto(LAB)
    page.get_by_role("link", name=f"Begin: {first.title}").click()
    assert page.locator("#source").input_value() == first.starter
    assert page.locator(".goal.missed").count() >= 1

    page.get_by_role("button", name="Hint 1 of 3").click()
    assert page.locator(".hint").count() == 1
    fill(page, first.body["solution"])
    page.get_by_role("button", name="Check without recording").click()
    assert page.url.endswith("/check/#goals")
    assert page.locator(".goal.missed").count() == 0
    assert page.locator("#source").input_value() == first.solution
    page.get_by_role("button", name="Hand in").click()

    assert "by the report alone." in page.locator("#verdict-title").inner_text()
    assert query(site, SUBMITTED, KEY.search(page.url)[1]) == [(first.solution, 1)]
    page.goto(LAB)
    assert page.locator(".standing-mark").first.inner_text() == "passed by the report alone"


def test_build_is_followed_without_javascript(plain, first, put):
    page = plain.page
    hand_in(page, first, first.body["solution"])
    put(page, "waiting")
    page.reload()
    assert page.locator("#journey-title").inner_text() == "It is next in the queue."

    done(put, page, first)
    page.locator("#verdict-title", has_text="are met, by a real build.").wait_for()

    assert page.locator("noscript").count() == 0
    page.goto(LAB)
    assert page.locator(".standing-mark").first.inner_text() == "passed by a real build"


def test_files_and_lenses_are_pages_without_javascript(plain, first):
    page = plain.page
    page.goto(first.path)
    page.locator(".context summary").click()
    page.locator(".folder a").first.click()
    assert page.locator("#file .code .line").count() >= 1
    page.get_by_role("link", name="Back to the exercise").click()

    for lens in ("stages", "image", "cache"):
        page.locator(f"#lens-{lens}").click()
        assert page.locator(f"#lens-{lens}").get_attribute("aria-pressed") == "true"
    page.locator(".ticks input").first.check()
    page.get_by_role("button", name="Show what runs again").click()

    page.locator("#reruns").wait_for()


def test_everything_that_was_handed_in_is_listed_and_taken_up_again(plain, first):
    page = plain.page
    hand_in(page, first)
    hand_in(page, first, first.body["solution"])
    page.get_by_role("link", name="All that you handed in").click()
    assert page.locator(".entries > li").count() == 2
    assert page.locator(".difference ins").count() >= 1

    page.get_by_role("link", name="Take this one up again").last.click()

    assert page.locator("#source").input_value() == first.starter


# As one types


def test_typing_updates_the_goals_and_says_how_many_changed(at_desk, first):
    page = at_desk.page
    type_over(page, first.solution)

    page.locator("#announcer", has_text=re.compile(r"goals? changed\.")).wait_for()
    assert page.locator(".goal.missed").count() == 0
    assert page.locator(".cm-content").evaluate("part => part === document.activeElement")


def test_one_pause_is_one_question(at_desk):
    page = at_desk.page
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else 0)
    page.locator(".cm-content").focus()
    page.keyboard.type("# a comment that changes nothing at all\n")
    page.locator("#marks").wait_for(state="attached")
    page.locator("#goals", has_text="goals foreseen as met").wait_for()

    assert len(asked) < 10


def test_line_link_and_lens_keep_the_focus(at_desk, first):
    page = at_desk.page
    page.locator("#lens-stages").focus()
    page.keyboard.press("Enter")
    page.locator("#report .parts").wait_for()
    assert page.evaluate("document.activeElement.id") == "lens-stages"

    page.locator(".parts a[data-line]").first.click()

    assert page.locator(".cm-content").evaluate("part => part === document.activeElement")


def test_what_is_too_much_says_so_and_stays(at_desk):
    page = at_desk.page
    type_over(page, "#" * 70_000)

    page.locator("#report .error", has_text="This has 69 kB; 64 kB are read.").wait_for()
    assert page.locator("#source").evaluate("area => area.value.length") == 70_000
    forgive(at_desk, 422)


def test_text_survives_a_server_that_cannot_be_reached(at_desk, first):
    page = at_desk.page
    page.route("**/check/", lambda route: route.abort())
    type_over(page, first.solution)
    page.locator(".not-sent").wait_for()

    assert page.locator("#source").evaluate("area => area.value") == first.solution
    at_desk.complaints.clear()


def test_file_of_the_context_opens_beside_the_task_and_closes(at_desk):
    page = at_desk.page
    link = page.locator(".folder a").first
    link.focus()
    page.keyboard.press("Enter")
    page.locator("#file .code").wait_for()
    page.locator("#announcer", has_text="is open below the list.").wait_for()

    page.locator("#close-file").click()

    assert page.locator("#file .code").count() == 0
    assert link.evaluate("part => part === document.activeElement")


def test_draft_goes_on_on_another_device(visit, first):
    one, two = visit().page, visit().page
    one.goto(first.path)
    one.locator(".cm-content").wait_for()
    one.locator("#hint").click()
    one.locator(".hint").wait_for()
    sign_up(one, "lab-two-devices@example.org")
    one.goto(first.path)
    one.locator(".cm-content").wait_for()
    type_over(one, "FROM scratch\n")
    one.locator("#goals", has_text="Your text is kept as a draft.").wait_for()

    two.goto(LAB)
    sign_in(two, "lab-two-devices@example.org")
    two.goto(first.path)

    assert two.locator("#source").evaluate("area => area.value") == "FROM scratch\n"
    assert two.locator(".hint").count() == 1


# By keyboard


def press_until(page, key, wanted, most=90):
    """Go on by the key until the focus is there."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("part => document.activeElement.matches(part)", wanted):
            return
    raise AssertionError(f"{key} never came to {wanted}")


def test_exercise_is_solved_by_keyboard(visit, first):
    page = visit().page
    page.goto(LAB)
    press_until(page, "Tab", "main .primary")
    page.keyboard.press("Enter")
    page.locator(".cm-content").wait_for()
    press_until(page, "Tab", ".cm-content")
    type_over(page, first.solution)
    page.locator("#announcer", has_text="changed.").wait_for()
    press_until(page, "Tab", "#hint")
    page.keyboard.press("Enter")
    page.locator(".hint").wait_for()
    assert page.evaluate("document.activeElement.id") == "hint"
    press_until(page, "Shift+Tab", "#hand-in")
    page.keyboard.press("Enter")
    page.wait_for_url(KEY)

    assert "by the report alone." in page.locator("#verdict-title").inner_text()


def test_build_is_followed_and_said_once(visit, first, put):
    page = visit().page
    hand_in(page, first)
    put(page, "waiting")
    page.reload()
    page.locator("#journey-title", has_text="It is next in the queue.").wait_for()
    page.locator("#onward").focus()

    put(page, "running", progress={"build": 1, "builds": 2, "number": 2, "of": 5, "text": "RUN x"})
    page.locator("#announcer", has_text="Build 1 of 2 is running.").wait_for()
    page.evaluate("document.querySelector('#announcer').textContent = 'read'")
    put(page, "running", progress={"build": 1, "builds": 2, "number": 4, "of": 5, "text": "RUN y"})
    page.locator("#journey-title ~ p", has_text="step 4 of 5").wait_for()
    assert page.locator("#announcer").inner_text() == "read"

    done(put, page, first)
    page.locator("#announcer", has_text="are met, by a real build.").wait_for()
    assert page.locator("#onward").inner_text().startswith("Next: ")
    assert page.evaluate("document.activeElement.id") == "onward"


def test_submission_is_taken_back(visit, first, put):
    page = visit().page
    hand_in(page, first)
    put(page, "waiting")
    page.reload()
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_url(f"**{first.path}#script")

    page.go_back()
    page.reload()

    assert "it left the queue" in page.locator("#verdict-title").inner_text()


# How it looks


def test_list_and_file_are_accessible_and_fit(visit, first):
    visitor = visit()
    visitor.goto(LAB)
    assert faults(visitor) == []
    path = min(first.body["context"])

    visitor.goto(f"{first.path}files/{path}")

    assert faults(visitor) == []


def test_exercise_is_accessible_and_fits_with_all_of_its_help(visit, offered):
    visitor = visit()
    page = visitor.page
    exercise = next(each for each in offered if each.has_ignore)
    visitor.goto(exercise.path)
    page.locator(".cm-content").wait_for()
    for number in (1, 2, 3):
        page.locator("#hint", has_text=f"Hint {number}").click()
        page.locator(".hint").nth(number - 1).wait_for()
    page.locator(".give-up summary").click()
    page.locator("#solution").click()
    page.locator(".solution").wait_for()
    page.locator(".folder a").first.click()
    page.locator("#file .code").wait_for()
    unfold(page)

    assert faults(visitor) == []


@pytest.mark.parametrize("lens", ["stages", "image", "cache"])
def test_lens_is_accessible_and_fits(at_desk, lens):
    page = at_desk.page
    page.locator(f"#lens-{lens}").click()
    page.locator(f"#lens-{lens}[aria-pressed=true]").wait_for()
    if lens == "cache":
        page.locator(".ticks input").first.check()
        page.locator("#reruns").wait_for()

    assert faults(at_desk) == []


@pytest.mark.parametrize("surprise", [False, True])
def test_result_is_accessible_and_fits(visit, first, put, surprise):
    visitor = visit()
    page = visitor.page
    hand_in(page, first)
    done(put, page, first, surprise=surprise)
    page.reload()
    assert page.locator(".surprise").count() == surprise
    unfold(page)

    assert faults(visitor) == []


@pytest.mark.parametrize("state", ["waiting", "running", "replaced"])
def test_submission_on_its_way_is_accessible_and_fits(visit, first, put, state):
    visitor = visit()
    page = visitor.page
    hand_in(page, first)
    put(page, state, progress={"build": 1, "builds": 2, "number": 2, "of": 5, "text": "RUN x"})
    page.reload()

    assert faults(visitor) == []


@pytest.mark.parametrize("status", ["failed", "stopped", "refused", "unavailable"])
def test_what_was_not_built_is_accessible_and_fits(visit, first, put, status):
    visitor = visit()
    page = visitor.page
    hand_in(page, first)
    put(page, "done", status=status, has_passed=False, judgements=judged(first, surprise=True))
    page.reload()

    assert faults(visitor) == []


def test_history_is_accessible_and_fits(visit, first):
    visitor = visit()
    page = visitor.page
    hand_in(page, first)
    page.goto(first.path)
    page.locator(".cm-content").wait_for()
    type_over(page, first.solution)
    page.locator("#hand-in").click()
    page.wait_for_url(KEY)
    page.goto(f"{first.path}history/")
    unfold(page)

    assert faults(visitor) == []


OWN_IMAGE = [("findings", "ok"), ("findings", "failed"), ("findings", "")]
OWN_IMAGE += [(lens, "ok") for lens in ("stages", "image", "cache")]


@pytest.fixture
def kept(site):
    """Bring this site's own image to how it ended, as a worker would; "" while it is built."""

    def write(status):
        query(site, "delete from lab_showcase")
        outcome = json.dumps(OUTCOME if status == "ok" else {})
        query(site, KEEP, own_site().exercise.digest, status, outcome)

    return write


@pytest.mark.parametrize(("lens", "status"), OWN_IMAGE)
def test_image_of_this_site_is_accessible_and_fits(visit, kept, lens, status):
    kept(status)
    visitor = visit()
    page = visitor.page
    page.goto(f"{LAB}this-site/?lens={lens}&changed=manage.py")
    assert page.locator("#trial-title").count() == (status == "ok")
    unfold(page)

    assert faults(visitor) == []


def test_image_of_this_site_is_looked_at_without_javascript(plain, kept):
    kept("ok")
    page = plain.page
    page.goto(LAB)
    page.get_by_role("link", name="The image of this site").click()
    for lens in ("stages", "image", "cache"):
        page.locator(f"#lens-{lens}").click()
        assert page.locator(f"#lens-{lens}").get_attribute("aria-pressed") == "true"
    page.locator(".ticks input").first.check()
    page.get_by_role("button", name="Show what runs again").click()

    page.locator("#reruns").wait_for()


def test_goals_show_in_forced_colors(visit, first):
    page = visit(forced_colors="active").page
    page.goto(first.path)

    words = page.locator(".goal .sight strong").all_inner_texts()

    assert set(words) <= {"Met.", "Not yet.", "The build will tell."}
    assert len(words) == len(first.goals)


def test_first_load_stays_within_the_budget(visit, offered):
    for exercise in offered:
        visitor = visit()

        loaded = measure(visitor, exercise.path)

        assert sum(size for _, size in loaded) <= 220_000, exercise.path
        shifts = visitor.page.evaluate(SHIFTS)
        assert sum(float(shift.split()[0]) for shift in shifts) <= 0.02, (exercise.path, shifts)
        visitor.context.close()
