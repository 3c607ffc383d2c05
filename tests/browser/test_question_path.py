"""A question of each kind, from a blank one in the bank to a learner who answers it.

Ann writes and publishes, Bob reads; both see these pages for the first time. The way is one, in
`from_blank_to_learner`; a hand walks it: with a mouse, or with the keyboard alone.
"""

from dataclasses import dataclass, replace

import pytest

from tests.browser.test_authoring import BANK, HERE, OBJECTIVE, cookie, instruct, press_to
from tests.browser.test_pages import STAGES
from tests.browser.test_quizzes import HANDS_ON, PLACE, PUT, give, query, type_answer
from tests.serving import serving

__all__ = ["cookie", "instruct"]  # fixtures

PRACTICE = "form:has([name=mode][value=practice]) button"
CURRENT = "select current_id from quizzes_question where slug = ?"
RIGHT, WRONG = "That is it.", "Not this."


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A server of their own: what is published here is not for the other tests' learners."""
    with serving(tmp_path_factory.mktemp("path")) as site:
        yield site


# What they write


@dataclass(frozen=True)
class Entry:
    text: str
    feedback: str
    tag: str = ""


@dataclass(frozen=True)
class Written:
    """What is written over a blank question; its entries are in the order of the blank's."""

    section: str
    prompt: str
    entries: tuple[Entry, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    told: str  # after the wrong answer
    by_form: bool = False
    front: tuple[tuple[str, str], ...] = ()


MERGED, NEIGHBOURS = "stages-are-merged", "copy-brings-its-neighbours"
MISTAKES = (
    (MERGED, "Only the last stage becomes the image; an earlier one gives what is copied."),
    (NEIGHBOURS, "A copy takes the paths that it names, and nothing beside them."),
)
HINTS = (
    "Look at where the last stage begins.",
    "A stage gives to a later one only what that one asks for.",
    "Go line by line through the last stage, and note what each one adds.",
)
STEPS = ("Find the last stage.", "Take what it names from the stages before, and nothing else.")
CHECK = (
    "Does a stage that nobody copies from reach the image?",
    "No. BuildKit does not even build it.",
)
SOURCE = (
    "Docker: multi-stage builds",
    "https://docs.docker.com/build/building/multi-stage/",
    "what a later stage takes from an earlier one.",
)
QUESTIONS = {
    "single": Written(
        "Options",
        "The last stage is `FROM scratch` with one `COPY --from=build /out/orders /`. "
        "What does the image hold?",
        (
            Entry("The file `/orders` alone", "An empty base, and one file on top of it."),
            Entry("The file and the compiler", "The compiler stays in its stage.", MERGED),
            Entry("All of `/out`", "The line names one file of it.", NEIGHBOURS),
        ),
        ("right",),
        ("mixed",),
        "The compiler stays in its stage.",
        by_form=True,
    ),
    "multiple": Written(
        "Options",
        "The last stage says `COPY --from=build /out/ /srv/`. Which of these are in the image?",
        (
            Entry("The program `/out/orders`", "It is in the folder that is copied."),
            Entry("The notice `/out/NOTICE`", "A folder is copied with all that it holds."),
            Entry("The compiler in `/usr/local/go`", "No line asks for it.", MERGED),
            Entry("The modules in `/go/pkg`", "They are beside that folder.", NEIGHBOURS),
        ),
        ("right-one", "right-two"),
        ("mixed",),
        "No line asks for it.",
    ),
    "blanks": Written(
        "Answers",
        "Complete the line that takes the program over from where it was compiled.",
        (
            Entry("1: `build`", "That is the name which the first line gives."),
            Entry("1: `golang`", "That is an image: its `/out` is empty.", MERGED),
            Entry("1: `1`", "Stages count from 0; that one is copying.", NEIGHBOURS),
        ),
        ("build",),
        ("golang",),
        "That is an image: its /out is empty.",
    ),
    "order": Written(
        "Lines",
        "Put the stage that compiles in order. All of its paths are below `/src`, and nothing is "
        "compiled before its source is there.",
        (
            Entry("`FROM golang:1.27 AS build`", "A stage begins with its base."),
            Entry("`WORKDIR /src`", "The paths below are counted from here."),
            Entry("`COPY . .`", "The source has to be there first."),
            Entry("`RUN go build -o /out/orders .`", "Now there is something to compile."),
            Entry("`COPY --from=build /out /out`", "A stage cannot copy from itself.", MERGED),
            Entry("`COPY /src /src`", "The build context has no such folder.", NEIGHBOURS),
        ),
        ("first", "second", "third", "last"),
        ("mixed",),
        "A stage cannot copy from itself.",
        by_form=True,
    ),
    "line": Written(
        "Answers",
        "One line decides which files beside the program are in the image. Which?",
        (
            Entry("6", "Whatever this base holds is in the image."),
            Entry("3", "This fills the stage that compiles.", MERGED),
            Entry("7", "This adds the program, and no file beside it.", NEIGHBOURS),
        ),
        ("6",),
        ("3",),
        "This fills the stage that compiles.",
    ),
    "numeric": Written(
        "Answers",
        "The stages `build` and `lint` start from `deps`, and the last one copies from `build` "
        "alone. BuildKit builds the last one. How many stages does it build in all?",
        (
            Entry("3", "The last one, `build`, and `deps` below it."),
            Entry("4", "Nothing asks for `lint`.", MERGED),
            Entry("2", "`build` itself needs `deps`.", NEIGHBOURS),
        ),
        ("3",),
        ("4",),
        "Nothing asks for lint.",
        by_form=True,
        front=(("#front-numeric-value", "3"), ("#front-numeric-unit", "stages")),
    ),
}


# Two hands


class Mouse:
    def __init__(self, page):
        self.page = page

    def press(self, part):
        self.page.locator(part).click()

    def fill(self, part, text):
        self.page.locator(part).fill(text)

    def choose(self, part, value):
        self.page.locator(part).select_option(value)

    def answer(self, kind, answer):
        give(self.page, kind, answer)

    def go(self, part):
        """Press what leads to another page, or to this one anew."""
        with self.page.expect_navigation():
            self.press(part)


class Keys(Mouse):
    """Nothing but Tab, Enter, Space, arrows and letters."""

    def press(self, part):
        press_to(self.page, part)
        self.page.keyboard.press("Enter")

    def fill(self, part, text):
        press_to(self.page, part)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, part, value):
        press_to(self.page, part)
        self.page.keyboard.type(value)

    def answer(self, kind, answer):
        type_answer(self.page, kind, answer)


