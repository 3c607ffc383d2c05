"""Renders the pieces of a text with sections; gathers flaws, links and code by its lines."""

import re
from dataclasses import dataclass, field, replace

from learning.content.dockerfiles import code_flaws
from learning.content.sections import BULLET, NUMBERED, Section, items
from learning.rendering import Flaw, read_fragment, read_inline
from learning.rendering.code_blocks import CodeBlock
from learning.rendering.fences import scan
from learning.rendering.reading import Link

HINTS = 3
LINK = re.compile(r"\[[^\]]+\]\([^)]+\)")


@dataclass(frozen=True, slots=True)
class Code:
    """The one fence of `## Code`: its first line in the file, and its body."""

    line: int
    language: str
    body: str
    is_fragment: bool
    broken: str | None


NO_CODE = Code(1, "text", "", True, None)


@dataclass
class Texts:
    flaws: list[Flaw] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    code: list[CodeBlock] = field(default_factory=list)

    def block(self, text: str, line: int) -> str:
        """Markdown that starts on that line, as safe HTML."""
        fragment = read_fragment(text)
        above = line - 1
        found = [*fragment.flaws, *(flaw for code in fragment.code for flaw in code_flaws(code))]
        self.flaws += [flaw.moved(above) for flaw in found]
        self.links += [Link(link.line + above, link.target) for link in fragment.links]
        self.code += [replace(code, line=code.line + above) for code in fragment.code]
        return fragment.html

    def inline(self, text: str, line: int) -> str:
        """One paragraph, without the paragraph around it."""
        fragment = read_inline(text)
        self.flaws += [flaw.moved(line - 1) for flaw in fragment.flaws]
        self.links += [Link(link.line + line - 1, link.target) for link in fragment.links]
        return fragment.html

    def option(self, text: str, line: int) -> str:
        """A sentence, or a text with code in it."""
        return self.block(text, line) if "\n" in text else self.inline(text, line)

    def hints(self, section: Section) -> list[str]:
        found = list(items(section, NUMBERED, self.flaws))
        if len(found) != HINTS:
            flaw = Flaw(section.line, f"{len(found)} hints", "where to look, the rule, almost")
            self.flaws.append(flaw)
        return [self.block(text, line) for line, text in found]

    def steps(self, section: Section) -> list[str]:
        """A worked solution."""
        found = list(items(section, NUMBERED, self.flaws))
        if not 2 <= len(found) <= 8:
            flaw = Flaw(section.line, f"{len(found)} steps", "2 to 8 numbered steps")
            self.flaws.append(flaw)
        return [self.block(text, line) for line, text in found]

    def references(self, section: Section) -> list[str]:
        found = []
        for line, text in items(section, BULLET, self.flaws):
            said = LINK.sub("", text).strip(" —–-.")
            if not LINK.search(text) or not said:
                expected = "- [Title](https://…) — what it supports"
                self.flaws.append(Flaw(line, "not a reference", expected))
            found.append(self.inline(text, line))
        if section.text.strip() and not found:
            flaw = Flaw(section.line, "no reference", "- [Title](https://…) — …")
            self.flaws.append(flaw)
        return found

    def fence(self, section: Section | None) -> Code:
        """The fence of `## Code`; its text is the kind's to read."""
        if section is None:
            return NO_CODE
        found = scan(section.text)
        self.flaws += [flaw.moved(section.line) for flaw in found.flaws]
        prose = [n for n, text in found.prose.items() if text.strip()]
        if len(found.fences) != 1 or prose:
            flaw = Flaw(section.line, "not one fence and nothing else", "```dockerfile … ```")
            self.flaws.append(flaw)
            return NO_CODE
        fence = next(iter(found.fences.values()))
        body = section.text.split("\n")[fence.line : fence.end - 1]
        return Code(
            section.line + fence.line,
            fence.language or "text",
            "\n".join(body),
            "fragment" in fence.options,
            fence.options.get("broken"),
        )

    def keep_code(self, code: Code, filled: str) -> None:
        """The fence of `## Code` is a Dockerfile like the others once its gaps are filled."""
        if code.language != "dockerfile":
            return
        block = CodeBlock(
            code.line, code.language, filled, is_fragment=code.is_fragment, broken=code.broken
        )
        self.flaws += list(code_flaws(block))
        self.code.append(block)

    def dockerfiles(self) -> list[CodeBlock]:
        """The complete Dockerfiles in the order of the file: what claims speak of."""
        whole = (c for c in self.code if c.language == "dockerfile" and not c.is_fragment)
        return sorted(whole, key=lambda block: block.line)
