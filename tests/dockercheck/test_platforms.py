import pytest

from dockercheck.platforms import PlatformError, parse_platform


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("linux/amd64", "linux/amd64"),
        ("Linux/x86_64/v1", "linux/amd64"),
        ("linux/aarch64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/arm/6", "linux/arm/v6"),
        ("linux/armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"),
        ("macos/arm64", "darwin/arm64"),
        ("windows(10.0.17763)/amd64", "windows/amd64"),
        ("arm64", "linux/arm64"),
        ("windows", "windows/amd64"),
        ("plan10/vax/v9", "plan10/vax/v9"),
    ],
)
def test_platforms_are_normalised(text, full):
    assert str(parse_platform(text)) == full


@pytest.mark.parametrize("text", ["", "linux/", "a/b/c/d", "vax", "linux/am d64", "$X"])
def test_other_texts_are_refused(text):
    with pytest.raises(PlatformError):
        parse_platform(text)
