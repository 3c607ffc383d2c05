import pytest

from dockercheck.signals import SignalError, check_signal


@pytest.mark.parametrize("text", ["SIGTERM", "term", "9", "-1", "RTMIN+3", "SIGRTMAX-14"])
def test_signals_have_names_and_numbers(text):
    check_signal(text)


@pytest.mark.parametrize("text", ["", "0", "SIGFOO", "RTMIN+16", "9" * 30, "SIG"])
def test_other_texts_are_refused(text):
    with pytest.raises(SignalError, match="invalid signal"):
        check_signal(text)
