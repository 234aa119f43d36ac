// image-peers --width W --height H --side S --jpeg PATH: the same letterbox as the agent's, written in C ("run fused N") and with OpenCV ("run opencv N"), on one thread.
// It writes a JPEG to the path; "run jpeg N" decodes that with libjpeg-turbo into memory, then the loop; "run imread N" does all of it with OpenCV.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <opencv2/dnn.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <turbojpeg.h>

#include "../../native/peer.h"
#include "fused_loop.h"

namespace {

// What one writes with OpenCV: resize, border, blob.
void opencv_letterbox(const cv::Mat& rgb, int side, cv::Mat& resized, cv::Mat& boxed, cv::Mat& blob) {
    const double scale = std::min(static_cast<double>(side) / rgb.cols, static_cast<double>(side) / rgb.rows);
    const int columns = cvRound(rgb.cols * scale), rows = cvRound(rgb.rows * scale);
    cv::resize(rgb, resized, cv::Size(columns, rows), 0, 0, cv::INTER_LINEAR);
    const int left = (side - columns) / 2, top = (side - rows) / 2;
    cv::copyMakeBorder(resized, boxed, top, side - rows - top, left, side - columns - left, cv::BORDER_CONSTANT, cv::Scalar(114, 114, 114));
    cv::dnn::blobFromImage(boxed, blob, 1.0 / 255, cv::Size(), cv::Scalar(), false, false, CV_32F);
}

// A picture with edges and texture, as a camera's, so that its JPEG has a camera's size.
std::vector<uint8_t> scene(int width, int height) {
    std::vector<uint8_t> rgb(static_cast<size_t>(width) * height * 3);
    uint32_t state = 7;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int c = 0; c < 3; c++) {
                state = state * 1664525u + 1013904223u;
                const int value = 40 * ((x / 97 + y / 61 + c) % 5) + (x * (c + 1) + y) % 37 + static_cast<int>(state >> 28);
                rgb[(static_cast<size_t>(y) * width + x) * 3 + c] = static_cast<uint8_t>(value);
            }
    return rgb;
}

std::vector<uint8_t> compress(const std::vector<uint8_t>& rgb, int width, int height, const char* path) {
    tjhandle coder = tjInitCompress();
    unsigned char* bytes = nullptr;
    unsigned long length = 0;
    if (tjCompress2(coder, rgb.data(), width, 0, height, TJPF_RGB, &bytes, &length, TJSAMP_420, 85, 0) != 0) fail("tjCompress2", tjGetErrorStr2(coder));
    std::vector<uint8_t> jpeg(bytes, bytes + length);
    tjFree(bytes);
    tjDestroy(coder);
    FILE* file = std::fopen(path, "wb");
    if (!file || std::fwrite(jpeg.data(), 1, jpeg.size(), file) != jpeg.size() || std::fclose(file) != 0) fail(path, "can't be written");
    return jpeg;
}

}  // namespace

int main(int argc, char** argv) {
    const int width = std::atoi(option(argc, argv, "--width")), height = std::atoi(option(argc, argv, "--height")), side = std::atoi(option(argc, argv, "--side"));
    cv::setNumThreads(1);
    std::vector<uint8_t> rgb(static_cast<size_t>(width) * height * 3);
    uint32_t state = 1;
    for (auto& value : rgb) {
        state = state * 1664525u + 1013904223u;
        value = static_cast<uint8_t>(state >> 24);
    }

    std::vector<float> tensor(static_cast<size_t>(side) * side * 3);
    const cv::Mat image(height, width, CV_8UC3, rgb.data());
    const std::vector<uint8_t> jpeg = compress(scene(width, height), width, height, option(argc, argv, "--jpeg"));
    std::vector<uint8_t> decoded(rgb.size());
    const cv::Mat encoded(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<uint8_t*>(jpeg.data()));
    cv::Mat read;
    tjhandle decoder = tjInitDecompress();
    cv::Mat resized, boxed, blob;
    std::printf("ready %s\n", CV_VERSION);
    std::fflush(stdout);
    char verb[16];
    int repeats;
    while (std::scanf(" run %15s %d", verb, &repeats) == 2) {
        const std::string what = verb;
        const struct cost since = begin_cost();
        for (int i = 0; i < repeats; i++) {
            if (what == "fused") {
                fused_letterbox(rgb.data(), width, height, tensor.data(), side);
            } else if (what == "opencv") {
                opencv_letterbox(image, side, resized, boxed, blob);
            } else if (what == "jpeg") {
                if (tjDecompress2(decoder, jpeg.data(), jpeg.size(), decoded.data(), width, 0, height, TJPF_RGB, 0) != 0) fail("tjDecompress2", tjGetErrorStr2(decoder));
                fused_letterbox(decoded.data(), width, height, tensor.data(), side);
            } else if (what == "imread") {
                cv::imdecode(encoded, cv::IMREAD_COLOR, &read);
                opencv_letterbox(read, side, resized, boxed, blob);
            } else {
                fail(verb, "is no benchmark of this program");
            }
        }

        say_cost(end_cost(since), repeats);
    }

    tjDestroy(decoder);
    return 0;
}