# The way


def from_blank_to_learner(people, site, kind, name):
    """Written, tried, read by somebody else, published, found in the bank, answered."""
    ann, bob, student = people
    asked = replace(QUESTIONS[kind], prompt=f"Of the service {name}. {QUESTIONS[kind].prompt}")
    begin(ann, kind, name)
    write(ann, asked)
    try_out(ann, kind, asked)
    save(ann)
    ann.go("#act-ask")
    assert stage(ann) == "In review"
    assert ann.page.locator("#act-approve").count() == 0

    read(bob, name, asked)
    ann.page.reload()
    assert "Whose compiler?" in ann.page.locator(".comments").inner_text()
    assert stage(ann) == "Approved"
    ann.fill("#workflow-how", "read the reference")
    ann.go("#act-publish")
    assert stage(ann) == "Published"

    ann.page.goto(f"{BANK}?q={name}&status=reviewed")
    (row,) = ann.page.locator("tbody tr").all()
    assert row.locator("th a, .status").all_inner_texts() == [name, "reviewed"]
    find(student, site, kind, name)
    assert asked.prompt.replace("`", "") in student.page.locator("#question").inner_text()
    try_out(student, kind, asked)


def begin(ann, kind, name):
    ann.page.goto(BANK)
    ann.go('a[href$="/bank/new/"]')
    ann.choose("#id_kind", kind)
    ann.choose("#id_objective", OBJECTIVE)
    ann.fill("#id_slug", name)
    ann.go("form[method=post] button.primary")
    assert ann.page.locator("h1").inner_text() == name


def write(ann, asked):
    """In one of the two ways; in the other one, it is the same question."""
    if asked.by_form:
        ann.go("#as-form")
        write_form(ann, asked)
        ann.go("#as-source")
        assert asked.prompt in ann.page.locator("#source").input_value()
    else:
        ann.fill("#source", written_out(ann.page.locator("#source").input_value(), asked))
        ann.go("#as-form")
        assert ann.page.locator("#prompt-0-text").input_value() == asked.prompt
        ann.go("#as-source")


def write_form(ann, asked):
    for part, text in (*asked.front, ("#prompt-0-text", asked.prompt)):
        ann.fill(part, text)
    rows = {asked.section.lower(): [vars(entry) for entry in asked.entries]}
    rows["hints"] = [{"text": text} for text in HINTS]
    rows["solution"] = [{"text": text} for text in STEPS]
    rows["quick-check"] = [dict(zip("qa", CHECK, strict=True))]
    rows["common-mistakes"] = [{"tag": tag, "text": text} for tag, text in MISTAKES]
    rows["references"] = [dict(zip(("title", "url", "says"), SOURCE, strict=True))]
    for key, fields in rows.items():
        for number, row in enumerate(fields):
            for field, text in row.items():
                if text:
                    ann.fill(f"#{key}-{number}-{field}", text)


