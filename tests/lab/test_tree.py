"""The files of a build context as a tree, and one of them shown."""

from lab.tree import MOST_CHARACTERS, Node, shown_file, tree


def test_folders_come_before_files_each_by_name():
    found = tree({"go.mod": b"ab", "cmd/b/main.go": b"abc", "cmd/a.go": b"", "api/x": b"1"})

    assert found == (
        Node("api", "api", nodes=(Node("x", "api/x", "1 bytes"),)),
        Node(
            "cmd",
            "cmd",
            nodes=(
                Node("b", "cmd/b", nodes=(Node("main.go", "cmd/b/main.go", "3 bytes"),)),
                Node("a.go", "cmd/a.go", "0 bytes"),
            ),
        ),
        Node("go.mod", "go.mod", "2 bytes"),
    )


def test_file_is_shown_in_its_colours_and_escaped():
    found = shown_file("cmd/main.go", b'package main // <script>"</script>\n')

    assert '<span class="kn">package</span>' in found.html
    assert "<script" not in found.html
    assert (found.size, found.is_cut) == ("35 bytes", False)


def test_file_that_is_no_text_is_not_shown():
    assert [shown_file("a", body).html for body in (b"\xff\xfe", b"a\0b")] == ["", ""]


def test_long_file_is_cut():
    found = shown_file("a.txt", b"a" * (MOST_CHARACTERS + 1))

    assert found.is_cut
    assert found.html.count("a") < MOST_CHARACTERS + 500
