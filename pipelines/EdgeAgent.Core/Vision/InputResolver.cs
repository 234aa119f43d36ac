using System.Globalization;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>Decides how images become a model's input.</summary>
internal static class InputResolver
{
    /// <summary>Width, height, layout and number type, which decoders need first; null after a problem.</summary>
    public static ImageInput? Geometry(InputSpec spec, ModelSurface surface, EmbeddedMetadata metadata, PlanNotes notes)
    {
        var image = spec.Image!;
        if (surface.Inputs.FirstOrDefault(t => t.Name == spec.Tensor) is not { } tensor)
        {
            notes.Problem($"there is no input \"{spec.Tensor}\"; there are {string.Join("; ", surface.Inputs)}: name one of these as input.tensor");
            return null;
        }

        notes.Note("input.tensor", spec.Tensor, PlanSource.Manifest, $"the manifest says so; the file declares {tensor}");
        foreach (var other in surface.Inputs.Where(t => t.Name != spec.Tensor && t.Name != image.SizeTensor))
            notes.Problem($"the model also takes {other}; if it wants the original image's size name it as input.sizeTensor, else export the model without it");
        if (image.SizeTensor is { } size && surface.Inputs.All(t => t.Name != size))
            notes.Problem($"there is no input \"{size}\"; name the input that takes the original image's size as input.sizeTensor, or leave it out");
        if (Layout(image, tensor, notes) is not { } layout || Type(image, tensor, notes) is not { } type) return null;
        var (rows, columns, channels) = layout == TensorLayout.Nchw ? (tensor.Shape[^2], tensor.Shape[^1], tensor.Shape[^3]) : (tensor.Shape[^3], tensor.Shape[^2], tensor.Shape[^1]);
        if (tensor.Shape.Count == 4 && tensor.Shape[0] > 1)
            notes.Problem($"{tensor} is fixed to {tensor.Shape[0]} images at once; export it with a dynamic or single batch");
        var height = Side("input.height", image.Height, rows, metadata.Height, tensor, notes);
        var width = Side("input.width", image.Width, columns, metadata.Width, tensor, notes);
        var gray = channels == 1 || (channels < 0 && image.Color == ColorOrder.Gray);
        if (channels is not (-1 or 1 or 3)) notes.Problem($"{tensor} has {channels} channels; this build gives 1 (gray) or 3");
        else if (channels > 0 && image.Color is { } color && (color == ColorOrder.Gray) != (channels == 1))
            notes.Problem($"{tensor} has {channels} channels, which does not suit input.color \"{VisionWords.Color.Of(color)}\"; set it to {(channels == 1 ? "\"gray\"" : "\"rgb\" or \"bgr\"")}");
        return height is { } h && width is { } w
            ? new ImageInput(spec.Tensor, w, h) { Layout = layout, Type = type, Color = gray ? ColorOrder.Gray : ColorOrder.Rgb, SizeTensor = image.SizeTensor, SizeOrder = image.SizeOrder ?? SizeOrder.WidthHeight }
            : null;
    }

    /// <summary>Adds what depends on the family: resizing, colours, scale, mean and std.</summary>
    public static ImageInput Complete(ImageInput input, ImageSpec image, ImageFamily family, string familyName, PlanNotes notes)
    {
        var why = $"nobody says it; usual for {familyName}, so set it if the model was trained otherwise";
        var resize = notes.Pick("input.resize", image.Resize, family.Resize, PlanSource.Default, why, VisionWords.Resize.Of);
        var align = ImageAlignment.Center;
        var pad = 0f;
        if (resize == ImageResize.Letterbox)
        {
            align = notes.Pick("input.align", image.Align, family.Align, PlanSource.Default, why, VisionWords.Align.Of);
            pad = notes.Pick("input.pad", image.Pad, family.Pad, PlanSource.Default, why);
        }

        var color = input.Color == ColorOrder.Gray
            ? notes.Pick("input.color", image.Color, ColorOrder.Gray, PlanSource.Shape, "the input has one channel", VisionWords.Color.Of)
            : notes.Pick("input.color", image.Color, family.Color, PlanSource.Default, why, VisionWords.Color.Of);
        var scale = notes.Pick("input.scale", image.Scale, family.Scale, PlanSource.Default, why);
        return input with
        {
            Resize = resize, Align = align, Pad = pad, Color = color, Scale = scale,
            ShortSide = image.ShortSide,
            Interpolation = notes.Pick("input.interpolation", image.Interpolation, ImageInterpolation.Bilinear, PlanSource.Default, "nobody says it", VisionWords.Interpolation.Of),
            Mean = PerChannel("input.mean", image.Mean, family.Mean, color, why, notes),
            Std = PerChannel("input.std", image.Std, family.Std, color, why, notes),
        };
    }

    private static double[] PerChannel(string key, IReadOnlyList<double>? stated, double[] usual, ColorOrder color, string why, PlanNotes notes)
    {
        var channels = color == ColorOrder.Gray ? 1 : 3;
        IReadOnlyList<double> values = stated ?? usual;
        if (values.Count != 1 && values.Count != channels)
        {
            if (stated is not null) notes.Problem($"{key} holds {values.Count} numbers, but the input has {channels} {(channels == 1 ? "channel" : "channels")}; give one number, or one a channel");

            // A usual value for colours says nothing for gray: its middle does.
            values = [values[values.Count / 2]];
        }

        double[] each = values.Count == channels ? [.. values] : [.. Enumerable.Repeat(values[0], channels)];
        notes.Note(key, string.Join(", ", each.Select(v => v.ToString(CultureInfo.InvariantCulture))), stated is null ? PlanSource.Default : PlanSource.Manifest, stated is null ? why : "the manifest says so");
        return each;
    }

    private static TensorLayout? Layout(ImageSpec image, TensorDescription tensor, PlanNotes notes)
    {
        if (tensor.Shape.Count is not (3 or 4))
        {
            notes.Problem($"{tensor} has {tensor.Shape.Count} dimensions; an image input has 4, [batch, channels, height, width] or [batch, height, width, channels], or 3 without the batch");
            return null;
        }

        var (first, last) = (tensor.Shape[^3], tensor.Shape[^1]);
        TensorLayout? seen = first is 1 or 3 ? TensorLayout.Nchw : last is 1 or 3 ? TensorLayout.Nhwc : null;
        if (image.Layout is null && seen is null)
        {
            notes.Problem($"{tensor} does not tell where its channels stand; set input.layout to \"nchw\" or \"nhwc\"");
            return null;
        }

        return notes.Pick("input.layout", image.Layout, seen ?? default, PlanSource.Shape, $"the file declares {tensor}", VisionWords.Layout.Of);
    }

    private static PixelType? Type(ImageSpec image, TensorDescription tensor, PlanNotes notes)
    {
        PixelType? declared = tensor.ElementType switch { "float" => PixelType.Single32, "float16" => PixelType.Half16, "uint8" => PixelType.Unsigned8, _ => null };
        if (declared is null)
            notes.Problem($"{tensor} takes {tensor.ElementType}; this build gives images as float32, float16 or uint8: export it with one of these");
        else if (image.Type is { } stated && stated != declared)
            notes.Problem($"{tensor} takes {VisionWords.Type.Of(declared.Value)}, but input.type is \"{VisionWords.Type.Of(stated)}\"; set it to what the file takes or leave it out");
        else
            return notes.Pick("input.type", image.Type, declared.Value, PlanSource.Shape, $"the file declares {tensor}", VisionWords.Type.Of);
        return null;
    }

    private static int? Side(string key, int? stated, long declared, int? embedded, TensorDescription tensor, PlanNotes notes)
    {
        if (stated is { } wanted && declared > 0 && wanted != declared)
        {
            notes.Problem($"{key} is {wanted}, but the file declares {tensor}; set it to {declared} or leave it out");
            return null;
        }

        if ((stated ?? (declared > 0 ? (int)declared : embedded)) is not { } side)
        {
            notes.Problem($"{tensor} leaves its size open and nothing embedded says it; set input.width and input.height");
            return null;
        }

        return declared > 0
            ? notes.Pick(key, stated, side, PlanSource.Shape, $"the file declares {tensor}")
            : notes.Pick(key, stated, side, PlanSource.Metadata, "the file leaves it open; its metadata say imgsz");
    }
}
