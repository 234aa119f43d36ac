#include "jpeg.hpp"

#if defined(EDGE_WITH_JPEG)

#include <csetjmp>
#include <cstdio>
#include <cstring>

#include <jpeglib.h>
#include <jerror.h>

#include "guard.hpp"

namespace {

struct Manager {
    jpeg_error_mgr base;
    std::jmp_buf give_up;
    int damage;
};

// Encoders in cameras pad what they write with some bytes; more of them are data that fell out of step.
constexpr int padding = 64;

// Data that were lost or are not what was written; other warnings, of an odd version say, are harmless.
bool is_damage(const jpeg_error_mgr& error) {
    const int code = error.msg_code;
    if (code == JWRN_EXTRANEOUS_DATA) return error.msg_parm.i[0] > padding;
    return code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_MUST_RESYNC || code == JWRN_BOGUS_PROGRESSION || code == JWRN_JPEG_EOF || code == JWRN_ARITH_BAD_CODE;
}

void on_error(j_common_ptr info) {
    auto* manager = reinterpret_cast<Manager*>(info->err);
    char text[JMSG_LENGTH_MAX];
    info->err->format_message(info, text);
    edge::set_error(text);
    std::longjmp(manager->give_up, 1);
}

void on_message(j_common_ptr info, int level) {
    auto* manager = reinterpret_cast<Manager*>(info->err);
    if (level >= 0 || manager->damage != 0 || !is_damage(*info->err)) return;
    manager->damage = info->err->msg_code;
    char text[JMSG_LENGTH_MAX];
    info->err->format_message(info, text);
    edge::set_error(text);
}

void silent(j_common_ptr) {}

// No object with a destructor lives here: an error jumps out of it.
edge::JpegResult decode(jpeg_decompress_struct& info, Manager& manager, const uint8_t* bytes, size_t length, int64_t max_pixels, cv::Mat& image) {
    if (setjmp(manager.give_up) != 0) return edge::JpegResult::damaged;
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, const_cast<unsigned char*>(bytes), static_cast<unsigned long>(length));
    jpeg_read_header(&info, TRUE);
    if (info.num_components != 1 && info.num_components != 3) return edge::JpegResult::not_handled;
    if (static_cast<int64_t>(info.image_width) * info.image_height > max_pixels) return edge::JpegResult::not_handled;
    info.out_color_space = info.num_components == 1 ? JCS_GRAYSCALE : JCS_EXT_BGR;
    image.create(static_cast<int>(info.image_height), static_cast<int>(info.image_width), info.num_components == 1 ? CV_8UC1 : CV_8UC3);
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = image.data + image.step[0] * info.output_scanline;
        if (jpeg_read_scanlines(&info, &row, 1) != 1) return edge::JpegResult::damaged;
    }

    jpeg_finish_decompress(&info);
    return manager.damage != 0 ? edge::JpegResult::damaged : edge::JpegResult::decoded;
}

}  // namespace

namespace edge {

JpegResult decode_jpeg(const uint8_t* bytes, size_t length, int64_t max_pixels, cv::Mat& image) {
    Manager manager;
    std::memset(&manager, 0, sizeof manager);
    jpeg_decompress_struct info;
    std::memset(&info, 0, sizeof info);
    info.err = jpeg_std_error(&manager.base);
    manager.base.error_exit = on_error;
    manager.base.emit_message = on_message;
    manager.base.output_message = silent;
    const JpegResult result = decode(info, manager, bytes, length, max_pixels, image);
    jpeg_destroy_decompress(&info);
    return result;
}

}  // namespace edge

#else

namespace edge {

JpegResult decode_jpeg(const uint8_t*, size_t, int64_t, cv::Mat&) { return JpegResult::not_handled; }

}  // namespace edge

#endif
