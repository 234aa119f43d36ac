using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Manifests;

public sealed class ImageManifestTests
{
    private static JsonObject Valid()
    {
        var manifest = TestPackage.Valid();
        manifest["task"] = "object-detection";
        manifest["events"] = new JsonObject { ["high"] = 0.6 };
        manifest["input"] = JsonNode.Parse("""{ "tensor": "images", "kind": "image", "width": 320, "height": 240 }""");
        manifest["output"] = JsonNode.Parse("""{ "format": "yolov8" }""");
        return manifest;
    }

    private static ModelManifest Read(JsonObject manifest) => ManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString()));

    private static string Problem(string part, string json)
    {
        var manifest = Valid();
        foreach (var (key, value) in JsonNode.Parse(json)!.AsObject()) manifest[part]![key] = value?.DeepClone();
        return Assert.Throws<ModelException>(() => Read(manifest)).Message;
    }

    [Fact]
    public void Read_FullImageInput_GivesEveryValue()
    {
        var manifest = Valid();
        manifest["input"] = JsonNode.Parse("""
            { "tensor": "images", "kind": "image", "width": 320, "height": 240, "resize": "letterbox", "align": "top-left", "pad": 114, "interpolation": "area",
              "color": "bgr", "scale": 0.5, "mean": [103.53, 116.28, 123.675], "std": 58, "layout": "nhwc", "type": "float16", "sizeTensor": "orig", "sizeOrder": "hw" }
            """);

        var read = Read(manifest);
        var image = read.Input.Image!;

        Assert.True(read.IsImage);
        Assert.Equal(("images", "image"), (read.Input.Tensor, read.Input.Kind));
        Assert.Equal((320, 240), (image.Width, image.Height));
        Assert.Equal((ImageResize.Letterbox, ImageAlignment.TopLeft, 114f), (image.Resize, image.Align, image.Pad));
        Assert.Equal((ImageInterpolation.Area, ColorOrder.Bgr, 0.5), (image.Interpolation, image.Color, image.Scale));
        Assert.Equal([103.53, 116.28, 123.675], image.Mean);
        Assert.Equal([58.0], image.Std);
        Assert.Equal((TensorLayout.Nhwc, PixelType.Half16), (image.Layout, image.Type));
        Assert.Equal(("orig", SizeOrder.HeightWidth), (image.SizeTensor, image.SizeOrder));
    }

    [Fact]
    public void Read_FullImageOutput_GivesEveryValue()
    {
        var manifest = Valid();
        manifest["output"] = JsonNode.Parse("""
            { "format": "ssd", "tensors": { "boxes": "b", "scores": ["s8", "s16"] }, "activation": "softmax", "layout": "nhwc", "boxes": "yxyx", "units": "fractions",
              "strides": [8, 16], "anchors": [[10, 16], [24, 32.5]], "variances": [0.1, 0.2], "backgroundClass": 0, "firstClass": 1,
              "minScore": 0.35, "nms": "all", "iou": 0.3, "maxDetections": 50 }
            """);

        var output = Read(manifest).Output.Image!;

        Assert.Equal(ImageOutputFormat.Ssd, output.Format);
        Assert.Equal(["b"], output.Tensors["boxes"]);
        Assert.Equal(["s8", "s16"], output.Tensors["scores"]);
        Assert.Equal((ScoreActivation.Softmax, TensorLayout.Nhwc, BoxOrder.CornersRowFirst, BoxUnit.Fractions), (output.Activation, output.Layout, output.Boxes, output.Units));
        Assert.Equal([8, 16], output.Strides);
        Assert.Equal([new AnchorSize(10, 16)], output.Anchors![0]);
        Assert.Equal([new AnchorSize(24, 32.5f)], output.Anchors[1]);
        Assert.Equal([0.1, 0.2], output.Variances);
        Assert.Equal((0, 1, 0.35f, NmsKind.AllClasses, 0.3f, 50), (output.BackgroundClass, output.FirstClass, output.MinScore, output.Nms, output.Iou, output.MaxDetections));
    }

    [Fact]
    public void Read_SilentImageManifest_LeavesEverythingOpen()
    {
        var manifest = Valid();
        manifest["input"] = JsonNode.Parse("""{ "tensor": "images", "kind": "image" }""");
        manifest.Remove("output");
        manifest.Remove("labels");

        var read = Read(manifest);

        Assert.Equal(new ImageSpec(), read.Input.Image);
        Assert.Null(read.Output.Image!.Format);
        Assert.Empty(read.Output.Image.Tensors);
    }

    [Fact]
    public void Read_AnchorsPerStride_MayDifferInNumber()
    {
        var manifest = Valid();
        manifest["output"] = JsonNode.Parse("""{ "format": "ssd", "strides": [8, 16], "anchors": [[[10, 10], [16, 16]], [[32, 32]]] }""");

        Assert.Equal([2, 1], Read(manifest).Output.Image!.Anchors!.Select(level => level.Count));
    }

    [Theory]
    [InlineData("""{ "resize": "strech" }""", "input.resize: is \"strech\"; did you mean \"stretch\"?; it must be one of \"letterbox\", \"stretch\", \"crop\"")]
    [InlineData("""{ "width": null }""", "input.width: is missing; give width and height")]
    [InlineData("""{ "width": 0 }""", "input.width: is 0; it must be a whole number from 1 to 16384, in pixels")]
    [InlineData("""{ "pad": 256 }""", "input.pad: is 256; it must be a number from 0 to 255")]
    [InlineData("""{ "resize": "stretch", "pad": 0 }""", "input.pad: means something for a letterbox only")]
    [InlineData("""{ "shortSide": 256 }""", "input.shortSide: means something for a crop only")]
    [InlineData("""{ "resize": "crop", "shortSide": 256 }""", "input.shortSide: is 256, less than the input of 320x240")]
    [InlineData("""{ "mean": [1, 2] }""", "input.mean: holds 2 numbers")]
    [InlineData("""{ "std": [1, 0, 1] }""", "input.std: divides, so every number must be above 0")]
    [InlineData("""{ "mean": ["a"] }""", "input.mean: is an array; it must be 1 to 3 numbers from -1000000 to 1000000")]
    [InlineData("""{ "kind": "waveform" }""", "input.kind: is \"waveform\", which does not suit the task; it must be \"image\"")]
    [InlineData("""{ "sampleRate": 100 }""", "input.sampleRate: is not a key of input")]
    public void Read_WrongImageInput_SaysWhatWouldBeRight(string change, string sentence) =>
        Assert.Contains(sentence, Problem("input", change), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "format": "yolo8" }""", "output.format: is \"yolo8\"; did you mean \"yolov8\"?")]
    [InlineData("""{ "format": "mask" }""", "output.format: is \"mask\", which is for the task image-segmentation, but the task is object-detection")]
    [InlineData("""{ "tensors": { "boxs": "b" } }""", "output.tensors.boxs: is not a role; did you mean \"boxes\"? (known: main, boxes")]
    [InlineData("""{ "tensors": { "boxes": 3 } }""", "output.tensors.boxes: is 3; it must be the name of an output tensor")]
    [InlineData("""{ "tensor": "a", "tensors": { "main": "b" } }""", "output.tensor: is given, and tensors.main too; keep one")]
    [InlineData("""{ "anchors": [[1, 2]] }""", "output.anchors: means something for yolov2")]
    [InlineData("""{ "format": "yolov2", "anchors": [[1, -2]] }""", "output.anchors: must be an array of pairs")]
    [InlineData("""{ "format": "yolov5-grids", "strides": [8, 16], "anchors": [[1, 2], [3, 4], [5, 6]] }""", "output.anchors: holds 3 pairs, which 2 strides can't share evenly")]
    [InlineData("""{ "strides": [8.5] }""", "output.strides: must be whole numbers of pixels")]
    [InlineData("""{ "format": "boxes-nms", "columns": ["box", "confidence"] }""", "output.columns: holds \"confidence\"")]
    [InlineData("""{ "format": "boxes-nms", "columns": ["box", "class"] }""", "output.columns: must name box and score")]
    [InlineData("""{ "columns": ["box", "score"] }""", "output.columns: means something for the format \"boxes-nms\" only")]
    [InlineData("""{ "connectivity": 6 }""", "output.connectivity: is 6; it must be 4 or 8")]
    [InlineData("""{ "minScore": 1.5 }""", "output.minScore: is 1.5; it must be a number from 0 to 1")]
    [InlineData("""{ "format": "yolov4", "strides": [8, 16], "centerScale": [1.2] }""", "output.centerScale: holds 1 numbers for 2 strides")]
    public void Read_WrongImageOutput_SaysWhatWouldBeRight(string change, string sentence) =>
        Assert.Contains(sentence, Problem("output", change), StringComparison.Ordinal);
}
