"""Files for spreadsheets, which run what begins like a formula, whoever typed it."""

# Some of them take the full-width signs for the narrow ones.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


class Echo:
    """A file for the csv module that hands each line on."""

    def write(self, line: str) -> str:
        return line
