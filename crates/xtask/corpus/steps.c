/* To be opened, with its source: a few lines to walk through. */
#include <stdio.h>

static int square(int n)
{
    int result = n * n;
    return result;
}

int main(void)
{
    int sum = 0;
    for (int i = 1; i <= 3; i++)
        sum += square(i);
    printf("the sum is %d\n", sum);
    return 0;
}
