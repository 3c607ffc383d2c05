"""The kinds of question. A new one is a file here, its template, and a line in KINDS."""

from quizzes.kinds import blanks, line, multiple, numeric, order, single
from quizzes.kinds.kind import Grade, Kind, Note, NotWellFormed

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        single.KIND,
        multiple.KIND,
        blanks.KIND,
        order.KIND,
        line.KIND,
        numeric.KIND,
    )
}

__all__ = ["KINDS", "Grade", "Kind", "NotWellFormed", "Note"]