def written_out(blank, asked):
    """The source, with the front matter, the code and the names of the entries as they were."""
    sections = dict(part.split("\n", 1) for part in blank.split("## ")[1:])
    front = blank.split("## ")[0]
    names = [line.split("{")[1].split()[0].strip("}") for line in lines_of(sections, asked)]
    marks = [line[:5] for line in lines_of(sections, asked)]
    entries = [
        f"{mark} {entry.text} {{{name}{' ' if entry.tag else ''}{entry.tag}}}\n  > {entry.feedback}"
        for mark, name, entry in zip(marks, names, asked.entries, strict=True)
    ]
    texts = {
        "Prompt": [asked.prompt],
        "Code": [sections.get("Code", "").rstrip()],
        asked.section: entries,
        "Hints": numbered(HINTS),
        "Solution": numbered(STEPS),
        "Quick check": [f"Q: {CHECK[0]}", f"A: {CHECK[1]}"],
        "Common mistakes": [f"- **{tag}** — {text}" for tag, text in MISTAKES],
        "References": ["- [{}]({}) — {}".format(*SOURCE)],
    }
    return front + "\n\n".join(f"## {name}\n" + "\n".join(texts[name]) for name in sections) + "\n"


def lines_of(sections, asked):
    return [line for line in sections[asked.section].split("\n") if line.startswith("- [")]


def numbered(texts):
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def try_out(hand, kind, asked):
    """A wrong answer and a right one, in the preview or in practice; each is told why."""
    page = hand.page
    if page.locator("#faults").count():
        look_again(hand)
    for answer, verdict, told in (
        (asked.wrong, WRONG, asked.told),
        (asked.right, RIGHT, asked.entries[0].feedback.replace("`", "")),
    ):
        hand.answer(kind, list(answer))
        hand.press("#check")
        page.locator("#feedback .verdict", has_text=verdict).wait_for()
        page.locator("#feedback", has_text=told).wait_for()


def look_again(ann):
    """Without a script the preview is a button."""
    if not has_script(ann):
        ann.go("#preview")
    ann.page.locator("#faults-title", has_text="Nothing to mend").wait_for()


def has_script(hand):
    return hand.page.evaluate("() => typeof htmx") == "object"


def save(ann):
    if has_script(ann):
        with ann.page.expect_response(lambda response: response.url.endswith("/save/")):
            ann.press("#save")
        ann.page.locator("#saved", has_text="Saved at").wait_for()
    else:
        ann.go("#save")


def stage(hand):
    return hand.page.locator(".way-to-publish [aria-current]").inner_text()


def read(bob, name, asked):
    """Bob looks for what waits, says something of it, and finds it good."""
    bob.page.goto(f"{BANK}?status=review")
    bob.go(f'tbody a[href="{HERE}{name}/"]')
    assert asked.prompt in bob.page.locator("#source").input_value()
    for comment, part in (("Whose compiler?", "#act-comment"), ("I see. Good.", "#act-approve")):
        bob.press('.editor-bar a[href="#workflow"]')
        bob.fill("#workflow-comment", comment)
        bob.go(part)
    assert stage(bob) == "Approved"


def find(student, site, kind, name):
    """Among the exercises, or in a practice run: that begins with whatever chance gives."""
    page = student.page
    if kind in HANDS_ON:
        page.goto(f"{STAGES}try/")
        student.go(f'form:has([name=question][value="{name}"]) button')
    else:
        page.goto("/quizzes/")
        student.go(PRACTICE)
        key, number = PLACE.search(page.url).groups()
        query(site, PUT, query(site, CURRENT, name)[0][0], int(number), key)
        page.reload()


@pytest.mark.parametrize("kind", QUESTIONS)
def test_question_of_each_kind_goes_all_the_way(instruct, visit, site, kind):
    people = [Mouse(who.page) for who in (instruct("ann"), instruct("bob"), visit())]

    from_blank_to_learner(people, site, kind, f"path-{kind}")


@pytest.mark.parametrize("kind", ["line", "numeric"])
def test_keyboard_alone_goes_all_the_way(instruct, visit, site, kind):
    people = [Keys(who.page) for who in (instruct("ann"), instruct("bob"), visit())]

    from_blank_to_learner(people, site, kind, f"keys-{kind}")


def test_way_is_the_same_without_javascript(instruct, visit, site):
    plain = {"java_script_enabled": False}
    visitors = (instruct("ann", **plain), instruct("bob", **plain), visit(**plain))

    from_blank_to_learner([Mouse(who.page) for who in visitors], site, "order", "plain-order")
