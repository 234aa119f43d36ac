#include <mutex>

#include <opencv2/core/utils/logger.hpp>

#include "guard.hpp"

namespace {

thread_local char last_error[512];

int silent(int, const char*, const char*, const char*, int, void*) { return 0; }

// What OpenCV has to say comes back as a status and a text: the agent's own log is the only one that writes.
// One thread: the agent spreads its work over cores itself.
struct Setup {
    Setup() noexcept {
        try {
            cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
            cv::redirectError(silent);
            cv::setNumThreads(1);
        } catch (...) {
            // It works without, only louder.
        }
    }
} setup;

}  // namespace

namespace edge {

void set_error(const char* text) noexcept {
    size_t i = 0;
    for (; text[i] != 0 && i < sizeof last_error - 1; i++) last_error[i] = text[i] == '\n' ? ' ' : text[i];
    last_error[i] = 0;
}

}  // namespace edge

extern "C" {

int32_t edge_opencv_abi(void) { return EDGE_OPENCV_ABI; }

const char* edge_opencv_version(void) { return CV_VERSION; }

const char* edge_opencv_last_error(void) { return last_error; }

}
