#include "fused_loop.h"

#include <math.h>
#include <stdlib.h>

void fused_letterbox(const uint8_t* rgb, int width, int height, float* tensor, int side) {
    const double scale = fmin((double)side / width, (double)side / height);
    const int columns = (int)lround(width * scale), rows = (int)lround(height * scale);
    const int left = (side - columns) / 2, top = (side - rows) / 2;
    const float pad = 114.0f / 255.0f, unit = 1.0f / 255.0f;
    float* red = tensor;
    float* green = tensor + (size_t)side * side;
    float* blue = tensor + 2 * (size_t)side * side;

    int* at = malloc(sizeof(int) * columns);
    int* next = malloc(sizeof(int) * columns);
    float* part = malloc(sizeof(float) * columns);
    for (int x = 0; x < columns; x++) {
        double place = fmin(fmax((x + 0.5) * width / columns - 0.5, 0), width - 1);
        at[x] = (int)place * 3;
        next[x] = ((int)place + 1 < width ? (int)place + 1 : (int)place) * 3;
        part[x] = (float)(place - (int)place);
    }

    for (int y = 0; y < side; y++) {
        const size_t row = (size_t)y * side;
        if (y < top || y >= top + rows) {
            for (int x = 0; x < side; x++) red[row + x] = green[row + x] = blue[row + x] = pad;
            continue;
        }

        double place = fmin(fmax((y - top + 0.5) * height / rows - 0.5, 0), height - 1);
        const float down = (float)(place - (int)place);
        const uint8_t* upper = rgb + (size_t)(int)place * width * 3;
        const uint8_t* lower = rgb + (size_t)((int)place + 1 < height ? (int)place + 1 : (int)place) * width * 3;
        for (int x = 0; x < left; x++) red[row + x] = green[row + x] = blue[row + x] = pad;
        for (int x = left + columns; x < side; x++) red[row + x] = green[row + x] = blue[row + x] = pad;
        for (int x = 0; x < columns; x++) {
            const int i = at[x], j = next[x];
            const float across = part[x];
            const size_t out = row + left + x;
            float a, b;
            a = upper[i] + (upper[j] - upper[i]) * across;
            b = lower[i] + (lower[j] - lower[i]) * across;
            red[out] = (a + (b - a) * down) * unit;
            a = upper[i + 1] + (upper[j + 1] - upper[i + 1]) * across;
            b = lower[i + 1] + (lower[j + 1] - lower[i + 1]) * across;
            green[out] = (a + (b - a) * down) * unit;
            a = upper[i + 2] + (upper[j + 2] - upper[i + 2]) * across;
            b = lower[i + 2] + (lower[j + 2] - lower[i + 2]) * across;
            blue[out] = (a + (b - a) * down) * unit;
        }
    }

    free(at);
    free(next);
    free(part);
}
