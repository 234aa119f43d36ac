namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>What the manifests of the shared models say.</summary>
internal static class SharedModels
{
    public static IReadOnlyList<string> Detectors { get; } = ["tinyyolov2_voc_416", "yolox_nano_416", "fastestdet_352", "nanodet_m_320", "ultraface_rfb_320"];

    public static SharedModel Open(string id) => id switch
    {
        "tinyyolov2_voc_416" => new SharedModel(id, "object-detection",
            """{ "tensor": "image", "kind": "image", "width": 416, "height": 416, "resize": "stretch", "color": "rgb", "scale": 1, "mean": 0, "std": 1, "layout": "nchw", "type": "float32" }""",
            """
            { "format": "yolov2", "tensor": "grid", "strides": 32, "anchors": [[1.08, 1.19], [3.42, 4.41], [6.63, 11.38], [9.42, 5.11], [16.62, 10.52]],
              "activation": "softmax", "minScore": 0.3, "nms": "class", "iou": 0.3 }
            """),
        "yolox_nano_416" => new SharedModel(id, "object-detection",
            """{ "tensor": "images", "kind": "image", "width": 416, "height": 416, "resize": "letterbox", "align": "top-left", "pad": 114, "color": "bgr", "scale": 1, "mean": 0, "std": 1 }""",
            """{ "format": "yolox", "tensor": "output", "strides": [8, 16, 32], "activation": "none", "layout": "nhwc", "minScore": 0.3, "nms": "all", "iou": 0.45 }"""),
        "fastestdet_352" => new SharedModel(id, "object-detection",
            """{ "tensor": "input.1", "kind": "image", "width": 352, "height": 352, "resize": "stretch", "interpolation": "area", "color": "bgr", "scale": 0.00392156862745098, "mean": 0, "std": 1 }""",
            """{ "format": "fastestdet", "tensor": "758", "minScore": 0.65, "nms": "all", "iou": 0.45 }"""),
        "nanodet_m_320" => new SharedModel(id, "object-detection",
            """
            { "tensor": "input.1", "kind": "image", "width": 320, "height": 320, "resize": "letterbox", "align": "center", "pad": 0, "interpolation": "area", "color": "bgr",
              "scale": 1, "mean": [103.53, 116.28, 123.675], "std": [57.375, 57.12, 58.395] }
            """,
            """
            { "format": "nanodet", "tensors": { "scores": ["cls_pred_stride_8", "cls_pred_stride_16", "cls_pred_stride_32"], "boxes": ["dis_pred_stride_8", "dis_pred_stride_16", "dis_pred_stride_32"] },
              "strides": [8, 16, 32], "cellCenter": "pixel-middle", "activation": "none", "minScore": 0.35, "nms": "all", "iou": 0.6 }
            """),
        "ultraface_rfb_320" => new SharedModel(id, "object-detection",
            """{ "tensor": "input", "kind": "image", "width": 320, "height": 240, "resize": "stretch", "color": "rgb", "scale": 1, "mean": 127, "std": 128 }""",
            """
            { "format": "ssd", "tensors": { "boxes": "boxes", "scores": "scores" }, "boxes": "xyxy", "units": "fractions", "backgroundClass": 0, "activation": "none",
              "minScore": 0.7, "nms": "class", "iou": 0.3 }
            """),
        "deeplab_v3_257" => new SharedModel(id, "image-segmentation",
            """{ "tensor": "sub_7", "kind": "image", "width": 257, "height": 257, "resize": "stretch", "color": "rgb", "scale": 0.00784313725490196, "mean": 1, "std": 1, "layout": "nhwc" }""",
            """{ "format": "mask", "tensor": "ResizeBilinear_3", "layout": "nhwc", "backgroundClass": 0, "activation": "softmax", "connectivity": 8 }"""),
        "mnist_cntk" => new SharedModel(id, "image-classification",
            """{ "tensor": "Input3", "kind": "image", "width": 28, "height": 28, "resize": "stretch", "color": "gray", "scale": 1, "mean": 0, "std": 1 }""",
            """{ "format": "top-k", "tensor": "Plus214_Output_0", "activation": "softmax", "topK": 3 }"""),
        "squeezenet_fp16_224" => new SharedModel(id, "image-classification",
            """{ "tensor": "data_0", "kind": "image", "width": 224, "height": 224, "resize": "stretch", "color": "bgr", "scale": 1, "mean": 0, "std": 1, "type": "float16" }""",
            """{ "format": "top-k", "tensor": "softmaxout_1", "activation": "none", "topK": 5 }"""),
        _ => throw new ArgumentException($"no manifest is written for {id}", nameof(id)),
    };
}
