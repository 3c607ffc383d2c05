"""The short texts in a file's front matter: rendered, with their faults at the right lines."""

from dataclasses import dataclass, field

from learning.content.dockerfiles import code_flaws
from learning.content.faults import Fault, faults_of
from learning.content.front_matter import Location, Toml
from learning.rendering import Flaw, Fragment, read_fragment, read_inline
from learning.rendering.reading import Link


@dataclass
class Fragments:
    """Renders the texts of one file's TOML and gathers their links and faults."""

    path: str
    toml: Toml
    faults: list[Fault] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # their lines are the file's

    def block(self, text: str, place: Location) -> str:
        return self.kept(read_fragment(text), place)

    def inline(self, text: str, place: Location) -> str:
        return self.kept(read_inline(text), place)

    def kept(self, fragment: Fragment, place: Location) -> str:
        above = self.toml.text_line(place) - 1
        flaws: list[Flaw] = [*fragment.flaws]
        for block in fragment.code:
            flaws += code_flaws(block)
        self.faults += faults_of(self.path, flaws, above)
        self.links += [Link(link.line + above, link.target) for link in fragment.links]
        return fragment.html

    def fault(self, place: Location, message: str, expected: str) -> Fault:
        return Fault(self.path, self.toml.line_of(place), message, expected)
