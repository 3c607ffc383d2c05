"""Readers of the environment refuse nonsense and say what was expected."""

import re
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.fixture
def setting(monkeypatch):
    return lambda value: monkeypatch.setenv("SETTING", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("1", True), ("yes", True), ("false", False), ("0", False)],
)
def test_flag_reads_truth(setting, text, value):
    setting(text)

    assert environment.flag("SETTING", not value) is value


@pytest.mark.parametrize("text", ["ture", "2", "on?", "None"])
def test_flag_refuses_anything_else(setting, text):
    setting(text)

    with pytest.raises(ImproperlyConfigured, match=re.escape(f"SETTING={text.lower()} is neither")):
        environment.flag("SETTING", False)


def test_empty_variable_is_the_default(setting):
    setting("")

    assert environment.flag("SETTING", True) is True
    assert environment.number("SETTING", 8000, low=1, high=65_535) == 8000


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80.0", "eighty", "٨٠", "1e3"])
def test_number_refuses_what_is_out_of_range_or_no_number(setting, text):
    setting(text)

    with pytest.raises(ImproperlyConfigured, match="whole number from 1 to 65535"):
        environment.number("SETTING", 8000, low=1, high=65_535)


def test_choice_is_the_first_word_unless_another_is_named(setting):
    words = []
    for text in ("", " second "):
        setting(text)
        words.append(environment.choice("SETTING", ("first", "second")))

    assert words == ["first", "second"]


def test_choice_refuses_other_words(setting):
    setting("third")

    with pytest.raises(ImproperlyConfigured, match="SETTING=third is none of first, second"):
        environment.choice("SETTING", ("first", "second"))


def test_names_are_split_and_trimmed(setting):
    setting(" a.example , b.example ,")

    assert environment.names("SETTING") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "text", ["learn.example.org", "ftp://learn.example.org", "https://", "https://a.example/path"]
)
def test_site_refuses_what_is_no_address(setting, text):
    setting(text)

    with pytest.raises(ImproperlyConfigured, match="is not like https://learn"):
        environment.site("SETTING", "http://127.0.0.1")


@pytest.mark.parametrize(
    ("text", "server"),
    [
        (
            "smtp://ada:p%40ss@mail.example",
            environment.MailServer("mail.example", 587, "ada", "p@ss", tls=False, starttls=True),
        ),
        (
            "smtps://ada:secret@mail.example:4650",
            environment.MailServer("mail.example", 4650, "ada", "secret", tls=True, starttls=False),
        ),
        (
            "smtp://localhost:25",
            environment.MailServer("localhost", 25, "", "", tls=False, starttls=False),
        ),
        ("", None),
    ],
)
def test_mail_server_says_how_the_way_there_is_kept_private(setting, text, server):
    setting(text)

    assert environment.mail_server("SETTING") == server


@pytest.mark.parametrize(
    "text",
    ["mail.example", "http://mail.example", "smtp://", "smtp://a:secret@b:port", "smtp://[a"],
)
def test_mail_server_refuses_what_is_none_and_keeps_the_password_quiet(setting, text):
    setting(text)

    with pytest.raises(ImproperlyConfigured) as refused:
        environment.mail_server("SETTING")

    assert str(refused.value) == "SETTING is not like smtp://user:password@host:587"


def test_secret_is_made_once_for_its_owner_alone(tmp_path):
    file = tmp_path / "secret-key"

    first = environment.secret("SETTING", file)
    second = environment.secret("SETTING", file)

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secret_of_the_environment_wins(setting, tmp_path):
    setting("from outside" * 5)

    assert environment.secret("SETTING", tmp_path / "secret-key") == "from outside" * 5
    assert list(tmp_path.iterdir()) == []


def test_short_secret_of_the_environment_is_refused(setting, tmp_path):
    setting("x")

    with pytest.raises(ImproperlyConfigured, match="SETTING is shorter than 50 characters"):
        environment.secret("SETTING", tmp_path / "secret-key")


def test_damaged_secret_file_is_refused(tmp_path):
    file = tmp_path / "secret-key"
    file.write_text("short\n")

    with pytest.raises(ImproperlyConfigured, match="holds no key"):
        environment.secret("SETTING", file)


def test_folder_that_cannot_be_made_is_one_line(setting, tmp_path):
    (tmp_path / "file").write_text("")
    setting(str(tmp_path / "file" / "data"))

    with pytest.raises(ImproperlyConfigured, match="cannot be made"):
        environment.folder("SETTING", tmp_path)
