"""The image has some files and programs."""

from lab.goals import Sight
from tests.lab.goals.made import (
    ONE_STAGE,
    TWO_STAGES,
    file,
    foresee,
    goal,
    image,
    layer,
    ok,
    see,
)

ORDERS = goal("has", paths=["/orders"])
BUILT = image([layer(7_200_000)], [file("/orders", 0, 7_200_000)])


def test_file_is_foreseen_with_the_line_that_brings_it():
    text = "/orders is in the image: line 7 copied it from build."
    assert foresee(ORDERS, TWO_STAGES) == Sight(True, text)


def test_file_that_nothing_brings_is_foreseen_to_be_missing():
    sight = foresee(goal("has", paths=["/app"], tools=["sh"]), TWO_STAGES)

    assert sight == Sight(False, "/app and sh are not in the image.")


def test_what_a_command_may_have_made_is_left_to_the_build():
    dockerfile = ONE_STAGE.replace("go build -o /orders .", "make report")

    assert foresee(goal("has", paths=["/src/report.txt"]), dockerfile) is None


def test_file_is_seen_with_its_size_and_its_line():
    text = "/orders (7.2 MB) is in the image: line 7 copied it from build."
    assert see(ORDERS, TWO_STAGES, ok(BUILT)) == Sight(True, text)


def test_several_are_told_by_name():
    found = image([layer(5), layer(9)], [file("/orders", 1), file("/etc/shop.json", 1)])

    sight = see(goal("has", paths=["/orders", "/etc/*.json"]), TWO_STAGES, ok(found))

    assert sight == Sight(True, "/orders and /etc/*.json are in the image.")


def test_what_is_missing_is_told_alone():
    sight = see(goal("has", paths=["/orders"], tools=["curl"]), TWO_STAGES, ok(BUILT))

    assert sight == Sight(False, "curl is not in the image.")


def test_program_is_found_where_a_directory_is_a_link():
    merged = image([], [file("/bin", kind="link"), file("/usr/bin/sh")])

    sight = see(goal("has", paths=["/bin/sh"]), "FROM debian:13\n", ok(merged))

    text = "/usr/bin/sh (10 bytes) is in the image: debian:13, on which line 1 builds, has it."
    assert sight == Sight(True, text)
