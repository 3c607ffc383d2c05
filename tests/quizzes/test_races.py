"""Many learners at once on a real server, and the server killed in the middle of it."""

import os
from collections import Counter
from itertools import cycle, islice

import pytest

from tests.quizzes.crowd import Told, Visitor, all_at_once, crash_round, stored
from tests.serving import serving

THREADS = 32
TABS = 8  # of the threads, two each share a learner and a run
DATABASE = {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}


def test_every_acknowledged_answer_of_a_crowd_is_stored_once(tmp_path):
    with serving(tmp_path, WORKERS="2", **DATABASE) as site:
        told = Told()
        before = Counter(stored(tmp_path, **DATABASE)["rows"])
        tasks = []
        for number in range(THREADS - TABS // 2):
            visitor = Visitor(site.url, told)
            run = visitor.begin()
            tasks.append(walk(visitor, run, range(1, 6)))
            if number < TABS // 2:
                other = Visitor(site.url, told)
                other.cookies = visitor.cookies
                tasks.append(walk(other, run, range(5, 0, -1)))

        all_at_once(tasks)
        printed = site.printed()

    found = stored(tmp_path, **DATABASE)
    rows = Counter(found["rows"]) - before
    assert len(tasks) == THREADS
    assert told.faults == []
    assert told.answers - rows.keys() == set()
    assert [row for row, times in rows.items() if times > 1] == []
    assert {row[:2] for row in rows} == {answer[:2] for answer in told.answers}
    assert len({row[:2] for row in rows}) == 5 * (THREADS - TABS // 2)
    assert (found["firsts"], found["wrong_cards"]) == (True, [])
    assert "Traceback" not in printed


def walk(visitor, run, numbers):
    """Answer the questions in that order, each form twice."""

    def answer():
        with visitor:
            for number in numbers:
                sent = visitor.form(run, number)
                for _ in range(2 if sent else 0):  # the other tab may have been faster
                    visitor.answer(run, number, sent)

    return answer


@pytest.mark.skipif(bool(DATABASE), reason="the server's own database is what is at stake")
def test_server_killed_in_the_middle_loses_and_doubles_no_answer(tmp_path):
    acknowledged, pending = set(), []

    for wanted in islice(cycle((3, 17, 30)), 6):
        told, cut_off = crash_round(tmp_path, 8, wanted, WORKERS="2")
        acknowledged |= told.answers
        pending += cut_off
        assert told.faults == []
        assert len(told.answers) >= wanted
    with serving(tmp_path) as site:
        again = Told()
        for one in pending:
            with Visitor(site.url, again) as visitor:
                visitor.cookies = one.visitor.cookies
                visitor.answer(one.run, one.number, one.sent)

    found = stored(tmp_path)
    rows = Counter(found["rows"])
    assert (acknowledged | again.answers) - rows.keys() == set()
    assert [row for row, times in rows.items() if times > 1] == []
    assert len(again.answers) == len(pending)
    assert (found["firsts"], found["wrong_cards"]) == (True, [])
