#include <opencv2/imgcodecs.hpp>

#include "guard.hpp"
#include "jpeg.hpp"

// Keeps its matrices, so that frame after frame of one size needs no new memory.
struct edge_decoder {
    cv::Mat stored;
    cv::Mat reduced;
};

namespace {

int32_t pixels_of(const cv::Mat& image) {
    if (image.type() == CV_8UC1) return EDGE_GRAY8;
    if (image.type() == CV_16UC1) return EDGE_GRAY16;
    return image.type() == CV_8UC3 ? EDGE_BGR24 : -1;
}

int32_t give(const cv::Mat& result, edge_image* image) {
    const int32_t pixels = pixels_of(result);
    if (pixels < 0) {
        edge::set_error(cv::typeToString(result.type()).c_str());
        return EDGE_UNSUPPORTED;
    }

    *image = edge_image{result.data, static_cast<int64_t>(result.step[0]), result.cols, result.rows, pixels};
    return EDGE_OK;
}

}  // namespace

extern "C" {

int32_t edge_decoder_create(edge_decoder** decoder) {
    if (decoder == nullptr) return EDGE_INVALID_ARGUMENT;
    return edge::guarded([&] {
        *decoder = new edge_decoder();
        return static_cast<int32_t>(EDGE_OK);
    });
}

void edge_decoder_free(edge_decoder* decoder) { delete decoder; }

int32_t edge_decoder_decode(edge_decoder* decoder, const uint8_t* bytes, size_t length, int32_t flags, int64_t max_pixels, edge_image* image) {
    if (decoder == nullptr || bytes == nullptr || image == nullptr || length == 0 || length > INT32_MAX) return EDGE_INVALID_ARGUMENT;
    return edge::guarded([&]() -> int32_t {
        *image = edge_image{};
        if ((flags & EDGE_UPRIGHT_JPEG) != 0) {
            switch (edge::decode_jpeg(bytes, length, max_pixels, decoder->stored)) {
                case edge::JpegResult::decoded: return give(decoder->stored, image);
                case edge::JpegResult::damaged: return EDGE_DAMAGED;
                case edge::JpegResult::not_handled: break;
            }
        }

        const cv::Mat input(1, static_cast<int>(length), CV_8UC1, const_cast<uint8_t*>(bytes));
        int mode = cv::IMREAD_ANYCOLOR | cv::IMREAD_ANYDEPTH;
        if ((flags & EDGE_IGNORE_ORIENTATION) != 0) mode |= cv::IMREAD_IGNORE_ORIENTATION;
        const cv::Mat decoded = cv::imdecode(input, mode, &decoder->stored);
        if (decoded.empty()) return EDGE_UNREADABLE;
        if (static_cast<int64_t>(decoded.cols) * decoded.rows > max_pixels) {
            decoder->stored.release();
            return EDGE_TOO_LARGE;
        }

        const cv::Mat* result = &decoder->stored;
        if (decoded.type() == CV_16UC3) {
            // 65535 / 257 = 255: full scale stays full scale.
            decoder->stored.convertTo(decoder->reduced, CV_8U, 1.0 / 257);
            result = &decoder->reduced;
        }

        return give(*result, image);
    });
}

}
