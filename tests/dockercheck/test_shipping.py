"""What the target ships and what it is for."""

import pytest

from dockercheck.build import Inputs, read_build
from dockercheck.shipping import is_workbench, kept_for_good, listed, main_commands, shipped_stages


def read(source, **given):
    return read_build(source, Inputs(**given))


def test_target_and_what_it_is_built_from():
    build = read("FROM a AS x\nFROM b AS y\nFROM y\n")

    assert [stage.index for stage in shipped_stages(build)] == [2, 1]


def test_file_without_a_target():
    build = read("ARG A\n")

    assert shipped_stages(build) == []
    assert main_commands(build) == []
    assert is_workbench(build)
    assert list(kept_for_good(build)) == []


def test_command_counts_with_the_entrypoint_and_alone():
    build = read('FROM a AS b\nENTRYPOINT ["e"]\nFROM b\nCMD ["c", "d"]\n')

    words = [[word.value for word in each.words] for each in main_commands(build)]

    assert words == [["e", "c", "d"], ["c", "d"]]


@pytest.mark.parametrize(
    ("body", "workbench"),
    [
        ('CMD ["bash"]', True),
        ('CMD ["bash", "-c", "exec server"]', False),
        ('CMD ["bash", "-c", "sleep 9"]', True),
        ('CMD ["python3"]', True),
        ('CMD ["python3", "app.py"]', False),
        ("CMD npm run dev", True),
        ("CMD npm start", False),
        ('CMD ["vite"]', True),
        ('CMD ["vite", "preview"]', False),
        ("EXPOSE 80", False),
    ],
)
def test_command_of_an_image_to_work_in(body, workbench):
    assert is_workbench(read(f"FROM a\n{body}\n")) == workbench


@pytest.mark.parametrize(
    ("name", "workbench"), [("dev", True), ("build", False), ("runtime", False), ("ci-test", True)]
)
def test_name_of_an_image_to_work_in(name, workbench):
    assert is_workbench(read(f'FROM a AS {name}\nCMD ["server"]\n')) == workbench


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a"], "a"),
        (["a", "b", "a"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_names_in_a_sentence(names, text):
    assert listed(names) == text
