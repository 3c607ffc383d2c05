"""GIFT, the text format of Moodle: its questions as items, and items as GIFT.

Read as Moodle reads it: `\\n` is a line break, `\\\\` a backslash, a blank line ends a question.
"""

from quizzes.exchange.gift.reading import read
from quizzes.exchange.gift.writing import losses, write

__all__ = ["losses", "read", "write"]
