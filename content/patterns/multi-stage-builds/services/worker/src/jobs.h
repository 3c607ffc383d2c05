/* Jobs of the shop's catalogue: one a line, "number kind text". */
#ifndef JOBS_H
#define JOBS_H

#include <stddef.h>
#include <stdint.h>

enum { LONGEST_JOB = 1024 };

/* A text as a part of an address: letters and digits, the rest as single hyphens. */
void slug(const char *text, char *into, size_t room);

/* The CRC-32 of a text, as in gzip and PNG. */
uint32_t crc32(const char *text);

/* How many words a text has. */
size_t words(const char *text);

/* Does the job of one line and writes "number kind result". Returns 0, or -1 for no such job. */
int do_job(const char *line, char *into, size_t room);

#endif
