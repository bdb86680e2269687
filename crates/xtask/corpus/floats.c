/* Floating point keeps its registers and its rounding mode while other processes compute too. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static double work(double seed) {
    double x = seed;
    for (int i = 1; i < 30000; i++) x = sqrt(x * x + 1.0 / i) + sin(i) * 1e-3;
    return x;
}

int main(void) {
    double alone = work(1.5);
    for (int i = 0; i < 4; i++) {
        if (fork() == 0) {
            fesetround(i == 0 ? FE_DOWNWARD : FE_TONEAREST);
            _exit(work(i) > 0 ? 0 : 1);
        }
    }
    double together = work(1.5);
    int status, bad = 0;
    while (wait(&status) > 0) bad += status != 0;
    printf("%d %d %a\n", alone == together, bad, alone);
    printf("%.17g %.9g %f\n", M_PI, (double)expf(1), pow(2, 0.5));
    printf("%d %d\n", isnan(0.0 / (alone - alone)), fetestexcept(FE_INVALID) != 0);
    return 0;
}
