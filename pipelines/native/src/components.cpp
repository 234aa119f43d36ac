#include <vector>

#include <opencv2/imgproc.hpp>

#include "guard.hpp"

extern "C" {

int32_t edge_components(const edge_image* mask, int32_t connectivity, int32_t min_area, edge_component* components, int32_t capacity, int32_t* count, int32_t* labels) {
    if (!edge::is_sound(mask) || mask->pixels != EDGE_GRAY8 || count == nullptr || capacity < 0) return EDGE_INVALID_ARGUMENT;
    if ((components == nullptr && capacity > 0) || (connectivity != 4 && connectivity != 8)) return EDGE_INVALID_ARGUMENT;
    return edge::guarded([&]() -> int32_t {
        *count = 0;
        cv::Mat numbers, stats, centres;
        const int found = cv::connectedComponentsWithStats(edge::view(*mask), numbers, stats, centres, connectivity, CV_32S);
        // Number 0 is the background.
        std::vector<int32_t> renumbered(static_cast<size_t>(found), 0);
        int32_t kept = 0;
        for (int i = 1; i < found; i++) {
            const int* stat = stats.ptr<int>(i);
            if (stat[cv::CC_STAT_AREA] < min_area) continue;
            renumbered[static_cast<size_t>(i)] = ++kept;
            if (kept > capacity) continue;
            components[kept - 1] = edge_component{
                stat[cv::CC_STAT_LEFT], stat[cv::CC_STAT_TOP], stat[cv::CC_STAT_WIDTH], stat[cv::CC_STAT_HEIGHT],
                stat[cv::CC_STAT_AREA], kept, centres.at<double>(i, 0), centres.at<double>(i, 1)};
        }

        *count = kept;
        if (labels == nullptr) return EDGE_OK;
        for (int y = 0; y < mask->height; y++) {
            const int* row = numbers.ptr<int>(y);
            int32_t* out = labels + static_cast<size_t>(y) * static_cast<size_t>(mask->width);
            for (int x = 0; x < mask->width; x++) out[x] = renumbered[static_cast<size_t>(row[x])];
        }

        return EDGE_OK;
    });
}

}
