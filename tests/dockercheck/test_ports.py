import pytest

from dockercheck.ports import PortError, parse_port


@pytest.mark.parametrize(
    ("text", "exposed"),
    [
        ("80", ["80/tcp"]),
        ("80/UDP", ["80/udp"]),
        ("80-82/sctp", ["80/sctp", "81/sctp", "82/sctp"]),
        ("80-80", ["80/tcp"]),
        ("8080:80", ["80/tcp"]),
        ("127.0.0.1:8080:80", ["80/tcp"]),
        ("[::1]:8080:80", ["80/tcp"]),
        ("::1:8080:80", ["80/tcp"]),
        ("8000-8001:80-81", ["80/tcp", "81/tcp"]),
        ("8000-8005:80", ["80/tcp"]),
        ("80/", ["80/tcp"]),
    ],
)
def test_ports_are_exposed_for_the_container(text, exposed):
    assert parse_port(text).exposed == exposed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/tcp", 'invalid port: "/tcp": no port specified'),
        ("80/http", 'invalid port: "80/http": invalid proto: http'),
        ("x", "invalid containerPort: x"),
        ("65536", "invalid containerPort: 65536"),
        ("90-80", "invalid containerPort: 90-80"),
        ("a:80", "invalid hostPort: a"),
        ("1.2.3:1:80", "invalid IP address: 1.2.3"),
        ("1.2.3.256:1:80", "invalid IP address: 1.2.3.256"),
        ("[::1:1:80", "invalid IP address [::1"),
        (":::1%eth0:1:80", "invalid IP address: :::1%eth0"),
        ("[::1%eth0]:1:80", "invalid IP address: ::1%eth0"),
        (
            "8000-8002:80-81",
            "invalid ranges specified for container and host Ports: 80-81 and 8000-8002",
        ),
    ],
)
def test_other_texts_are_refused(text, message):
    with pytest.raises(PortError) as error:
        parse_port(text)

    assert str(error.value) == message
