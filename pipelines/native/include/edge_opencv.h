/* The C face of OpenCV (imgcodecs, imgproc) that EdgeAgent.Interop/OpenCv binds.
 *
 * Every function returns a status; 0 is success. No exception leaves a function: what OpenCV threw is kept as text for the calling
 * thread, which reads it with edge_opencv_last_error. Pixels are rows from the top, `stride` bytes apart; colour is B, G, R.
 * Objects serve one thread at a time. */
#ifndef EDGE_OPENCV_H
#define EDGE_OPENCV_H

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

#define EDGE_API __attribute__((visibility("default")))

/* Changes with every change of this file that the other side must know of. */
#define EDGE_OPENCV_ABI 2

enum edge_status {
    EDGE_OK = 0,
    EDGE_INVALID_ARGUMENT = 1,  /* a null pointer, a size that means nothing */
    EDGE_UNREADABLE = 2,        /* the bytes are no image, or a damaged one */
    EDGE_UNSUPPORTED = 3,       /* an image whose pixels are neither 8 nor 16 bits */
    EDGE_TOO_LARGE = 4,         /* more pixels than allowed */
    EDGE_OUT_OF_MEMORY = 5,
    EDGE_FAILED = 6,            /* OpenCV threw; the text says what */
    EDGE_DAMAGED = 7            /* data of the image were lost; the text says how */
};

enum edge_pixels {
    EDGE_GRAY8 = 0,
    EDGE_GRAY16 = 1,  /* native byte order */
    EDGE_BGR24 = 2
};

enum edge_decode_flags {
    EDGE_IGNORE_ORIENTATION = 1, /* leave pixels as they are stored, whatever EXIF says */
    EDGE_UPRIGHT_JPEG = 2        /* a JPEG that is upright, or is to stay as it is: libjpeg may decode it alone */
};

enum edge_encoding { EDGE_JPEG = 0, EDGE_PNG = 1 };

typedef struct edge_image {
    const uint8_t* data; /* belongs to the decoder, until its next use */
    int64_t stride;
    int32_t width;
    int32_t height;
    int32_t pixels;      /* enum edge_pixels */
} edge_image;

typedef struct edge_component {
    int32_t x, y, width, height; /* bounding box */
    int32_t area;                /* pixels */
    int32_t label;               /* its number in the label image, from 1 */
    double centre_x, centre_y;   /* centroid; the centre of the first pixel is 0 */
} edge_component;

typedef struct edge_box {
    int32_t x, y, width, height;
    uint8_t blue, green, red, thickness; /* thickness of the line, from 1 */
    const char* label;                   /* printable ASCII, zero-terminated; null for none */
} edge_box;

typedef struct edge_decoder edge_decoder;
typedef struct edge_encoder edge_encoder;

EDGE_API int32_t edge_opencv_abi(void);
EDGE_API const char* edge_opencv_version(void);
/* The last failure's text of this thread; "" when it has none. Valid until the thread's next call. */
EDGE_API const char* edge_opencv_last_error(void);

EDGE_API int32_t edge_decoder_create(edge_decoder** decoder);
EDGE_API void edge_decoder_free(edge_decoder* decoder);
/* Decodes JPEG, PNG, TIFF, BMP or WebP to 8-bit gray, 16-bit gray or 8-bit BGR; alpha is left out, 16-bit colour becomes 8-bit.
 * The caller has read the header: what is larger than max_pixels is refused here too, but only once it was decoded. */
EDGE_API int32_t edge_decoder_decode(edge_decoder* decoder, const uint8_t* bytes, size_t length, int32_t flags, int64_t max_pixels, edge_image* image);

EDGE_API int32_t edge_encoder_create(edge_encoder** encoder);
EDGE_API void edge_encoder_free(edge_encoder* encoder);
/* quality: 1..100 for JPEG, compression 0..9 for PNG. The bytes belong to the encoder, until its next use. */
EDGE_API int32_t edge_encoder_encode(edge_encoder* encoder, const edge_image* image, int32_t encoding, int32_t quality, const uint8_t** bytes, size_t* length);

/* Connected components of the pixels that are not 0. Those smaller than min_area are left out.
 * labels: width * height numbers, 0 for background and for what was left out; may be null.
 * count: how many there are; only the first `capacity`, in the order of their numbers, are written. */
EDGE_API int32_t edge_components(const edge_image* mask, int32_t connectivity, int32_t min_area, edge_component* components, int32_t capacity, int32_t* count, int32_t* labels);

/* Draws boxes with labels into BGR pixels, in their order. */
EDGE_API int32_t edge_draw_boxes(uint8_t* data, int64_t stride, int32_t width, int32_t height, const edge_box* boxes, int32_t count);

#if defined(__cplusplus)
}
#endif

#endif
