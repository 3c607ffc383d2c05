"""The file system of a stage: certainty, doubt and the order of the two."""

from dockercheck.simulation.bytes import Bytes
from dockercheck.simulation.files import Clock, File, Place, State, Tree

HERE = Place(0, 1)
FILE = File("other", Bytes(1, 1), (HERE,), HERE)


def tree():
    return Tree(Clock())


def test_a_new_file_system_holds_nothing():
    empty = tree()

    assert empty.look("/a").state is State.ABSENT
    assert empty.is_directory("/") is True


def test_a_file_makes_the_directories_above_it():
    made = tree()
    made.put("/a/b/c", FILE)

    assert made.is_directory("/a/b") is True
    assert made.is_directory("/a/b/c") is False
    assert made.look("/a/b/c/d").state is State.ABSENT


def test_a_soft_doubt_leaves_what_is_listed_certain():
    doubted = tree()
    doubted.put("/a/b", FILE)
    doubted.doubt("/a", HERE, "why")

    assert doubted.look("/a/b").state is State.PRESENT
    assert doubted.look("/a/c").state is State.UNKNOWN
    assert doubted.look("/c").state is State.ABSENT


def test_a_hard_doubt_leaves_nothing_below_certain():
    doubted = tree()
    doubted.put("/a/b", FILE)
    doubted.doubt("/a", HERE, "why", hard=True)

    assert doubted.look("/a/b").state is State.UNKNOWN
    assert doubted.look("/a/b").doubt.why == "why"


def test_what_comes_after_a_doubt_is_certain_again():
    doubted = tree()
    doubted.doubt("/", HERE, "why", hard=True)
    doubted.put("/a/b", FILE)
    doubted.remove("/a/c")

    assert doubted.look("/a/b").state is State.PRESENT
    assert doubted.look("/a/c").state is State.ABSENT
    assert doubted.look("/a/d").state is State.UNKNOWN


def test_a_directory_made_after_its_removal_is_empty_for_certain():
    doubted = tree()
    doubted.doubt("/", HERE, "why", hard=True)
    doubted.remove("/a")
    doubted.make_directory("/a")

    assert doubted.look("/a").state is State.PRESENT
    assert doubted.look("/a/b").state is State.ABSENT


def test_a_doubt_after_a_removal_counts():
    doubted = tree()
    doubted.remove("/a")
    doubted.doubt("/", HERE, "why")

    assert doubted.look("/a").state is State.UNKNOWN


def test_a_doubt_about_one_path_makes_nothing_around_it():
    doubted = tree()
    doubted.put("/a/b", FILE)
    doubted.doubt("/a/x/y", HERE, "why", hard=True)

    assert doubted.look("/a/x/y").state is State.UNKNOWN
    assert doubted.look("/a/x").state is State.UNKNOWN
    assert doubted.look("/a/b").state is State.PRESENT


def test_a_copy_of_a_file_system_does_not_change_the_first():
    first = tree()
    first.put("/a/b", FILE)
    second = first.fork()
    second.put("/a/c", FILE)
    second.remove("/a/b")

    assert first.look("/a/b").state is State.PRESENT
    assert first.look("/a/c").state is State.ABSENT
    assert second.look("/a/b").state is State.ABSENT


def test_removing_answers_with_the_files_that_were_there():
    first = tree()
    for path in ("/a/x", "/a/b/y", "/c"):
        first.put(path, FILE)

    assert [path for path, _file in first.remove("/a")] == ["/a/b/y", "/a/x"]


def test_walking_is_in_order_and_leaves_out_what_is_gone():
    first = tree()
    for path in ("/b", "/a/d", "/a/c", "/a.x"):
        first.put(path, FILE)
    first.remove("/b")

    assert [entry.path for entry in first.walk("/")] == ["a", "a/c", "a/d", "a.x"]


def test_a_path_deeper_than_any_system_allows_is_cut_off():
    deep = tree()
    deep.put("/a" * 5000, FILE)

    assert deep.look("/a" * 100).state is State.PRESENT
