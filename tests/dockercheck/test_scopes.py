import pytest

from dockercheck.scopes import MAX_CHAIN, Scope


def test_view_is_of_its_moment():
    scope = Scope()
    scope.set("a", "1")
    before = scope.now()
    scope.set("a", "2")
    scope.set("b", "3")

    assert dict(before) == {"a": "1"}
    assert dict(scope.now()) == {"a": "2", "b": "3"}
    assert len(before) == 1


def test_stage_sees_what_its_base_had_then():
    base = Scope()
    base.set("a", "1")
    child = Scope(base.now())
    base.set("a", "2")
    child.set("b", "3")

    assert dict(child.now()) == {"b": "3", "a": "1"}


def test_value_of_the_stage_hides_that_of_the_base():
    base = Scope()
    base.set("a", "1")
    child = Scope(base.now())
    child.set("a", "2")

    assert child.now()["a"] == "2"
    assert list(child.now()) == ["a"]


def test_base_without_values_is_left_out_of_the_chain():
    root = Scope()
    root.set("a", "1")
    middle = Scope(root.now())
    child = Scope(middle.now())

    assert child.base.scope is root
    assert child.now().get("a") == "1"


def test_unknown_variable_has_no_value():
    env = Scope().now()

    assert env.get("a") is None
    with pytest.raises(KeyError):
        env["a"]


def test_long_chain_is_copied_together():
    scope = Scope()
    for number in range(3 * MAX_CHAIN):
        scope.set("last", str(number))
        scope.set(f"v{number}", "x")
        scope = Scope(scope.now())
        assert scope.depth <= MAX_CHAIN

    assert scope.now().get("v0") == "x"
    assert scope.now().get("last") == str(3 * MAX_CHAIN - 1)
    assert len(scope.now()) == 3 * MAX_CHAIN + 1
