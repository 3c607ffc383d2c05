"""A flow as it is read: hop by hop, with the time that has passed."""

from dataclasses import dataclass

from learning.architecture.model import Architecture, Flow, Step, steps
from learning.diagram.marks import address
from learning.scaleout import spoken


@dataclass(frozen=True, slots=True)
class Stop:
    """One hop of the list beside the drawing."""

    step: Step
    href: str
    took: str
    elapsed: str


def stops(architecture: Architecture, flow: Flow) -> tuple[Stop, ...]:
    return tuple(
        Stop(
            step,
            address(flow=flow.id, hop=step.number),
            duration(step.hop.latency_ms),
            duration(step.elapsed_ms),
        )
        for step in steps(architecture, flow)
    )


def duration(milliseconds: float) -> str:
    """0.35 ms, 25.1 ms, 1 min 30 s."""
    if milliseconds >= 1000:
        return spoken(milliseconds / 1000)
    return f"{round(milliseconds, 2):g} ms"
