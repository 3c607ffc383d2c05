"""The commands that load, check and export the course."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.content.agreeing import Side
from learning.content.storing import is_stored, store_file
from learning.models import ContentFile, Objective, Pattern, SearchEntry, Study
from tests.learning.content.courses import FIGURE, OVERVIEW, TEXTS, WHY, course_files


@pytest.fixture
def folder(tmp_path):
    return written(course_files(), tmp_path / "content")


def written(files, folder):
    for path, body in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    return folder


def run(command, *arguments, **options):
    """What the command says: on stdout, on stderr, and as its last word if it fails."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), None


def stored():
    """Every row of the course."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (ContentFile, Objective, Pattern, Study, SearchEntry)
    ]


@pytest.mark.django_db
def test_load_says_what_changed(folder):
    assert run("load_content", folder) == (
        "+ objectives.toml\n"
        "+ patterns/stages/figures/border.svg\n"
        "+ patterns/stages/overview.md\n"
        "+ patterns/stages/pattern.toml\n"
        "+ patterns/stages/project.md\n"
        "+ patterns/stages/why.md\n"
        "Content: 6 added, 0 changed, 0 removed, 0 unchanged.\n",
        "",
        None,
    )

    (folder / WHY).write_text(TEXTS[WHY].replace("The sizes.", "All sizes."))

    assert run("load_content", folder)[0] == (
        "~ patterns/stages/why.md\nContent: 0 added, 1 changed, 0 removed, 5 unchanged.\n"
    )
    assert run("load_content", folder)[0] == (
        "Content: 0 added, 0 changed, 0 removed, 6 unchanged.\n"
    )


@pytest.mark.django_db
def test_load_takes_the_shipped_course_if_no_folder_is_named(folder, settings):
    settings.CONTENT_DIR = folder

    call_command("load_content", stdout=StringIO())

    assert is_stored(course_files())


@pytest.mark.django_db
def test_one_bad_file_changes_nothing(folder):
    run("load_content", folder)
    before = stored()
    (folder / WHY).write_text(TEXTS[WHY].replace("The sizes.", "All sizes."))
    (folder / OVERVIEW).write_text(TEXTS[OVERVIEW].replace("Two stages.", "<b>Two</b> stages."))

    out, err, last = run("load_content", folder)

    assert out == ""
    assert err == (
        "content/patterns/stages/overview.md:31: raw HTML: </b>"
        " (expected Markdown, or `code` in backticks)\n"
        "content/patterns/stages/overview.md:31: raw HTML: <b>"
        " (expected Markdown, or `code` in backticks)\n"
    )
    assert last == "2 faults; nothing was changed"
    assert stored() == before


SPANS = st.sampled_from(
    ["", "<b>", "\x00", "+++\n", '"', "[[", "{{", "```\n", "[x](javascript:alert(1))", "é", "\n\n"]
)


@pytest.mark.django_db
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.sampled_from(sorted(TEXTS)),
    where=st.floats(0, 1),
    length=st.integers(0, 9),
    span=SPANS,
)
def test_spoilt_course_is_loaded_whole_or_not_at_all(folder, path, where, length, span):
    written(course_files(), folder)
    run("load_content", folder)
    before = stored()
    at = int(where * len(TEXTS[path]))
    spoilt = TEXTS[path][:at] + span + TEXTS[path][at + length :]
    (folder / path).write_text(spoilt)

    _, err, last = run("load_content", folder)

    if last is None:
        assert is_stored(course_files() | {path: spoilt.encode()})
    else:
        assert err != ""
        assert stored() == before


def test_check_needs_no_database(folder):
    assert run("check_content", folder) == (
        "Content: 6 files, 1 patterns, 3 texts: no faults.\n",
        "",
        None,
    )


def test_check_tells_every_fault(folder):
    (folder / "readme.md").write_text("x")

    _, err, last = run("check_content", folder)

    assert err.startswith("content/readme.md:1: a file that no course has (expected ")
    assert last == "1 faults"


@pytest.mark.django_db
def test_what_was_loaded_is_exported_byte_for_byte(folder, tmp_path):
    run("load_content", folder)

    out, _, _ = run("export_content", tmp_path / "out")

    assert out == f"6 files written to {tmp_path / 'out'}.\n"
    exported = {p.relative_to(tmp_path / "out").as_posix(): p.read_bytes()
                for p in (tmp_path / "out").rglob("*") if p.is_file()}  # fmt: skip
    assert exported == course_files()
    assert run("load_content", tmp_path / "out")[0] == (
        "Content: 0 added, 0 changed, 0 removed, 6 unchanged.\n"
    )


@pytest.mark.django_db
def test_export_refuses_a_folder_in_use(folder):
    run("load_content", folder)

    _, _, last = run("export_content", folder)
    assert last == f"{folder} is not empty; --force replaces what is in it"

    assert run("export_content", folder, force=True)[2] is None


def edit(path, old, new):
    """As somebody would in the browser."""
    store_file(path, TEXTS[path].replace(old, new).encode())


@pytest.mark.django_db
def test_load_names_what_was_edited_and_made_here(folder):
    run("load_content", folder)
    edit(WHY, "The sizes.", "Sizes of here.")
    store_file("patterns/stages/figures/made.svg", course_files()[FIGURE])

    assert run("load_content", folder) == (
        "= patterns/stages/why.md (edited here, kept)\n"
        "= patterns/stages/figures/made.svg (made here, kept)\n"
        "Content: 0 added, 0 changed, 0 removed, 7 unchanged; 2 edited here and kept.\n",
        "",
        None,
    )


@pytest.mark.django_db
def test_conflict_fails_until_it_is_decided(folder):
    run("load_content", folder)
    edit(WHY, "The sizes.", "Sizes of here.")
    (folder / WHY).write_text(TEXTS[WHY].replace("The sizes.", "Sizes of there."))

    out, _, last = run("load_content", folder)

    assert out == (
        "! patterns/stages/why.md (edited here, and changed in the folder since)\n"
        "Content: 0 added, 0 changed, 0 removed, 6 unchanged.\n"
    )
    assert last.startswith("1 file was edited here and changed in the folder too")
    assert Study.objects.get(way="why").summary == "Sizes of here."

    assert run("load_content", folder, "--take", "folder")[0].startswith("~ patterns/stages/why.md")
    assert Study.objects.get(way="why").summary == "Sizes of there."
    assert run("load_content", folder)[2] is None


@pytest.mark.django_db
def test_conflict_is_decided_for_what_is_here(folder):
    run("load_content", folder)
    edit(WHY, "The sizes.", "Sizes of here.")
    (folder / WHY).write_text(TEXTS[WHY].replace("The sizes.", "Sizes of there."))

    assert run("load_content", folder, take=Side.HERE)[2] is None
    assert run("load_content", folder)[2] is None
    assert Study.objects.get(way="why").summary == "Sizes of here."


@pytest.mark.django_db
def test_folder_that_does_not_go_with_an_edit_says_so(folder):
    run("load_content", folder)
    edit(WHY, "## Sizes", "[Border](/patterns/stages/overview/#the-border)\n\n## Sizes")
    text = TEXTS[OVERVIEW].replace("## The border", "## The line")
    (folder / OVERVIEW).write_text(text.replace("#the-border", "#the-line"))

    _, err, last = run("load_content", folder)

    assert err == (
        "content/patterns/stages/why.md:6: patterns/stages/overview.md has no heading #the-border"
        " (expected a page or heading of the course)\n"
    )
    assert last == (
        "1 faults; nothing was changed: the folder does not go with what was edited here"
    )
