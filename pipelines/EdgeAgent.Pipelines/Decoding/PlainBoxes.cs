using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Boxes that are decoded already: four numbers in some order and unit.</summary>
internal sealed class PlainBoxes(ImageInput input, ImageOutput output) : IRowBoxes
{
    private readonly BoxOrder _order = output.Boxes;
    private readonly float _width = output.Units == BoxUnit.Fractions ? input.Width : 1;
    private readonly float _height = output.Units == BoxUnit.Fractions ? input.Height : 1;

    /// <inheritdoc/>
    public ImageBox Read(int row, float a, float b, float c, float d) => _order switch
    {
        BoxOrder.Center => ImageBox.FromCenter(a * _width, b * _height, c * _width, d * _height),
        BoxOrder.CornersRowFirst => new ImageBox(b * _width, a * _height, d * _width, c * _height),
        BoxOrder.TopLeft => new ImageBox(a * _width, b * _height, (a + c) * _width, (b + d) * _height),
        _ => new ImageBox(a * _width, b * _height, c * _width, d * _height),
    };
}
