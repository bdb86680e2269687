/* Arguments, environment, formatted output, the exit status of main. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv, char **envp) {
    printf("%d argument(s), %s\n", argc, envp[0] ? "an environment" : "no environment");
    printf("%5d|%-5s|%05x|%.3f|%e|%c\n", 42, "ab", 255, 3.14159, 1e100, 'x');
    fprintf(stderr, "on standard error\n");
    return getenv("NO_SUCH_NAME") == NULL ? 7 : 1;
}
