"""What BuildKit would say of a lesson's Dockerfiles."""

from learning.content.dockerfiles import dockerfile_faults


def test_dockerfile_that_builds_has_no_faults():
    assert dockerfile_faults("FROM scratch\nCOPY a /a\n", fragment=False) == []


def test_fault_has_its_line():
    assert [line for line, _ in dockerfile_faults("FROM scratch\n\nCOPI a /a", fragment=False)] == [
        3
    ]


def test_piece_of_a_dockerfile_needs_the_mark_of_a_fragment():
    assert dockerfile_faults("# why\nCOPY a /a", fragment=False) != []
    assert dockerfile_faults("# why\nCOPY a /a", fragment=True) == []


def test_fragment_may_copy_from_a_stage_by_its_number():
    assert dockerfile_faults("COPY --from=0 /a /a", fragment=True) == []


def test_fault_in_a_fragment_has_the_line_of_the_fragment():
    assert [line for line, _ in dockerfile_faults("COPY a /a\nCOPI a /a", fragment=True)] == [2]


def test_fragment_with_its_own_base_is_taken_as_it_is():
    assert (
        dockerfile_faults("ARG V=1\nFROM a:$V AS b\nFROM b\nCOPY --from=b /a /a", fragment=True)
        == []
    )
