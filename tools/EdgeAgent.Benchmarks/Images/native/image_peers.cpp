// image-peers --width W --height H --side S: the same letterbox as the agent's, written in C ("run fused N") and with OpenCV ("run opencv N"), on one thread.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

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
    cv::Mat resized, boxed, blob;
    std::printf("ready %s\n", CV_VERSION);
    std::fflush(stdout);
    char verb[16];
    int repeats;
    while (std::scanf(" run %15s %d", verb, &repeats) == 2) {
        const bool fused = std::strcmp(verb, "fused") == 0;
        const struct cost since = begin_cost();
        for (int i = 0; i < repeats; i++) {
            if (fused) fused_letterbox(rgb.data(), width, height, tensor.data(), side);
            else opencv_letterbox(image, side, resized, boxed, blob);
        }

        say_cost(since, repeats);
    }

    return 0;
}
