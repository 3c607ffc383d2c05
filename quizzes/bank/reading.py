"""One question's file, read: its rendered text, its kind's spec, and every fault in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from learning.content.faults import ContentError, Fault, faults_of
from learning.content.files import decode
from learning.content.front_matter import Document, read_document
from learning.content.parts import Outline
from learning.content.schemas import validated
from learning.content.section_texts import Code, Texts
from learning.content.sections import BULLET, Section, items, split
from learning.rendering import Flaw
from learning.rendering.exercises import read_gaps
from quizzes.bank import wording
from quizzes.bank.entries import MISTAKE, RawEntry, entries
from quizzes.bank.schemas import QuestionFile
from quizzes.claims import unmet
from quizzes.kinds import KINDS
from quizzes.kinds.kind import Entry, Kind, Source

QUICK_CHECK = re.compile(r"Q:[ \t]+(?P<q>.+?)\n+A:[ \t]+(?P<a>.+)", re.DOTALL)
COMMON = (
    "Prompt",
    "Hints",
    "Solution",
    "Quick check",
    "Common mistakes",
    "References",
)


@dataclass(frozen=True)
class QuestionText:
    """A question without faults. `body` is what is stored: safe HTML, and the kind's spec."""

    path: str
    pattern: str  # slug
    meta: QuestionFile
    body: Mapping[str, Any]
    stem: str  # the prompt's plain words: no two questions may ask the same
    guessing: float


def read_question(path: str, data: bytes, outline: Outline) -> QuestionText:
    """Read a file; raises ContentError with all that its author has to mend."""
    document = read_document(path, decode(path, data))
    meta = validated(path, document.meta, QuestionFile)
    reader = Reader(path, document, meta)
    text = reader.read()
    faults = faults_of(path, reader.texts.flaws)
    faults += place_faults(path, document, meta, outline)
    if faults:
        raise ContentError(faults)
    return text


def place_faults(
    path: str, document: Document, meta: QuestionFile, outline: Outline
) -> Iterator[Fault]:
    """What is wrong with the question's place in the course."""
    _, pattern, _, name = path.split("/")
    line = document.meta.line_of
    if f"{meta.id}.md" != name:
        yield Fault(path, line(("id",)), f"the id is {meta.id}", name.removesuffix(".md"))
    known = outline.patterns.get(pattern, ())
    if meta.objective not in known:
        message = f"{meta.objective} is no objective of {pattern}"
        yield Fault(path, line(("objective",)), message, f"one of {', '.join(known)}")
    if meta.status == "reviewed" and meta.checked is None:
        message = "reviewed, and nobody says how it was checked"
        yield Fault(path, line(("status",)), message, 'checked = { date = …, how = "…" }')
    for name in ("blanks", "order", "numeric"):
        if name != meta.kind and getattr(meta, name) is not None:
            yield Fault(path, line((name,)), f"[{name}] in a question of kind {meta.kind}", "none")


