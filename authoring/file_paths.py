"""Paths of the course's files as parts of an address."""

from learning.content.files import LONGEST_PATH, is_course_path


class CourseFileConverter:
    """A path that a course's file may have; for anything else there is no page, so that what
    comes after it in an address is never taken for a part of it."""

    regex = rf".{{1,{LONGEST_PATH}}}"

    def to_python(self, value: str) -> str:
        if not is_course_path(value):
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        return value
