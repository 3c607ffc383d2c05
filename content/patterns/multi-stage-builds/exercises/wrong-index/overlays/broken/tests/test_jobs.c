/* The tests on a bad day. */
#include <stdio.h>

int main(void)
{
    puts("FAIL on purpose");
    return 1;
}
