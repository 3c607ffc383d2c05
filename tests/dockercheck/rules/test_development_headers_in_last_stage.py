"""DevelopmentHeadersInLastStage: headers alone; with a compiler another rule speaks."""

import pytest

from dockercheck import check

START = 'CMD ["php-fpm"]\n'


def messages(source):
    findings = check(source).findings
    return [found.message for found in findings if found.rule == "DevelopmentHeadersInLastStage"]


@pytest.mark.parametrize(
    ("install", "kept"),
    [
        ("apt-get install -y libpq-dev", "libpq-dev"),
        ("apk add icu-dev icu-libs libzip-dev", "icu-dev and libzip-dev"),
        ("dnf install -y openssl-devel", "openssl-devel"),
    ],
)
def test_headers_that_stay(install, kept):
    assert messages(f"FROM php:8.4-fpm\nRUN {install}\n{START}") == [f"The image keeps {kept}"]


@pytest.mark.parametrize(
    "work",
    [
        "apt-get install -y libpq5",
        "apt-get install -y libpq-dev && docker-php-ext-install x && apt-get purge -y libpq-dev",
        "apk add --virtual .d icu-dev && docker-php-ext-install intl && apk del .d",
        "apt-get install -y gcc libpq-dev",
    ],
)
def test_no_headers_or_not_alone(work):
    assert messages(f"FROM php:8.4-fpm\nRUN {work}\n{START}") == []


def test_severity_is_information():
    report = check(f"FROM php:8.4-fpm\nRUN apt-get install -y libpq-dev\n{START}")

    rule = "DevelopmentHeadersInLastStage"
    assert [f.severity for f in report.findings if f.rule == rule] == ["info"]
