"""What instructors wrote is no reason not to serve."""

from io import StringIO

import pytest
from django.core.management import CommandError

from learning.content.storing import store_file
from learning.management.commands.serve import Command
from learning.models import Study
from tests.learning.commands.test_content_commands import written
from tests.learning.content.courses import OVERVIEW, TEXTS, WHY, course_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.CONTENT_DIR = written(course_files(), tmp_path / "content")
    loaded()
    return settings.CONTENT_DIR


def loaded():
    """What the start of the server says of the course."""
    out = StringIO()
    Command(stdout=out, stderr=out).course_is_loaded()
    return out.getvalue()


def test_conflict_is_said_and_the_site_starts(folder):
    store_file(WHY, TEXTS[WHY].replace("The sizes.", "Sizes of here.").encode())
    (folder / WHY).write_text(TEXTS[WHY].replace("The sizes.", "Sizes of there."))

    said = loaded()

    assert said.startswith(f"! {WHY} (edited here, and changed in the folder since)\n")
    assert "--take folder or --take here decides" in said
    assert Study.objects.get(way="why").summary == "Sizes of here."


def test_folder_that_does_not_go_with_an_edit_is_said_and_the_site_starts(folder):
    words = "[Border](/patterns/stages/overview/#the-border)\n\n## Sizes"
    store_file(WHY, TEXTS[WHY].replace("## Sizes", words).encode())
    text = TEXTS[OVERVIEW].replace("## The border", "## The line")
    (folder / OVERVIEW).write_text(text.replace("#the-border", "#the-line"))

    assert "the folder does not go with what was edited here" in loaded()


def test_faults_of_the_folder_itself_still_stop_it(folder):
    (folder / WHY).write_text("no front matter")

    with pytest.raises(CommandError, match="1 faults; nothing was changed"):
        loaded()
