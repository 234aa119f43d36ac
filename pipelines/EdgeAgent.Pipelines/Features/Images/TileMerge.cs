using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Puts the detections of tiles together, so that an object in the overlap of two tiles is one.</summary>
/// <remarks>One thread at a time; allocates nothing once it has grown to what images need.</remarks>
public sealed class TileMerge
{
    private readonly bool _byOwnership;
    private readonly NmsKind _nms;
    private readonly float _iou;
    private readonly int _most;
    private readonly BoxBuffer _boxes = new(256);
    private readonly BoxSelection _selection = new();
    private readonly List<Detection> _merged = [];

    private TileMerge(bool byOwnership, NmsKind nms, float iou, int most) => (_byOwnership, _nms, _iou, _most) = (byOwnership, nms, iou, most);

    /// <summary>By the owner of the centre: each tile's detections count where their centre lies in its core. For counting: no object is lost or counted twice as long as it is
    /// no larger than the overlap.</summary>
    public static TileMerge ByOwnership() => new(byOwnership: true, NmsKind.None, 0, int.MaxValue);

    /// <summary>By suppression over all tiles: of overlapping boxes the best stays. With a full-frame pass, whose boxes no core owns.</summary>
    /// <param name="kind">Which boxes compete.</param>
    /// <param name="iou">Above this intersection over union the weaker box goes.</param>
    /// <param name="most">Most detections of an image.</param>
    public static TileMerge ByNms(NmsKind kind, float iou, int most) => new(byOwnership: false, kind, iou, most);

    /// <summary>Whether centres decide; otherwise suppression does.</summary>
    public bool Owns => _byOwnership;

    /// <summary>Begins an image.</summary>
    public void Clear()
    {
        _boxes.Clear();
        _merged.Clear();
    }

    /// <summary>Adds what was seen in a tile, in pixels of the image.</summary>
    public void Add(in ImageTile tile, ReadOnlySpan<Detection> detections)
    {
        foreach (var detection in detections)
        {
            if (!_byOwnership) _boxes.Add(detection.Box, detection.ClassIndex, detection.Score, detection.Row);
            else if (tile.Owns(detection.Box)) _merged.Add(detection);
        }
    }

    /// <summary>Ends an image.</summary>
    /// <returns>Its detections; valid until the next image. By suppression the best first, by ownership tile after tile.</returns>
    public IReadOnlyList<Detection> Merge()
    {
        if (_byOwnership) return _merged;
        _selection.Select(_boxes, _nms, _iou, _most);
        foreach (var index in _selection.Kept) _merged.Add(new Detection(_boxes.Box(index), _boxes.Classes[index], _boxes.Scores[index], _boxes.Rows[index]));
        return _merged;
    }
}
