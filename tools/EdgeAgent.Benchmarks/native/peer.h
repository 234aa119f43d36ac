// What every peer shares: clocks, the process's own counters, and the protocol. A peer says "ready …", reads "run …" lines, and answers each with
// "done UNITS CPU_NANOSECONDS WALL_NANOSECONDS BYTES_WRITTEN …"; it ends at the end of its input.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static inline void fail(const char *what, const char *why) {
    printf("failed %s: %s\n", what, why);
    fflush(stdout);
    exit(1);
}

static inline int64_t wall_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// All threads, user and system.
static inline int64_t cpu_ns(void) {
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000000LL + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1000LL;
}

// Bytes of pages that this process made dirty, as the kernel accounts them.
static inline int64_t written_bytes(void) {
    FILE *file = fopen("/proc/self/io", "r");
    char line[128];
    long long bytes = 0;
    while (file && fgets(line, sizeof line, file)) sscanf(line, "write_bytes: %lld", &bytes);
    if (file) fclose(file);
    return bytes;
}

struct cost {
    int64_t cpu, wall, written;
};

static inline struct cost begin_cost(void) { return (struct cost){cpu_ns(), wall_ns(), written_bytes()}; }

static inline struct cost end_cost(struct cost since) { return (struct cost){cpu_ns() - since.cpu, wall_ns() - since.wall, written_bytes() - since.written}; }

// Said when the leg has cleaned up, so that nothing of it goes on beside the next.
static inline void say_cost(struct cost cost, long units) {
    printf("done %ld %lld %lld %lld\n", units, (long long)cost.cpu, (long long)cost.wall, (long long)cost.written);
    fflush(stdout);
}

static inline const char *option(int count, char **arguments, const char *name) {
    for (int i = 1; i + 1 < count; i++)
        if (strcmp(arguments[i], name) == 0) return arguments[i + 1];
    fail(name, "is missing");
    return NULL;
}
