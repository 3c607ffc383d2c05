"""How much work something is, whatever the machine does besides."""

import sys

import pytest


@pytest.fixture
def calls():
    """Counts the calls, of Python and of C, that some work makes."""

    def count(work):
        found = 0

        def seen(_frame, event, _argument):
            nonlocal found
            found += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(seen)
        try:
            work()
        finally:
            sys.setprofile(before)
        return found

    return count
