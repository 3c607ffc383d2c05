import pytest

from dockercheck.mounts import Mount, MountError, check_device, parse_mount, source_stage


def mount(spec):
    return parse_mount(spec, str)


def refused(spec):
    with pytest.raises(MountError) as error:
        mount(spec)
    return str(error.value)


def test_mount_without_a_type_is_a_read_only_bind():
    assert mount("from=b,source=/a,target=/x") == Mount(source_stage="b", source="/a", target="/x")


def test_cache_and_tmpfs_can_be_written():
    assert mount("type=cache,target=/x").read_only is False
    assert mount("type=tmpfs,dst=/x,size=64m").read_only is False


@pytest.mark.parametrize(
    ("word", "read_only"),
    [
        ("rw", False),
        ("readwrite=true", False),
        ("rw=0", True),
        ("ro", True),
        ("readonly=false", False),
    ],
)
def test_access_can_be_chosen(word, read_only):
    assert mount(f"target=/x,{word}").read_only is read_only


def test_secret_has_a_name_a_variable_and_an_owner():
    secret = mount("type=secret,id=a,env=B,required,mode=0400,uid=5,gid=6")

    assert secret == Mount(
        type="secret",
        id="a",
        env="B",
        required=True,
        owner=(("gid", 6), ("mode", 256), ("uid", 5)),
    )


def test_values_are_expanded_and_keys_are_not():
    found = parse_mount("TYPE=cache,target=$T,sharing=LOCKED", lambda w: w.replace("$T", "/x"))

    assert (found.type, found.target, found.sharing) == ("cache", "/x", "locked")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("typ=cache", "unexpected key 'typ' in 'typ=cache' (did you mean type?)"),
        ("type=cahce", 'unsupported mount type "cahce" (did you mean cache?)'),
        ("type=cache,sharing=lock", 'unsupported sharing value "lock" (did you mean locked?)'),
        ("target", "invalid field 'target' must be a key=value pair"),
        ("required", "unexpected key 'required' for mount type 'bind'"),
        ("size=1m", "unexpected key 'size' for mount type 'bind'"),
        ("type=tmpfs,size=x", "invalid value for size: x"),
        ("ro=maybe", "invalid value for ro: maybe"),
        ("type=cache,uid=-1", "invalid value -1 for uid"),
        ("mode=1", 'mode not allowed for "bind" type mounts'),
        ("type=tmpfs,gid=1", 'gid not allowed for "tmpfs" type mounts'),
        ("sharing=shared", "invalid cache sharing set for bind mount"),
        ("type=secret", "invalid secret mount. one of source, target required"),
        ("type=secret,id=a,from=b", "secret mount should not have a from"),
        ("type=secret,id=a,sharing=shared", "secret mount should not define sharing"),
        ("type=secret,id=a,source=b", "both source and id can't be set"),
        ("", "failed to parse csv mounts: EOF"),
    ],
)
def test_unusable_mounts_are_refused(spec, message):
    assert refused(spec) == message


def test_stage_of_a_mount_is_read_without_variables():
    assert source_stage("type=cache,target=$X,FROM=a") == "a"
    assert source_stage("target=/x,ro") == ""
    assert source_stage("from=a$") == "a$"


def test_stage_of_a_mount_may_not_be_a_variable():
    with pytest.raises(MountError, match="'from' doesn't support variable expansion"):
        source_stage("from=$X")


@pytest.mark.parametrize(
    "spec", ["a", "name=a,required", "a,required=false", "vendor=gpu", "a=b,required"]
)
def test_devices_have_a_name(spec):
    check_device(spec)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("a,name=b", "device name already set to a"),
        ("a,requird=1", "unexpected key 'requird' in 'requird=1' (did you mean required?)"),
        ("a,b", "invalid field 'b' must be a key=value pair"),
        ("a,required=x", "invalid value for required: x"),
    ],
)
def test_malformed_devices_are_refused(spec, message):
    with pytest.raises(MountError) as error:
        check_device(spec)

    assert str(error.value) == message
