"""The time box: what is quick comes through as it is, what has no end is stopped."""

import threading

import pytest

from learning.time_box import TimeUpError, within


def forever():
    while True:
        pass


def test_quick_work_answers():
    assert within(60, lambda: sum(range(100))) == 4950


def test_error_of_the_work_comes_through():
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 / 0)


def test_loop_without_an_end_is_stopped_and_its_thread_ends():
    with pytest.raises(TimeUpError):
        within(0.01, forever)

    assert "time-box" not in {thread.name for thread in threading.enumerate()}


def test_exception_that_is_dropped_is_raised_again():
    def drops_one():
        try:
            forever()
        except TimeUpError:
            forever()

    with pytest.raises(TimeUpError):
        within(0.01, drops_one)


def test_work_that_keeps_dropping_it_is_left_behind():
    is_over = threading.Event()

    def stubborn():
        while not is_over.is_set():
            try:
                forever_until(is_over)
            except TimeUpError:
                continue

    with pytest.raises(TimeUpError):
        within(0.01, stubborn)
    is_over.set()


def forever_until(is_over):
    while not is_over.is_set():
        pass
