"""`manage.py count_answers` counts what there is, once or as long as its server lives."""

import os

import pytest
from django.core.management import call_command
from django.db import OperationalError

from quizzes import tallies
from quizzes.management.commands import count_answers
from quizzes.models import Question
from quizzes.tallies import Counted, left
from tests.quizzes.population import Population


@pytest.fixture
def answered(bank, pattern):
    """So many learners have practised and were tested."""

    def study(learners):
        asked = Question.objects.filter(pattern=pattern).select_related("current")
        population = Population(asked.order_by("pk"))
        for _ in range(learners):
            population.study()
        population.store()

    return study


@pytest.fixture
def seconds(monkeypatch):
    """A server that ends after so many seconds, and time that passes at once."""

    def live(number):
        passed = []
        monkeypatch.setattr(count_answers.Event, "wait", lambda _, pause: passed.append(pause))
        monkeypatch.setattr(os, "getppid", lambda: 7 if len(passed) < number else 1)

    return live


@pytest.fixture
def counts(monkeypatch):
    """What each count comes to, instead of counting; returns how many were asked for."""

    def come_to(*results):
        asked, following = [], iter(results)

        def count(most):
            asked.append(most)
            result = next(following)
            if isinstance(result, BaseException):
                raise result
            return result

        monkeypatch.setattr(tallies, "count", count)
        return asked

    return come_to


def go_on():
    call_command("count_answers", "--every", "10", "--parent", "7")


def test_it_says_what_it_counted(answered, capsys):
    answered(1)

    call_command("count_answers")

    assert capsys.readouterr().out == "Counted: 2 runs, 13 first answers.\n"


def test_it_goes_on_until_its_server_ends(db, counts, seconds):
    seconds(25)
    asked = counts(*[Counted()] * 3)

    go_on()

    assert asked == [1_000] * 3


def test_what_is_answered_while_it_pauses_is_counted_next(answered, monkeypatch, seconds):
    seconds(11)
    answered(1)
    counted = tallies.count

    def count(most):
        done = counted(most)
        if done.runs == 2:
            answered(3)
        return done

    monkeypatch.setattr(tallies, "count", count)
    # The test's connection is in a transaction, and would be closed for that.
    monkeypatch.setattr(count_answers, "close_old_connections", lambda: None)
    go_on()

    assert left() == 0


def test_backlog_is_counted_without_a_pause(db, counts, seconds):
    seconds(1)
    asked = counts(*[Counted(1_000, 7_000, is_all=False)] * 2, Counted(3, 20))

    go_on()

    assert len(asked) == 3


def test_where_somebody_else_counts_it_pauses(db, counts, seconds):
    seconds(11)
    asked = counts(Counted(is_all=False), Counted())

    go_on()

    assert len(asked) == 2


def test_database_that_is_away_for_a_while_ends_nothing(db, counts, seconds, caplog):
    seconds(11)
    asked = counts(OperationalError("away"), Counted())

    go_on()

    assert len(asked) == 2
    assert [record.message for record in caplog.records] == ["Nothing could be counted"]


def test_ctrl_c_ends_it_in_silence(db, counts, seconds, capsys):
    seconds(11)
    counts(KeyboardInterrupt())

    go_on()

    assert capsys.readouterr() == ("", "")
