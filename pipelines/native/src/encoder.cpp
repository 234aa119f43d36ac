#include <vector>

#include <opencv2/imgcodecs.hpp>

#include "guard.hpp"

struct edge_encoder {
    std::vector<uchar> bytes;
};

extern "C" {

int32_t edge_encoder_create(edge_encoder** encoder) {
    if (encoder == nullptr) return EDGE_INVALID_ARGUMENT;
    return edge::guarded([&] {
        *encoder = new edge_encoder();
        return static_cast<int32_t>(EDGE_OK);
    });
}

void edge_encoder_free(edge_encoder* encoder) { delete encoder; }

int32_t edge_encoder_encode(edge_encoder* encoder, const edge_image* image, int32_t encoding, int32_t quality, const uint8_t** bytes, size_t* length) {
    if (encoder == nullptr || bytes == nullptr || length == nullptr || !edge::is_sound(image)) return EDGE_INVALID_ARGUMENT;
    if (encoding != EDGE_JPEG && encoding != EDGE_PNG) return EDGE_INVALID_ARGUMENT;
    // JPEG holds 8 bits.
    if (encoding == EDGE_JPEG && image->pixels == EDGE_GRAY16) return EDGE_UNSUPPORTED;
    return edge::guarded([&]() -> int32_t {
        const std::vector<int> parameters = encoding == EDGE_JPEG
            ? std::vector<int>{cv::IMWRITE_JPEG_QUALITY, quality}
            : std::vector<int>{cv::IMWRITE_PNG_COMPRESSION, quality};
        if (!cv::imencode(encoding == EDGE_JPEG ? ".jpg" : ".png", edge::view(*image), encoder->bytes, parameters)) return EDGE_FAILED;
        *bytes = encoder->bytes.data();
        *length = encoder->bytes.size();
        return EDGE_OK;
    });
}

}
