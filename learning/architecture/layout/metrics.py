"""How wide a text is, and how it breaks into the lines of a box.

The server does not know the reader's font. Widths are the widest of DejaVu Sans, Liberation
Sans and Liberation Sans Bold (measured from the font files, in thousandths of the font size,
rounded up to 20), so that a label set in any usual sans-serif fits the box that it was given.
"""

from dataclasses import dataclass
from functools import lru_cache

NODE_FONT = 15  # px; the style sheet's size for text in a drawing
EDGE_FONT = 13
BY_WIDTH = {
    280: "'ijl",
    300: "I",
    320: " ,.’·",
    340: "/:;\\|",
    360: "f",
    380: "-",
    400: "()[]t",
    420: "!r",
    480: '"',
    500: "*`",
    520: "“”",
    540: "z",
    560: "J_cs–",
    580: "k",
    600: "vxy",
    620: "?FLTaeoé",
    640: "$0123456789bdghnpqu{}",
    680: "EPSY",
    700: "VXZ",
    740: "ABCKRU",
    760: "HN",
    780: "&DG",
    800: "OQ",
    820: "w",
    840: "#+<=>^~×",
    880: "M",
    960: "%",
    980: "m",
    1000: "W—…→",
    1020: "@",
}
WIDTHS = {letter: width for width, letters in BY_WIDTH.items() for letter in letters}
UNKNOWN = 1020


@dataclass(frozen=True, slots=True)
class Setting:
    """How labels of one kind are set: where lines break, in px, and what fits the narrow box."""

    font: int
    wide: int
    narrow: int
    word: int
    lines: int

    @property
    def line_height(self) -> int:
        return self.font + 4

    @property
    def described(self) -> str:
        return f"at most {self.lines} lines of {self.narrow} px, set in {self.font} px"


NODE_LABEL = Setting(font=NODE_FONT, wide=136, narrow=84, word=112, lines=3)
EDGE_LABEL = Setting(font=EDGE_FONT, wide=112, narrow=60, word=90, lines=3)


@lru_cache(maxsize=4096)
def text_width(text: str, font: int) -> float:
    """An upper bound in px."""
    return sum(WIDTHS.get(letter, UNKNOWN) for letter in text) * font / 1000


def wrapped(text: str, font: int, width: int) -> tuple[str, ...]:
    """Lines broken at spaces; a word wider than the width stands alone and sticks out."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, font) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def fits(text: str, setting: Setting) -> bool:
    """Whether a label has its place in the narrow drawing, and so in the wide one."""
    lines = wrapped(text, setting.font, setting.narrow)
    is_low = len(lines) <= setting.lines
    return is_low and all(text_width(line, setting.font) <= setting.word for line in lines)
