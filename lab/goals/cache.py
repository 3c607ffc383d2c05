"""After an edit, the dear steps come from the cache."""

from typing import Literal

from lab.goals.goal import Goal, Text, Texts, Variant


class Cache(Goal):
    """After the file `edit` has changed, instructions with a text of `keeps` do not run again.

    `append` is what the file gets at its end; a comment of its language without it.
    """

    kind: Literal["cache"]
    edit: Text
    keeps: Texts
    append: str = ""

    def wants(self) -> str:
        return f"After an edit of {self.edit}, {', '.join(self.keeps)} comes from the cache."

    def variants(self) -> tuple[Variant, ...]:
        own = self.variant
        return (Variant(own.target, own.build_args, "", self.edit, self.append),)
