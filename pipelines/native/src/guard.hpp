// Where exceptions end: every exported function runs its work through `guarded`.
#pragma once

#include <cstdint>
#include <new>
#include <string>

#include <opencv2/core.hpp>

#include "edge_opencv.h"

namespace edge {

// Keeps a failure's text for the calling thread.
void set_error(const char* text) noexcept;

template <typename Work>
int32_t guarded(Work&& work) noexcept {
    try {
        set_error("");
        return work();
    } catch (const std::bad_alloc&) {
        return EDGE_OUT_OF_MEMORY;
    } catch (const cv::Exception& error) {
        set_error(error.err.c_str());
        return error.code == cv::Error::StsNoMem ? EDGE_OUT_OF_MEMORY : EDGE_FAILED;
    } catch (const std::exception& error) {
        set_error(error.what());
        return EDGE_FAILED;
    } catch (...) {
        set_error("an exception of unknown kind");
        return EDGE_FAILED;
    }
}

// The caller's pixels as a matrix over them; never written through.
inline cv::Mat view(const edge_image& image) {
    const int type = image.pixels == EDGE_BGR24 ? CV_8UC3 : image.pixels == EDGE_GRAY16 ? CV_16UC1 : CV_8UC1;
    return cv::Mat(image.height, image.width, type, const_cast<uint8_t*>(image.data), static_cast<size_t>(image.stride));
}

inline bool is_sound(const edge_image* image) {
    if (image == nullptr || image->data == nullptr || image->width < 1 || image->height < 1) return false;
    const int64_t bytes = image->pixels == EDGE_BGR24 ? 3 : image->pixels == EDGE_GRAY16 ? 2 : image->pixels == EDGE_GRAY8 ? 1 : 0;
    return bytes > 0 && image->stride >= bytes * image->width;
}

}  // namespace edge
