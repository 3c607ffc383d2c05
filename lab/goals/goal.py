"""What a kind of goal is: its fields, what it wants, and two ways to see whether it is met."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lab.goals.sentences import inner

if TYPE_CHECKING:
    from lab.goals.built import Built
    from lab.goals.foreseen import Foreseen

Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Texts = Annotated[tuple[Text, ...], Field(max_length=40, strict=False)]
Words = dict[Text, str]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of a goal: a sentence of facts and numbers, as plain text.

    `is_blocked` where there is no image to see it in: the build stops before.
    """

    met: bool
    text: str
    is_blocked: bool = False


def blocked(text: str) -> Sight:
    """A goal that is not met because the build came to nothing."""
    return Sight(False, text, is_blocked=True)


@dataclass(frozen=True, slots=True)
class Variant:
    """One build that goals are seen in.

    `overlay` names files that replace those of the context. With `edit` it is built once more
    after that file has got `append` at its end, or a comment of its language.
    """

    target: str | None = None
    build_args: tuple[tuple[str, str], ...] = ()
    overlay: str = ""
    edit: str = ""
    append: str = ""


class Goal(BaseModel):
    """A goal of an exercise. A kind is a class in a file of its own, listed in KINDS.

    `because` is the reason for the goal, one sentence.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Identifier
    kind: str
    target: Text | None = None
    build_args: Words = {}
    because: str = ""

    @property
    def variant(self) -> Variant:
        """The build of the goal's own target."""
        return Variant(self.target, tuple(self.build_args.items()))

    @property
    def is_tried(self) -> bool:
        """Whether the image has to be started to see it."""
        return False

    def wish(self) -> str:
        """What a kind wants of the build, as a sentence."""
        raise NotImplementedError

    @property
    def flags(self) -> tuple[str, ...]:
        """What the build is given that the goal's sentence does not say by itself."""
        target = (f"--target {self.target}",) if self.target else ()
        return (*target, *(f"--build-arg {name}={text}" for name, text in self.build_args.items()))

    def wants(self) -> str:
        """The goal as a sentence, with what the build is given for it."""
        wish = self.wish()
        return f"With {' '.join(self.flags)}: {inner(wish)}" if self.flags else wish

    def variants(self) -> tuple[Variant, ...]:
        """The builds that it is seen in."""
        return (self.variant,)

    def foresee(self, foreseen: "Foreseen") -> Sight | None:  # noqa: ARG002 -- a kind's signature
        """What the checker says before anything is built; None where only a build can tell."""
        return None

    def see(self, built: "Built") -> Sight | None:  # noqa: ARG002 -- a kind's signature
        """What was really built; None where a build does not decide it."""
        return None
