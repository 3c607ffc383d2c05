/* Worker does the jobs of a file, or of standard input, and ends. */
#include "jobs.h"

#include <stdio.h>
#include <string.h>

static void work(FILE *jobs, int *done, int *failed)
{
    char line[LONGEST_JOB], answer[LONGEST_JOB + 32];

    while (fgets(line, sizeof line, jobs) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '\0' || line[0] == '#')
            continue;
        if (do_job(line, answer, sizeof answer) == 0) {
            puts(answer);
            ++*done;
        } else {
            fprintf(stderr, "worker: no job: %s\n", line);
            ++*failed;
        }
    }
}

int main(int argc, char **argv)
{
    int done = 0, failed = 0;
    FILE *jobs = argc > 1 ? fopen(argv[1], "r") : stdin;

    if (jobs == NULL) {
        perror(argv[1]);
        return 2;
    }
    printf("worker %s\n", RELEASE);
    work(jobs, &done, &failed);
    printf("%d done, %d failed\n", done, failed);
    return failed > 0;
}
