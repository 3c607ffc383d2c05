"""What somebody looks for in the bank, as an address says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from authoring.entries import terms

MOST_TERMS = 8
MOST_PAGES = 10_000
FACETS = {
    "pattern": "Pattern",
    "objective": "Objective",
    "kind": "Kind",
    "difficulty": "Difficulty",
    "status": "Status",
    "source": "Source",
}
TALLY = "question__tally__"
SORTS = {  # as in the address → column
    "question": "slug",
    "objective": "objective",
    "kind": "kind",
    "difficulty": "difficulty",
    "status": "status",
    "answers": f"{TALLY}answers",
    "facility": f"{TALLY}facility",
    "discrimination": f"{TALLY}discrimination",
    "changed": "changed_at",
}
DEFAULT_SORT = "-changed"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; `facets` holds only those that are chosen."""

    words: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    flagged: bool = False
    sort: str = DEFAULT_SORT
    page: int = 1

    @property
    def terms(self) -> list[str]:
        return list(dict.fromkeys(terms(self.words)))[:MOST_TERMS]

    @property
    def query(self) -> str:
        """The address's query, without what is as it would be anyway."""
        values = {"q": self.words, **self.facets, "flagged": "yes" if self.flagged else ""}
        values |= {
            "sort": self.sort if self.sort != DEFAULT_SORT else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return urlencode({name: value for name, value in values.items() if value})
