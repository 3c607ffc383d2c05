"""Install the library in the last stage, not its development package.

## What happens

`libpq-dev`, `openssl-dev` or `python3-devel` hold the headers of a library and what a linker reads.
Compiling needs them. Running needs the library alone, which is another, smaller package: `libpq5`,
`libssl3`, `openssl`. The development package often drags in those of other libraries too.

## Why it matters in microservices

Each of these packages is one more that a scanner reports on and that somebody has to judge, in
every service that carries it, although nothing in production opens a header file.

## How to mend it

Name the package with the library. `apt-cache depends libpq-dev` or `apk info -R libpq-dev` shows
which one it is. Where something is compiled in this stage, do that in a build stage, or remove the
development package in the same RUN.

## What it costs

The name of the library's package often holds its version (`libicu72`), so that it changes when you
move to the next release of the distribution.

## Sources

- [Don't install unnecessary packages](https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages)
- [Debian policy: development files](https://www.debian.org/doc/debian-policy/ch-sharedlibs.html#development-files)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import INFO, STAGECRAFT, Found, Rule
from dockercheck.shipping import called, is_compiler, is_headers, kept_for_good, listed

BAD = """\
FROM php:8.4-apache
RUN apt-get update && apt-get install -y --no-install-recommends libpq-dev \\
    && docker-php-ext-install pgsql \\
    && rm -rf /var/lib/apt/lists/*
COPY public /var/www/html
CMD ["apache2-foreground"]
"""

GOOD = """\
FROM php:8.4-apache
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 libpq-dev \\
    && docker-php-ext-install pgsql \\
    && apt-get purge -y libpq-dev \\
    && rm -rf /var/lib/apt/lists/*
COPY public /var/www/html
CMD ["apache2-foreground"]
"""


def find(build: Build) -> Iterator[Found]:
    """Installations in the target's layers that leave headers in the image, but no compiler."""
    for stage, run, kept in kept_for_good(build):
        headers = [(name, word) for name, word in kept.packages if is_headers(name)]
        if not headers or any(is_compiler(name) for name, _word in kept.packages):
            continue
        names = listed([name for name, _word in headers])
        yield Found(
            run.span(headers[0][1].start, max(word.end for _name, word in headers)),
            f"The image keeps {names}",
            f"{called(stage)} becomes the image; at run time the libraries are enough, and nothing "
            f"in this RUN removes {names} again.",
        )


rule = Rule(
    name="DevelopmentHeadersInLastStage",
    family=STAGECRAFT,
    severity=INFO,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
