"""Markdown to safe HTML: lessons in parts, and short texts."""

from learning.rendering.flaws import Flaw
from learning.rendering.lesson import (
    Lesson,
    read_fragment,
    read_inline,
    render_fragment,
    render_inline,
    render_lesson,
)
from learning.rendering.reading import Fragment

__all__ = [
    "Flaw",
    "Fragment",
    "Lesson",
    "read_fragment",
    "read_inline",
    "render_fragment",
    "render_inline",
    "render_lesson",
]
