// features-fftw WINDOWS-FILE OUT: the shipped model's front end (tools/training/humpback/model.py) as one writes it in C over FFTW: windowed transforms of three lengths, bands, logarithms.
// The file holds float32 windows one after the other; "write" puts the features of the first into OUT, "run N" makes those of N windows in turn.
#include <fftw3.h>
#include <math.h>

#include "peer.h"

enum { WINDOW = 39124, HOP = 400, FRAMES = 96, LONGEST = 1024, BANDS = 108, SCALES = 3, HALF = 8 };

struct scale {
    int length, bands, first[70], count[70];
    float *window, *in;
    fftwf_complex *out;
    fftwf_plan plan;
};

static struct scale scales[SCALES] = {{.length = 1024}, {.length = 512}, {.length = 256}};
static float *samples, centred[WINDOW], level[BANDS][FRAMES], features[2][BANDS][FRAMES];
static long windows;

static void band(struct scale *scale, int first, int count) {
    scale->first[scale->bands] = first;
    scale->count[scale->bands++] = count;
}

static void prepare(void) {
    for (int b = 4; b < 41; b++) band(&scales[0], b, 1);
    for (int b = 41; b < 103; b += 2) band(&scales[0], b, 2);
    for (int b = 52; b < 102; b += 2) band(&scales[1], b, 2);
    for (int b = 52; b < 127; b += 5) band(&scales[2], b, 5);
    for (int s = 0; s < SCALES; s++) {
        struct scale *scale = &scales[s];
        const int n = scale->length;
        scale->window = malloc(sizeof(float) * (size_t)n);
        scale->in = fftwf_alloc_real((size_t)n);
        scale->out = fftwf_alloc_complex((size_t)n / 2 + 1);
        // Periodic Hann, of sum 1.
        for (int i = 0; i < n; i++) scale->window[i] = (float)((0.5 - 0.5 * cos(2 * M_PI * i / n)) / (n / 2.0));
        scale->plan = fftwf_plan_dft_r2c_1d(n, scale->in, scale->out, FFTW_MEASURE);
    }
}

static void extract(const float *window) {
    float mean = 0;
    for (int i = 0; i < WINDOW; i++) {
        centred[i] = fminf(fmaxf(window[i], -1), 1);
        mean += centred[i];
    }
    mean /= WINDOW;
    for (int i = 0; i < WINDOW; i++) centred[i] -= mean;

    int row = 0;
    for (int s = 0; s < SCALES; s++) {
        struct scale *scale = &scales[s];
        const int n = scale->length, offset = (LONGEST - n) / 2;
        for (int frame = 0; frame < FRAMES; frame++) {
            const float *at = centred + offset + frame * HOP;
            for (int i = 0; i < n; i++) scale->in[i] = at[i] * scale->window[i];
            fftwf_execute(scale->plan);
            for (int b = 0; b < scale->bands; b++) {
                float power = 0;
                for (int k = scale->first[b]; k < scale->first[b] + scale->count[b]; k++) power += scale->out[k][0] * scale->out[k][0] + scale->out[k][1] * scale->out[k][1];
                level[row + b][frame] = power / (float)scale->count[b];
            }
        }
        row += scale->bands;
    }

    for (int b = 0; b < BANDS; b++) {
        float power = 0, sum = 0;
        for (int f = 0; f < FRAMES; f++) power += level[b][f];
        power /= FRAMES;
        for (int f = 0; f < FRAMES; f++) {
            level[b][f] = logf(level[b][f] + 0.02f * power + 1e-13f);
            sum += level[b][f];
        }
        sum /= FRAMES;
        for (int f = 0; f < FRAMES; f++) features[0][b][f] = fminf(fmaxf((level[b][f] - sum) * 0.5f, -2), 3);
    }

    // The mean over a band's neighbours, fewer of them at the edges.
    for (int b = 0; b < BANDS; b++) {
        const int from = b < HALF ? 0 : b - HALF, to = b + HALF < BANDS ? b + HALF : BANDS - 1;
        float around[FRAMES] = {0};
        for (int k = from; k <= to; k++)
            for (int f = 0; f < FRAMES; f++) around[f] += level[k][f];
        for (int f = 0; f < FRAMES; f++) features[1][b][f] = fminf(fmaxf((level[b][f] - around[f] / (float)(to - from + 1)) * 0.5f, -2), 3);
    }
}

int main(int argc, char **argv) {
    if (argc != 3) fail("arguments", "are WINDOWS-FILE OUT");
    FILE *file = fopen(argv[1], "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) fail(argv[1], "can't be read");
    windows = ftell(file) / (long)(WINDOW * sizeof(float));
    rewind(file);
    samples = malloc((size_t)windows * WINDOW * sizeof(float));
    if (windows < 1 || !samples || fread(samples, sizeof(float) * WINDOW, (size_t)windows, file) != (size_t)windows) fail(argv[1], "holds no windows");
    fclose(file);
    prepare();
    printf("ready %s\n", fftwf_version);
    fflush(stdout);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        long count;
        if (strncmp(line, "write", 5) == 0) {
            extract(samples);
            FILE *out = fopen(argv[2], "wb");
            if (!out || fwrite(features, sizeof features, 1, out) != 1 || fclose(out) != 0) fail(argv[2], "can't be written");
            printf("done 1\n");
            fflush(stdout);
        } else if (sscanf(line, "run %ld", &count) == 1) {
            const struct cost since = begin_cost();
            for (long i = 0; i < count; i++) extract(samples + i % windows * WINDOW);
            say_cost(end_cost(since), count);
        } else {
            fail("a line", "is neither write nor run");
        }
    }
    return 0;
}
