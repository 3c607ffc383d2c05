"""The course's folder loaded over what was edited here."""

import pytest

from learning.content import loading
from learning.content.agreeing import Side
from learning.content.digests import digest
from learning.content.exporting import stored_files
from learning.content.faults import ContentError
from learning.content.loading import load
from learning.content.parts import course_witnesses
from learning.content.storing import store_file
from learning.models import ContentFile, Study
from tests.learning.content.courses import OVERVIEW, TEXTS, WHY, course_files, spoilt

pytestmark = pytest.mark.django_db
HERE = TEXTS[WHY].replace("## Sizes", "Words of here.\n\n## Sizes").encode()
THERE = TEXTS[WHY].replace("## Sizes", "Words of there.\n\n## Sizes").encode()


@pytest.fixture
def edited(db):
    """The course, and one text of it as somebody edited it here."""
    load(course_files())
    store_file(WHY, HERE)


def served():
    return bytes(ContentFile.objects.get(path=WHY).body)


def test_edited_text_is_kept_and_named(edited):
    found = load(course_files())

    assert (served(), found.agreement.edited) == (HERE, (WHY,))
    assert str(found.changes) == "0 added, 0 changed, 0 removed, 6 unchanged"
    assert "Words of here." in Study.objects.get(way="why").parts[0]["html"]


def test_rest_of_the_folder_is_loaded_beside_it(edited):
    found = load(spoilt(OVERVIEW, "Two stages.", "Two stages, one image."))

    assert (served(), found.changes.changed) == (HERE, (OVERVIEW,))
    assert "one image" in Study.objects.get(way="overview").parts[0]["html"]


def test_conflict_is_kept_until_somebody_decides(edited):
    files = course_files() | {WHY: THERE}

    assert load(files).agreement.conflicts == (WHY,)
    assert load(files).agreement.conflicts == (WHY,)
    assert served() == HERE

    assert load(files, Side.FOLDER).agreement.conflicts == ()
    assert served() == THERE
    assert not ContentFile.objects.get(path=WHY).is_edited


def test_decision_for_what_is_here_lasts(edited):
    files = course_files() | {WHY: THERE}

    load(files, Side.HERE)

    assert (served(), load(files).agreement.conflicts) == (HERE, ())
    assert ContentFile.objects.get(path=WHY).origin == digest(THERE)


def test_folder_that_took_the_edit_over_agrees_again(edited):
    found = load(course_files() | {WHY: HERE})

    assert found.agreement.edited == ()
    assert str(found.changes) == "0 added, 0 changed, 0 removed, 6 unchanged"
    assert not ContentFile.objects.get(path=WHY).is_edited


def test_what_is_served_loaded_again_changes_nothing(edited):
    load(course_files())
    before = list(Study.objects.order_by("pk").values())

    load(stored_files())

    assert list(Study.objects.order_by("pk").values()) == before
    assert not ContentFile.objects.exclude(origin__in=map(digest, stored_files().values())).exists()


def test_folder_that_does_not_go_with_the_edit_changes_nothing(edited):
    words = "[Border](/patterns/stages/overview/#the-border)\n\n## Sizes"
    link = TEXTS[WHY].replace("## Sizes", words)
    store_file(WHY, link.encode())

    with pytest.raises(ContentError) as error:
        load(spoilt(OVERVIEW, "## The border", "## The line"))

    assert [fault.path for fault in error.value.faults][-1] == WHY
    assert served() == link.encode()


def test_who_publishes_meanwhile_is_not_written_over(edited, monkeypatch):
    read = loading.is_stored

    def meanwhile(files):
        monkeypatch.setattr(loading, "is_stored", read)
        store_file(WHY, THERE)
        return read(files)

    monkeypatch.setattr(loading, "is_stored", meanwhile)
    load(spoilt(OVERVIEW, "Two stages.", "Two stages, one image."))

    assert served() == THERE
    assert "Words of there." in Study.objects.get(way="why").parts[0]["html"]


def test_witnesses_are_shown_what_is_replaced_and_what_goes(monkeypatch):
    told = []

    class Witness:
        def replaced(self, before, after):
            told.append((dict(before), dict(after)))

    load(course_files())
    files = course_files() | {WHY: THERE}
    del files[OVERVIEW]
    files["patterns/stages/pattern.toml"] = files["patterns/stages/pattern.toml"].replace(
        b'link = "/patterns/stages/overview/"\n', b""
    )
    monkeypatch.setattr("learning.content.storing.course_witnesses", lambda: (Witness(),))
    load(files)
    load(files)

    ((before, after),) = told
    assert (before[WHY], after[WHY]) == (course_files()[WHY], THERE)
    assert OVERVIEW in before
    assert OVERVIEW not in after


def test_settings_name_the_witnesses():
    assert [type(one).__name__ for one in course_witnesses()] == ["History"]
