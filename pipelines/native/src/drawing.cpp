#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "guard.hpp"

namespace {

// Dark text on light colours, light text on dark ones (luma of BT.601).
cv::Scalar text_colour(const edge_box& box) {
    const double luma = 0.114 * box.blue + 0.587 * box.green + 0.299 * box.red;
    return luma > 140 ? cv::Scalar(0, 0, 0) : cv::Scalar(255, 255, 255);
}

void draw_label(cv::Mat& image, const edge_box& box) {
    const double scale = std::clamp(image.cols / 1600.0, 0.4, 1.2);
    const int weight = scale > 0.8 ? 2 : 1;
    int below = 0;
    const cv::Size size = cv::getTextSize(box.label, cv::FONT_HERSHEY_SIMPLEX, scale, weight, &below);
    const int height = size.height + below + 4;
    // Above the box, or inside it where there is no room above; never beyond the sides.
    const int top = box.y >= height ? box.y - height : std::max(0, box.y);
    const int left = std::clamp(box.x, 0, std::max(0, image.cols - size.width - 4));
    cv::rectangle(image, cv::Rect(left, top, size.width + 4, height), cv::Scalar(box.blue, box.green, box.red), cv::FILLED);
    cv::putText(image, box.label, cv::Point(left + 2, top + size.height + 2), cv::FONT_HERSHEY_SIMPLEX, scale, text_colour(box), weight, cv::LINE_AA);
}

}  // namespace

extern "C" {

int32_t edge_draw_boxes(uint8_t* data, int64_t stride, int32_t width, int32_t height, const edge_box* boxes, int32_t count) {
    if (data == nullptr || width < 1 || height < 1 || stride < 3LL * width || count < 0 || (boxes == nullptr && count > 0)) return EDGE_INVALID_ARGUMENT;
    return edge::guarded([&]() -> int32_t {
        cv::Mat image(height, width, CV_8UC3, data, static_cast<size_t>(stride));
        for (int32_t i = 0; i < count; i++) {
            const edge_box& box = boxes[i];
            if (box.width < 1 || box.height < 1) continue;
            cv::rectangle(image, cv::Rect(box.x, box.y, box.width, box.height), cv::Scalar(box.blue, box.green, box.red), std::max<int>(1, box.thickness));
            if (box.label != nullptr && box.label[0] != 0) draw_label(image, box);
        }

        return EDGE_OK;
    });
}

}