class Reader:
    """Reads one question's sections; flaws gather in `texts`, by the file's lines."""

    def __init__(self, path: str, document: Document, meta: QuestionFile) -> None:
        self.path = path
        self.meta = meta
        self.toml = document.meta
        self.kind: Kind = KINDS[meta.kind]
        self.texts = Texts()
        self.flaws = self.texts.flaws
        self.sections = split(document.body, document.lines_before, self.flaws)

    def read(self) -> QuestionText:
        self.check_sections()
        prompt = self.section("Prompt")
        asked = self.texts.block(prompt.text, prompt.line + 1)
        raw = list(entries(self.section(self.kind.section), self.flaws))
        code = self.texts.fence(self.sections.get("Code") if self.kind.has_code else None)
        source = self.source(raw, code)
        spec = self.spec(source)
        body = {
            "prompt": asked,
            "spec": spec,
            "hints": self.texts.hints(self.section("Hints")),
            "solution": self.texts.steps(self.section("Solution")),
            "check": self.quick_check(),
            "mistakes": self.mistakes(raw),
            "references": self.texts.references(self.section("References")),
        }
        self.flaws += wording.entry_flaws(raw, self.section(self.kind.section).line)
        if self.kind.section == "Options":
            self.flaws += wording.option_flaws(raw)
        for section in self.sections.values():
            self.flaws += wording.naming_flaws(section.lines if section.name != "Code" else [])
        self.texts.keep_code(code, filled(code))
        self.check_claims()
        guessing = self.kind.guessing(spec) if not self.flaws else 0.0
        stem = wording.plain(f"{prompt.text} {code.body}").casefold()
        return QuestionText(self.path, self.path.split("/")[1], self.meta, body, stem, guessing)

    def section(self, name: str) -> Section:
        return self.sections.get(name) or Section(name, 1, "")

    def check_sections(self) -> None:
        wanted = [*COMMON[:1], *(["Code"] if self.kind.has_code else []), self.kind.section]
        wanted += COMMON[1:]
        for name in wanted:
            if not self.section(name).text.strip():
                line = self.section(name).line
                self.flaws.append(Flaw(line, f"## {name} is missing or empty", f"## {name}"))
        for name, section in self.sections.items():
            if name not in wanted:
                known = ", ".join(wanted)
                self.flaws.append(Flaw(section.line, f"no section is called {name}", known))
        order = [name for name in self.sections if name in wanted]
        if order != [name for name in wanted if name in order]:
            self.flaws.append(Flaw(1, "the sections are not in order", ", ".join(wanted)))

    def source(self, raw: list[RawEntry], code: Code) -> Source:
        rendered = tuple(self.entry(entry) for entry in raw)
        return Source(
            rendered,
            self.section(self.kind.section).line,
            code.body,
            code.language,
            code.line + 1,
            self.meta.table,
            tuple(self.claims_on(code)),
        )

    def claims_on(self, code: Code) -> Iterator[dict[str, Any]]:
        """The claims that speak of the fence of `## Code`: none of the other Dockerfiles' are
        held against what a learner fills in."""
        if code.language != "dockerfile" or code.is_fragment:
            return
        fence = 1 + sum(block.line < code.line for block in self.texts.dockerfiles())
        for claim in self.meta.claim:
            if claim.fence == fence:
                yield claim.model_dump(mode="json")

    def entry(self, entry: RawEntry) -> Entry:
        return Entry(
            entry.id,
            entry.text,
            self.texts.option(entry.text, entry.line),
            entry.is_right,
            self.texts.block(entry.feedback, entry.feedback_line),
            entry.tag,
            entry.line,
        )

    def spec(self, source: Source) -> dict[str, Any]:
        """What the kind keeps; nothing if the source is not fit to be read."""
        found = list(self.kind.flaws(source))
        self.flaws += found
        return {} if found else self.kind.read(source)

    def quick_check(self) -> dict[str, str]:
        section = self.section("Quick check")
        match = QUICK_CHECK.fullmatch(section.text.strip())
        if match is None:
            self.flaws.append(Flaw(section.line, "not a quick check", "Q: … and A: …"))
            return {"question": "", "answer": ""}
        return {
            "question": self.texts.block(match["q"], section.line + 1),
            "answer": self.texts.block(match["a"], section.line + 2),
        }

    def mistakes(self, raw: list[RawEntry]) -> dict[str, str]:
        section = self.section("Common mistakes")
        found, explained = {}, []
        for line, block in items(section, BULLET, self.flaws):
            match = MISTAKE.fullmatch("- " + " ".join(block.split("\n")))
            if match is None:
                self.flaws.append(Flaw(line, "not a common mistake", "- **tag** — what is true"))
                continue
            found[match["tag"]] = self.texts.block(match["text"], line)
            explained.append((line, match["tag"]))
        self.flaws += wording.tag_flaws(raw, explained)
        return found

    def check_claims(self) -> None:
        dockerfiles = self.texts.dockerfiles()
        for number, claim in enumerate(self.meta.claim):
            line = self.toml.line_of(("claim", number))
            if claim.fence > len(dockerfiles):
                message = f"there is no Dockerfile {claim.fence} to claim something of"
                self.flaws.append(Flaw(line, message, f"1 to {len(dockerfiles)}"))
                continue
            for wrong in unmet(claim, dockerfiles[claim.fence - 1].source):
                self.flaws.append(Flaw(line, f"the checker says: {wrong}", "a claim that holds"))


def filled(code: Code) -> str:
    return read_gaps(code.body, code.line + 1, []).filled if "{{" in code.body else code.body
