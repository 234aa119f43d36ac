using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Models.Manifests;

/// <summary>Reads <c>input</c> of an image model.</summary>
internal static class ImageInputReader
{
    private const int LargestSide = 16384;

    /// <summary>Reads the object; null after a problem.</summary>
    public static InputSpec? Read(ManifestNode node)
    {
        var tensor = node.Text("tensor", "the name of the model's input tensor", required: true);
        var image = new ImageSpec
        {
            Width = node.Integer("width", 1, LargestSide, ", in pixels"),
            Height = node.Integer("height", 1, LargestSide, ", in pixels"),
            Resize = node.Word("resize", VisionWords.Resize),
            Align = node.Word("align", VisionWords.Align),
            Pad = (float?)node.Number("pad", 0, 255, ", a pixel value"),
            ShortSide = node.Integer("shortSide", 1, LargestSide, ", in pixels"),
            Interpolation = node.Word("interpolation", VisionWords.Interpolation),
            Color = node.Word("color", VisionWords.Color),
            Scale = node.Number("scale", 1e-9, 1e9, ", the factor on pixel values 0..255"),
            Mean = PerChannel(node, "mean"),
            Std = PerChannel(node, "std"),
            Layout = node.Word("layout", VisionWords.Layout),
            Type = node.Word("type", VisionWords.Type),
            SizeTensor = node.Text("sizeTensor", "the name of the input that takes the original image's size"),
            SizeOrder = node.Word("sizeOrder", VisionWords.SizeOrder),
            Tiles = Tiles(node.Object("tiles")),
        };
        RefuseContradictions(node, image);
        node.RefuseUnknownKeys();
        return tensor is null ? null : new InputSpec(tensor, "image", 0, 0, 0, 0) { Image = image };
    }

    private static TileSpec? Tiles(ManifestNode? node)
    {
        if (node is null) return null;
        var width = node.Integer("width", 16, LargestSide, ", in pixels of the picture", required: true);
        var height = node.Integer("height", 16, LargestSide, ", in pixels of the picture", required: true);
        var overlap = node.Number("overlap", 0, 0.9, ", the part of a tile that the next one shares") ?? 0.2;
        var empty = node.Number("emptyBelow", 0, 255, ", levels") ?? 0;
        node.RefuseUnknownKeys();
        return width is { } across && height is { } down ? new TileSpec(across, down, overlap, empty) : null;
    }

    private static IReadOnlyList<double>? PerChannel(ManifestNode node, string key)
    {
        if (node.Numbers(key, -1e6, 1e6, 1, 3) is not { } numbers) return null;
        if (numbers.Count == 2)
        {
            node.Problem(key, "holds 2 numbers; it must be one number, or one for each of 1 or 3 channels");
            return null;
        }

        if (key != "std" || numbers.All(n => n > 0)) return numbers;
        node.Problem(key, "divides, so every number must be above 0");
        return null;
    }

    private static void RefuseContradictions(ManifestNode node, ImageSpec image)
    {
        if ((image.Width is null) != (image.Height is null))
            node.Problem(image.Width is null ? "width" : "height", "is missing; give width and height, or neither where the model file says them");
        if (image.Resize is { } resize && resize != ImageResize.Letterbox && (image.Pad ?? (object?)image.Align) is not null)
            node.Problem(image.Pad is null ? "align" : "pad", "means something for a letterbox only; leave it out or set resize to \"letterbox\"");
        if (image.ShortSide is not { } side) return;
        if (image.Resize != ImageResize.Crop)
            node.Problem("shortSide", "means something for a crop only; leave it out or set resize to \"crop\"");
        else if (image is { Width: { } width, Height: { } height } && side < Math.Max(width, height))
            node.Problem("shortSide", $"is {side}, less than the input of {width}x{height}; the middle can't be cut out of a smaller image");
    }
}
