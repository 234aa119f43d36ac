// resample-loop --from RATE --to RATE --samples N --block N: the agent's rate conversion as one writes it in C, over the same library.
#include <math.h>
#include <soxr.h>

#include "peer.h"

static int from, to;
static long count, block;
static float *in, *out;

static uint64_t hash(uint64_t hash, size_t length) {
    for (const unsigned char *at = (unsigned char *)out, *end = (unsigned char *)(out + length); at < end; at++) hash = (hash ^ *at) * 1099511628211ULL;
    return hash;
}

// The stream is the samples, begun again so many times.
static uint64_t convert(long repeats, int hashed) {
    soxr_error_t error;
    uint64_t sum = 14695981039346656037ULL;
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_t resampler = soxr_create(from, to, 1, &error, &io, &quality, &runtime);
    if (error) fail("soxr_create", error);
    for (long i = 0; i < repeats; i++) {
        for (long at = 0; at < count;) {
            size_t taken, given;
            const long part = count - at < block ? count - at : block;
            error = soxr_process(resampler, in + at, (size_t)part, &taken, out, (size_t)block, &given);
            if (error) fail("soxr_process", error);
            at += (long)taken;
            if (hashed) sum = hash(sum, given);
        }
    }
    for (size_t given = 1; given > 0;) {
        error = soxr_process(resampler, NULL, 0, NULL, out, (size_t)block, &given);
        if (error) fail("soxr_process", error);
        if (hashed) sum = hash(sum, given);
    }
    soxr_delete(resampler);
    return sum;
}

int main(int argc, char **argv) {
    from = atoi(option(argc, argv, "--from"));
    to = atoi(option(argc, argv, "--to"));
    count = atol(option(argc, argv, "--samples"));
    block = atol(option(argc, argv, "--block"));
    if (from <= 0 || to <= 0 || count <= 0 || block <= 0) fail("an option", "is no positive number");
    in = malloc((size_t)count * sizeof *in);
    out = malloc((size_t)block * sizeof *out);
    if (!in || !out) fail("malloc", "has no memory");
    uint32_t state = 1;
    for (long i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        in[i] = (float)(int16_t)(state >> 16) / 32768.0f;
    }

    printf("ready %s\n", soxr_version());
    fflush(stdout);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        long repeats;
        if (sscanf(line, "hash %ld", &repeats) == 1) {
            printf("done %016llx\n", (unsigned long long)convert(repeats, 1));
            fflush(stdout);
        } else if (sscanf(line, "run %ld", &repeats) == 1) {
            const struct cost since = begin_cost();
            convert(repeats, 0);
            say_cost(end_cost(since), repeats * (count / from));
        } else {
            fail("a line", "is neither hash nor run");
        }
    }
    return 0;
}
