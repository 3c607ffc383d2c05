"""Points of the small drawings on the pages; each has a table beside it that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.statistics.options import Band

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 10, 26
STEPS = (0, 0.25, 0.5, 0.75, 1)
NAMES = {
    3: ("weakest third", "middle third", "best third"),
    5: ("weakest fifth", "second fifth", "middle fifth", "fourth fifth", "best fifth"),
}


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    name: str
    n: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Plot:
    """Shares of bands of learners, from the weakest to the best."""

    points: tuple[Point, ...]

    width, height = WIDTH, HEIGHT
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM

    @property
    def drawn(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.share is not None)

    @property
    def line(self) -> str:
        """As SVG's `points` wants it."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.drawn)

    @property
    def grid(self) -> list[tuple[float, str]]:
        return [(height_of(step), f"{step:.0%}") for step in STEPS]


def height_of(share: float) -> float:
    return round(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM), 1)


def names_of(number: int) -> tuple[str, ...]:
    return NAMES[number]


def plot(bands: Sequence[Band], shares: Sequence[float | None]) -> Plot:
    """A point for each band, in its middle."""
    names = names_of(len(bands))
    step = (WIDTH - LEFT - RIGHT) / len(bands)
    return Plot(
        tuple(
            Point(round(LEFT + (place + 0.5) * step, 1), height_of(share or 0), name, band.n, share)
            for place, (band, share, name) in enumerate(zip(bands, shares, names, strict=True))
        )
    )


def curve(bands: Sequence[Band]) -> Plot:
    """How well each band does at the question itself."""
    return plot(bands, [band.facility for band in bands])


def drawn_to(bands: Sequence[Band], option: str) -> Plot:
    """Which share of each band chose the option."""
    shares = [band.options[option] / band.n if band.n else None for band in bands]
    return plot(bands, shares)
