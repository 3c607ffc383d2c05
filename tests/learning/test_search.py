"""Search: every word, title first, nothing live in what is shown."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning import search
from learning.models import SearchEntry

pytestmark = pytest.mark.django_db


def titles(query):
    return [hit.entry.title for hit in search.find(query)]


def test_title_comes_before_text(entries):
    assert titles("cache") == ["Cache mounts", "Cache", "Secrets"]


def test_every_word_must_be_there(entries):
    assert titles("secret run") == ["Secrets"]
    assert titles("secret compose") == []


def test_words_are_marked_whatever_their_case(entries):
    (hit,) = search.find("SECRET run")

    assert hit.title == "<mark>Secret</mark>s"
    assert "<mark>RUN</mark>" in hit.excerpt


def test_markup_in_an_entry_is_shown_as_text(db):
    SearchEntry.objects.create(title="<b>COPY</b>", text="<script>copy</script>", url="/")

    (hit,) = search.find("copy")

    assert hit.title == "&lt;b&gt;<mark>COPY</mark>&lt;/b&gt;"
    assert hit.excerpt == "&lt;script&gt;<mark>copy</mark>&lt;/script&gt;"


def test_percent_and_underscore_are_letters(entries):
    assert titles("%") == []
    assert titles("_") == []


def test_blank_query_finds_nothing(entries):
    assert titles("   ") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=100))
def test_any_query_is_answered(entries, query):
    assert isinstance(search.find(query), list)


def test_excerpt_is_cut_at_words():
    text = "one two three four five six seven eight nine ten " * 10 + "needle " + "hay " * 100

    cut = search.excerpt(text, ["needle"])

    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert set(cut.replace("…", "").split()) <= set(text.split())
    assert "needle" in cut
