#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* rgb24 to a letterboxed, padded, planar float tensor at 0..1 by bilinear interpolation: one pass, as one writes it in C. */
void fused_letterbox(const uint8_t* rgb, int width, int height, float* tensor, int side);

#ifdef __cplusplus
}
#endif
