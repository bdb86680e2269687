/* Threads: shared memory, mutexes, conditions, thread-local variables, joining; the end of one and of all. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 2000 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long total, turn;
static __thread int own;

static void *add(void *arg) {
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        total++;
        pthread_mutex_unlock(&lock);
        own++;
    }
    return (void *)(long)(own + (long)arg);
}

static void *take_turns(void *arg) {
    long me = (long)arg;
    for (int i = 0; i < 5; i++) {
        pthread_mutex_lock(&lock);
        while (turn % 3 != me) pthread_cond_wait(&changed, &lock);
        printf("%ld", me);
        turn++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static double compute(int n) {
    double x = n;
    for (int i = 0; i < 20000; i++) x = x * 0.999 + n * 0.001;
    return x;
}

static void *float_work(void *arg) {
    double *result = arg;
    *result = compute((int)*result);
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, add, (void *)i);
    long sum = 0;
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (long)result;
    }
    printf("total %ld, sum %ld, own %d\n", total, sum, own);
    for (long i = 0; i < 3; i++) pthread_create(&threads[i], NULL, take_turns, (void *)i);
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    printf("\n");
    double results[4] = {1, 2, 3, 4};
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, float_work, &results[i]);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 4; i++) printf("%d", results[i] == compute(i + 1));
    printf("\n");
    sem_t ready;
    sem_init(&ready, 0, 2);
    sem_wait(&ready);
    sem_wait(&ready);
    printf("trywait %d\n", sem_trywait(&ready));
    fflush(stdout);
    pthread_create(&threads[0], NULL, (void *(*)(void *))(void *)pause, NULL);
    exit(total == THREADS * ROUNDS ? 4 : 5);
}
