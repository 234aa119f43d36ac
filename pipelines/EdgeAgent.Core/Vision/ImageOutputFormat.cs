using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>The layout of an image model's outputs. N boxes, C classes; a batch dimension of 1 goes before each shape.</summary>
public enum ImageOutputFormat
{
    /// <summary>Scores: [C] for the whole image.</summary>
    [JsonStringEnumMemberName("scores")] Scores,

    /// <summary>Scores: [C], of which the best few are reported.</summary>
    [JsonStringEnumMemberName("top-k")] TopK,

    /// <summary>One grid [A·(5 + C), h, w], or [A·5, h, w] without classes: x = (column + σ(tx))·stride, w = e^tw·anchor·stride, score = σ(to)·softmax(classes).</summary>
    [JsonStringEnumMemberName("yolov2")] Yolov2,

    /// <summary>Zoo form after NMS: boxes [N, 4] (y1 x1 y2 x2), scores [C, N], indices [n, 3] (batch, class, box).</summary>
    [JsonStringEnumMemberName("yolov3")] Yolov3,

    /// <summary>Zoo form: a grid a stride, [h, w, A, 5 + C], raw box numbers, scores after sigmoid.</summary>
    [JsonStringEnumMemberName("yolov4")] Yolov4,

    /// <summary>[N, 5 + C]: box, objectness, classes, all decoded; score = objectness · class (YOLOv5, YOLOv7).</summary>
    [JsonStringEnumMemberName("yolov5")] Yolov5,

    /// <summary>A grid a stride, [A·(5 + C), h, w] or [A, h, w, 5 + C]: xy = (2t − ½ + cell)·stride, wh = (2t)²·anchor.</summary>
    [JsonStringEnumMemberName("yolov5-grids")] Yolov5Grids,

    /// <summary>[4 + C, N]: box and classes, decoded (YOLOv8, 9, 11, 12). With mask coefficients: [4 + C + m, N] and prototypes [m, h, w].</summary>
    [JsonStringEnumMemberName("yolov8")] Yolov8,

    /// <summary>[N, 6]: x1 y1 x2 y2 score class, after selection (YOLOv10, YOLO26, exports with NMS). With mask coefficients: [N, 6 + m] and prototypes.</summary>
    [JsonStringEnumMemberName("yolov10")] Yolov10,

    /// <summary>[N, 5 + C] raw: xy = (t + cell)·stride, wh = e^t·stride; score = objectness · class.</summary>
    [JsonStringEnumMemberName("yolox")] Yolox,

    /// <summary>Boxes and class scores, [N, 4] and [N, C]; raw offsets to priors where anchors are given; or after selection with classes and count (TensorFlow).</summary>
    [JsonStringEnumMemberName("ssd")] Ssd,

    /// <summary>Queries: boxes [N, 4] and class logits [N, C]; or [N, 4 + C]; or labels, boxes, scores (DETR, RT-DETR, RF-DETR).</summary>
    [JsonStringEnumMemberName("detr")] Detr,

    /// <summary>Count [1], boxes [N, 4], scores [N], classes [N].</summary>
    [JsonStringEnumMemberName("efficient-nms")] EfficientNms,

    /// <summary>Rows of selected boxes, [N, 5], [N, 6] or [N, 7], whose columns are named.</summary>
    [JsonStringEnumMemberName("boxes-nms")] BoxesNms,

    /// <summary>Class scores [n, C] and distances [n, 4·bins] a stride: softmax over bins, expectation · stride (NanoDet, PicoDet).</summary>
    [JsonStringEnumMemberName("nanodet")] Nanodet,

    /// <summary>[5 + C, h, w]: objectness, tanh offsets and sigmoid size as fractions; score = objectness^0.6 · class^0.4.</summary>
    [JsonStringEnumMemberName("fastestdet")] FastestDet,

    /// <summary>Class scores of every pixel, [C, h, w] or [h, w, C]; connected pixels are objects.</summary>
    [JsonStringEnumMemberName("mask")] Mask,

    /// <summary>How unusual every pixel is, [1, h, w], and how unusual the image.</summary>
    [JsonStringEnumMemberName("anomaly-map")] AnomalyMap,
}
