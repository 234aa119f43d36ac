using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>The words of every vision enum.</summary>
public static class VisionWords
{
    /// <summary>Words of <c>input.resize</c>.</summary>
    public static EnumWords<ImageResize> Resize { get; } = new(VisionJson.Default.ImageResize);

    /// <summary>Words of <c>input.align</c>.</summary>
    public static EnumWords<ImageAlignment> Align { get; } = new(VisionJson.Default.ImageAlignment);

    /// <summary>Words of <c>input.interpolation</c>.</summary>
    public static EnumWords<ImageInterpolation> Interpolation { get; } = new(VisionJson.Default.ImageInterpolation);

    /// <summary>Words of <c>input.color</c>.</summary>
    public static EnumWords<ColorOrder> Color { get; } = new(VisionJson.Default.ColorOrder);

    /// <summary>Words of <c>input.layout</c> and <c>output.layout</c>.</summary>
    public static EnumWords<TensorLayout> Layout { get; } = new(VisionJson.Default.TensorLayout);

    /// <summary>Words of <c>input.type</c>.</summary>
    public static EnumWords<PixelType> Type { get; } = new(VisionJson.Default.PixelType);

    /// <summary>Words of <c>input.sizeOrder</c>.</summary>
    public static EnumWords<SizeOrder> SizeOrder { get; } = new(VisionJson.Default.SizeOrder);

    /// <summary>Words of <c>output.boxes</c>.</summary>
    public static EnumWords<BoxOrder> Boxes { get; } = new(VisionJson.Default.BoxOrder);

    /// <summary>Words of <c>output.units</c>.</summary>
    public static EnumWords<BoxUnit> Units { get; } = new(VisionJson.Default.BoxUnit);

    /// <summary>Words of <c>output.nms</c>.</summary>
    public static EnumWords<NmsKind> Nms { get; } = new(VisionJson.Default.NmsKind);

    /// <summary>Words of <c>output.cellCenter</c>.</summary>
    public static EnumWords<CellCenter> CellCenter { get; } = new(VisionJson.Default.CellCenter);

    /// <summary>Words of <c>output.format</c>.</summary>
    public static EnumWords<ImageOutputFormat> Format { get; } = new(VisionJson.Default.ImageOutputFormat);

    /// <summary>Words of <c>output.activation</c>.</summary>
    public static EnumWords<ScoreActivation> Activation { get; } = new(VisionJson.Default.ScoreActivation);
}
