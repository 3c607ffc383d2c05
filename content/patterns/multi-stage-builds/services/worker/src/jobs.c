#include "jobs.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void slug(const char *text, char *into, size_t room)
{
    size_t length = 0;
    int gap = 0;

    for (; *text != '\0' && length + 2 < room; text++) {
        unsigned char letter = (unsigned char)*text;
        if (!isalnum(letter)) {
            gap = length > 0;
            continue;
        }
        if (gap)
            into[length++] = '-';
        into[length++] = (char)tolower(letter);
        gap = 0;
    }
    into[length] = '\0';
}

uint32_t crc32(const char *text)
{
    uint32_t sum = 0xffffffff;

    for (; *text != '\0'; text++) {
        sum ^= (unsigned char)*text;
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum;
}

size_t words(const char *text)
{
    size_t count = 0;
    int inside = 0;

    for (; *text != '\0'; text++) {
        int letter = !isspace((unsigned char)*text);
        count += letter && !inside;
        inside = letter;
    }
    return count;
}

int do_job(const char *line, char *into, size_t room)
{
    int number, start = 0;
    char kind[16], result[LONGEST_JOB];

    if (sscanf(line, "%d %15s %n", &number, kind, &start) != 2 || start == 0)
        return -1;
    const char *text = line + start;
    if (strcmp(kind, "slug") == 0)
        slug(text, result, sizeof result);
    else if (strcmp(kind, "crc32") == 0)
        snprintf(result, sizeof result, "%08x", (unsigned)crc32(text));
    else if (strcmp(kind, "words") == 0)
        snprintf(result, sizeof result, "%zu", words(text));
    else
        return -1;
    snprintf(into, room, "%d %s %s", number, kind, result);
    return 0;
}
