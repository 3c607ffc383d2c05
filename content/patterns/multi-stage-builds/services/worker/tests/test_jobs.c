#include "jobs.h"

#include <stdio.h>
#include <string.h>

static int failures;

static void same(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0) {
        printf("FAIL %s: \"%s\", want \"%s\"\n", what, got, want);
        failures++;
    }
}

static void does(const char *line, const char *want)
{
    char answer[LONGEST_JOB + 32] = "no job";

    do_job(line, answer, sizeof answer);
    same(line, answer, want);
}

int main(void)
{
    char small[8];

    slug("Hello, wide world", small, sizeof small);
    same("a slug that is cut", small, "hello-w");

    does("1 slug  A Field Guide to Tides, 2nd edition", "1 slug a-field-guide-to-tides-2nd-edition");
    does("2 slug ...", "2 slug ");
    does("3 crc32 123456789", "3 crc32 cbf43926");
    does("4 words Out of  stock ", "4 words 3");
    does("5 words", "5 words 0");
    does("6 dance all night", "no job");
    does("slug without a number", "no job");

    printf(failures ? "%d failed\n" : "all passed\n", failures);
    return failures > 0;
}
