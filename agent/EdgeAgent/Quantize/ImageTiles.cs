using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Quantize;

/// <summary>Where the parts of a picture lie in a model's input: its tiles where the package asks for some, else the whole.</summary>
/// <param name="input">The model's input.</param>
/// <param name="tiles">The package's tiles; null for none.</param>
internal sealed class ImageTiles(ImageInput input, TileSpec? tiles)
{
    private readonly TileOptions? _options = tiles is null ? null : new TileOptions { Width = tiles.Width, Height = tiles.Height, Overlap = tiles.Overlap, EmptyBelow = tiles.EmptyBelow };

    /// <summary>The parts of a picture of this size.</summary>
    public IReadOnlyList<ImagePlacement> Of(in FrameLayout layout)
    {
        if (_options is null) return [ImagePlacement.Of(input, layout.Width, layout.Height)];
        var cut = new List<ImageTile>();
        TileGrid.Cut(layout.Width, layout.Height, _options, cut);
        return [.. cut.Select(tile => ImagePlacement.Of(input, tile.Left, tile.Top, tile.Width, tile.Height))];
    }
}
