// Warm between its runs, told over standard input what to run: "fused N" or "opencv N"; answers "done <ns of N frames> <sum of the tensor>".
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

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
    const int width = argc > 1 ? std::atoi(argv[1]) : 1920, height = argc > 2 ? std::atoi(argv[2]) : 1080, side = argc > 3 ? std::atoi(argv[3]) : 640;
    cv::setNumThreads(argc > 4 ? std::atoi(argv[4]) : 1);
    std::vector<uint8_t> rgb(static_cast<size_t>(width) * height * 3);
    uint32_t state = 1;
    for (auto& value : rgb) {
        state = state * 1664525u + 1013904223u;
        value = static_cast<uint8_t>(state >> 24);
    }

    std::vector<float> tensor(static_cast<size_t>(side) * side * 3);
    const cv::Mat image(height, width, CV_8UC3, rgb.data());
    cv::Mat resized, boxed, blob;
    std::printf("ready\n");
    std::fflush(stdout);
    char verb[16];
    int repeats;
    while (std::scanf("%15s %d", verb, &repeats) == 2) {
        const bool fused = std::strcmp(verb, "fused") == 0;
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < repeats; i++) {
            if (fused) fused_letterbox(rgb.data(), width, height, tensor.data(), side);
            else opencv_letterbox(image, side, resized, boxed, blob);
        }

        const auto spent = std::chrono::steady_clock::now() - begun;
        const float* result = fused ? tensor.data() : blob.ptr<float>();
        double sum = 0;
        for (size_t i = 0; i < tensor.size(); i++) sum += result[i];
        std::printf("done %lld %.3f\n", static_cast<long long>(std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count()), sum);
        std::fflush(stdout);
    }

    return 0;
}
