// JPEG straight through libjpeg, where the build has it: unlike OpenCV it then tells damage within the data, and keeps quiet on standard error.
#pragma once

#include <cstddef>
#include <cstdint>

#include <opencv2/core.hpp>

namespace edge {

enum class JpegResult {
    decoded,
    damaged,     // the text says how
    not_handled  // CMYK and what else OpenCV has to convert
};

JpegResult decode_jpeg(const uint8_t* bytes, size_t length, int64_t max_pixels, cv::Mat& image);

}  // namespace edge
