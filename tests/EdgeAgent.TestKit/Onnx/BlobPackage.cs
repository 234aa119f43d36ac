using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EdgeAgent.TestKit.Onnx;

/// <summary>
/// A whole model package that sees red and blue squares, in the layout of YOLOv8: its detections can be foretold. The input is 160 × 120, stretched;
/// a box of 20 × 20 lies at every fourth pixel, and its score is how red (or blue) the 16 × 16 pixels in its middle are, 0 where half of them are not.
/// </summary>
public static class BlobPackage
{
    public const int Width = 160, Height = 120;

    /// <summary>Side of the boxes, pixels of the input.</summary>
    public const int Box = 20;

    private const int Kernel = 16, Stride = 4;
    private const int Columns = ((Width - Kernel) / Stride) + 1, Rows = ((Height - Kernel) / Stride) + 1;

    /// <summary>The model: <c>output0</c> is [1, 6, N], rows centre x, centre y, width, height, red, blue.</summary>
    /// <param name="fails">Whether its session fails as soon as it sees a square: it looks beyond the end of a table.</param>
    public static OnnxModelBuilder Model(bool fails = false)
    {
        const int boxes = Columns * Rows, area = Kernel * Kernel;
        // Red less green and blue, and blue less green and red: gray has neither.
        var weights = new float[2 * 3 * area];
        float[][] mix = [[2f, -1f, -1f], [-1f, -1f, 2f]];
        for (var label = 0; label < 2; label++)
            for (var channel = 0; channel < 3; channel++)
                weights.AsSpan(((label * 3) + channel) * area, area).Fill(mix[label][channel] / area);
        var places = new float[4 * boxes];
        for (var i = 0; i < boxes; i++)
            (places[i], places[boxes + i], places[(2 * boxes) + i], places[(3 * boxes) + i]) = ((i % Columns * Stride) + (Kernel / 2f), (i / Columns * Stride) + (Kernel / 2f), Box, Box);
        var model = new OnnxModelBuilder()
            .Input("images", 1, 3, Height, Width)
            .Initializer("weights", [2, 3, Kernel, Kernel], weights)
            .Initializer("places", [1, 4, boxes], places)
            .Initializer("shape", [3], [1L, 2L, boxes])
            .Initializer("zero", [], [0f])
            .Initializer("one", [], [1f])
            .Conv("images", "weights", "colour", Stride, Stride)
            .Initializer("less", [], [-1f])
            .Add("colour", "less", "beyond")
            .Node("Clip", ["beyond", "zero", "one"], ["clipped"])
            .Node("Reshape", ["clipped", "shape"], ["scores"])
            .Node("Concat", ["places", "scores"], [fails ? "all" : "output0"], ("axis", 1L));
        if (fails)
        {
            model = model.Node("ReduceMax", ["scores"], ["most"], ("axes", new[] { 1L, 2L }), ("keepdims", 1L)).Initializer("two", [], [2f]).Mul("most", "two", "twice").Cast("twice", "index", OnnxType.Int64)
                .Initializer("table", [1], [0f]).Node("Gather", ["table", "index"], ["looked"], ("axis", 0L)).Add("all", "looked", "output0");
        }

        return model.Output("output0", 1, 6, boxes);
    }

    /// <summary>Writes a package <c>NAME/1</c> into a repository and returns its folder.</summary>
    public static string Write(string repository, string name = "blobs", byte[]? model = null, Action<JsonObject>? change = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(repository, name, "1")).FullName;
        var bytes = model ?? Model().Build();
        var manifest = JsonNode.Parse($$"""
            { "name": "{{name}}", "version": 1, "task": "object-detection", "description": "sees red and blue squares", "license": "MIT", "origin": "made by a test",
              "input":  { "tensor": "images", "kind": "image", "width": {{Width}}, "height": {{Height}}, "resize": "stretch", "color": "rgb", "scale": 0.00392156862745098, "mean": 0, "std": 1 },
              "output": { "format": "yolov8", "tensor": "output0", "activation": "none", "minScore": 0.3, "nms": "class", "iou": 0.2 },
              "labels": ["red", "blue"],
              "events": { "high": 0.6, "low": 0.4 },
              "variants": { } }
            """)!.AsObject();
        manifest["variants"]!["full"] = new JsonObject { ["file"] = "model.onnx", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        change?.Invoke(manifest);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), bytes);
        File.WriteAllText(Path.Combine(folder, "model.json"), manifest.ToJsonString());
        return folder;
    }
}
