"""Makes code blocks and exercises of fences, and notes of the fences that follow them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from learning.rendering.code_blocks import CodeBlock
from learning.rendering.exercises import Exercise, Gap, check_gap_numbers, read_gaps
from learning.rendering.fences import Fence, Scan
from learning.rendering.flaws import Flaw
from learning.rendering.highlighting import LANGUAGES, LONGEST
from learning.rendering.numbered_lines import numbered_lines, read_ranges
from learning.rendering.reading import Fragment, Link, Reading
from learning.rendering.sanitizing import PAGE_IDS

COMPANIONS = frozenset({"notes", "feedback", "hints"})
CODE_OPTIONS = frozenset({"title", "numbers", "mark", "fragment", "broken"})
GAP_OPTIONS = frozenset({"title", "gaps", "name", "case", "fragment"})
WITH_VALUE = frozenset({"title", "mark", "broken", "name"})
FOR_DOCKERFILES = frozenset({"fragment", "broken"})
NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


@dataclass
class Blocks:
    """What the fences of a text came to, by the line of their fence."""

    reading: Reading
    read_inline: Callable[[str], Fragment]
    code: dict[int, CodeBlock] = field(default_factory=dict)
    exercises: dict[int, Exercise] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)

    def render(self, text: str, line: int) -> str:
        """A note's Markdown as HTML; its flaws and links stand on that line."""
        fragment = self.read_inline(text)
        self.flaws += [flaw.moved(line - 1) for flaw in fragment.flaws]
        self.reading.links += [Link(line, link.target) for link in fragment.links]
        return fragment.html


def read_blocks(reading: Reading, read_inline: Callable[[str], Fragment]) -> Blocks:
    found = Blocks(reading, read_inline)
    owner: Fence | None = None  # the code that the next fence may comment
    end = 0
    for fence in reading.scan.fences.values():
        body = reading.bodies.get(fence.line)
        if body is None:
            found.flaws.append(
                Flaw(
                    fence.line,
                    "the fence is not where code can stand",
                    "a fence after an empty line",
                )
            )
        elif fence.language in COMPANIONS:
            follows = owner is not None and follows_directly(reading.scan, end, fence.line)
            add_companion(owner if follows else None, fence, body, found)
        else:
            owner = fence
            add_block(fence, body, found)
        end = fence.end
    return found


def follows_directly(scan: Scan, end: int, line: int) -> bool:
    return not any(scan.prose.get(number, "").strip() for number in range(end + 1, line))


def add_block(fence: Fence, body: str, found: Blocks) -> None:
    found.flaws += option_flaws(fence)
    if fence.language not in LANGUAGES:
        message = (
            f"the language {fence.language}" if fence.language else "a fence without a language"
        )
        found.flaws.append(Flaw(fence.line, message, f"one of {', '.join(LANGUAGES)}"))
    if len(body) > LONGEST:
        found.flaws.append(
            Flaw(fence.line, "the code is too long", f"at most {LONGEST} characters")
        )
    if "gaps" in fence.options:
        found.exercises[fence.line] = read_exercise(fence, body, found.flaws)
    else:
        found.code[fence.line] = read_code(fence, body, found.flaws)


def option_flaws(fence: Fence) -> Iterator[Flaw]:
    known = GAP_OPTIONS if "gaps" in fence.options else CODE_OPTIONS
    for option, value in fence.options.items():
        if option not in known:
            yield Flaw(fence.line, f"the option {option}", f"one of {', '.join(sorted(known))}")
        elif bool(value) != (option in WITH_VALUE):
            expected = f'{option}="…"' if option in WITH_VALUE else f"{option} without a value"
            yield Flaw(fence.line, f"the option {option} cannot be read", expected)
        elif option in FOR_DOCKERFILES and fence.language != "dockerfile":
            yield Flaw(fence.line, f"{option} at {fence.language}", f"{option} at a Dockerfile")


def read_code(fence: Fence, body: str, flaws: list[Flaw]) -> CodeBlock:
    marks = read_ranges(fence.options["mark"]) if fence.options.get("mark") else frozenset()
    lines = body.count("\n") + 1
    if marks is None or any(not 1 <= mark <= lines for mark in marks):
        flaws.append(
            Flaw(
                fence.line, f"mark={fence.options['mark']!r}", f"lines from 1 to {lines}, as 7,9-10"
            )
        )
    return CodeBlock(
        fence.line,
        fence.language if fence.language in LANGUAGES else "text",
        body,
        fence.options.get("title", ""),
        "numbers" in fence.options,
        marks or frozenset(),
        is_fragment="fragment" in fence.options,
        broken=fence.options.get("broken"),
    )


def read_exercise(fence: Fence, body: str, flaws: list[Flaw]) -> Exercise:
    name = fence.options.get("name", "")
    flaws += name_flaws(name, fence.line)
    if not fence.options.get("title"):
        flaws.append(Flaw(fence.line, "an exercise without a title", 'title="…"'))
    text = read_gaps(body, fence.line + 1, flaws)
    return Exercise(
        fence.line,
        name,
        fence.options.get("title", ""),
        fence.language if fence.language in LANGUAGES else "text",
        "case" in fence.options,
        "fragment" in fence.options,
        text.filled,
        tuple(map(Gap, text.answers)),
        text.blanks,
    )


def name_flaws(name: str, line: int) -> Iterator[Flaw]:
    if not re.fullmatch(NAME, name) or len(name) > 60:
        yield Flaw(
            line, f"the exercise's name {name!r}", 'name="kebab-case", at most 60 characters'
        )
    elif name in PAGE_IDS:
        yield Flaw(line, f"the page itself uses the name {name}", "another name")


def add_companion(owner: Fence | None, fence: Fence, body: str, found: Blocks) -> None:
    lines = numbered_lines(body, fence.line + 1, found.render, found.flaws)
    for option in fence.options:
        found.flaws.append(Flaw(fence.line, f"the option {option}", "no options"))
    code = found.code.get(owner.line) if owner else None
    exercise = found.exercises.get(owner.line) if owner else None
    if fence.language == "notes" and code:
        for note in lines:
            if not code.marks.issuperset(note.numbers()):
                found.flaws.append(
                    Flaw(note.line, "a note on a line without a mark", "mark=… names it")
                )
        found.code[code.line] = replace(code, notes=(*code.notes, *lines))
    elif fence.language != "notes" and exercise:
        said = check_gap_numbers(fence.language, lines, len(exercise.gaps), found.flaws)
        found.exercises[exercise.line] = replace(
            exercise, gaps=tuple(with_words(exercise, fence.language, said))
        )
    else:
        kind = "code" if fence.language == "notes" else "an exercise"
        found.flaws.append(
            Flaw(fence.line, f"{fence.language} that follow nothing", f"{kind} directly before")
        )


def with_words(exercise: Exercise, kind: str, said: dict[int, str]) -> Iterator[Gap]:
    for number, gap in enumerate(exercise.gaps, start=1):
        words = said.get(number)
        if kind == "hints":
            yield replace(gap, hint=words or gap.hint)
        else:
            yield replace(gap, feedback=words or gap.feedback)
