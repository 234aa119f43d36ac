using System.Runtime.InteropServices;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>One image model on one stream of frames or images: whole, or in tiles.</summary>
/// <remarks>One thread at a time. Allocates nothing per frame in steady state.</remarks>
public sealed class FrameRunner : IFrameLooker, IDisposable
{
    private readonly ImageRun _run;
    private readonly CropStep? _next;
    private readonly ImageInput _input;
    private readonly TileOptions? _tiling;
    private readonly TileMerge? _merge;
    private readonly FrameCounters _counters;
    private readonly ImageResults _results = new();
    private readonly List<ImageTile> _tiles = [];
    private readonly List<ImageTile> _waiting = [];
    private readonly List<Detection> _merged = [];
    private (int Width, int Height) _cut;
    private string? _fault;

    /// <summary>Makes the runner of one stream.</summary>
    /// <param name="model">The model; shared with other streams.</param>
    /// <param name="counters">Counts the work.</param>
    /// <param name="tiling">Cuts frames into tiles; null leaves it to the package, which gives them to the model whole where it says nothing.</param>
    /// <param name="merge">How the detections of tiles are put together; by ownership where nothing is said. A full-frame pass needs suppression.</param>
    /// <param name="team">Shares the rows of an image; null for the calling thread alone.</param>
    /// <exception cref="Core.Models.ModelException">The model's tensors can't be bound; one sentence.</exception>
    /// <exception cref="ArgumentException">Tiling and merging don't go together; one sentence.</exception>
    public FrameRunner(ImageModel model, FrameCounters counters, TileOptions? tiling = null, TileMerge? merge = null, RowTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(counters);
        if (tiling is null && model.Package.Manifest.Input.Image?.Tiles is { } own) tiling = new TileOptions { Width = own.Width, Height = own.Height, Overlap = own.Overlap, EmptyBelow = own.EmptyBelow };
        if (tiling is { FullFrame: true } && merge is not { Owns: false }) throw new ArgumentException("a full-frame pass sees what tiles see too; merge by suppression, not by ownership", nameof(merge));
        _input = model.Plan.Input;
        _counters = counters;
        _tiling = tiling;
        _merge = tiling is null ? null : merge ?? TileMerge.ByOwnership();
        _run = new ImageRun(model, team);
        _next = model.Next is null ? null : new CropStep(model.Then!, model.Next, team);
    }

    /// <summary>Keeps requests back while a live frame is looked at; null where frames are not live.</summary>
    public InferencePermit? Live { get; init; }

    /// <inheritdoc/>
    public void Process(VideoFrame frame, IFrameSink sink)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(sink);
        Live?.EnterLive();
        try
        {
            Look(frame, sink);
        }
        finally
        {
            Live?.LeaveLive();
        }
    }

    private void Look(VideoFrame frame, IFrameSink sink)
    {
        if (_tiling is null)
        {
            _run.Add(frame.Bytes, frame.Layout, _run.Place(frame.Layout));
            _run.Run();
            _run.Decode(0, _results);
            _counters.AddAnalysed(_results.Sanity.Fault is not null);
            sink.Accept(_next is null ? new FrameResult(frame, _results.Detections, _results, _results.Sanity.Fault) : Named(frame, _results.Detections, _results.Sanity.Fault));
            return;
        }

        ProcessTiles(frame);
        _merged.Clear();
        if (_fault is null) _merged.AddRange(_merge!.Merge());
        _counters.AddAnalysed(_fault is not null);
        sink.Accept(_next is null ? new FrameResult(frame, CollectionsMarshal.AsSpan(_merged), null, _fault) : Named(frame, CollectionsMarshal.AsSpan(_merged), _fault));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _next?.Dispose();
    }

    private FrameResult Named(VideoFrame frame, ReadOnlySpan<Detection> found, string? fault)
    {
        if (fault is null) fault = _next!.Name(frame, found);
        return new FrameResult(frame, fault is null ? _next!.Detections : [], null, fault);
    }

    private void ProcessTiles(VideoFrame frame)
    {
        var view = frame.View;
        var size = (view.Layout.Width, view.Layout.Height);
        if (_cut != size) TileGrid.Cut(size.Width, size.Height, _tiling!, _tiles);
        _cut = size;
        _merge!.Clear();
        _fault = null;
        var empty = 0;
        foreach (var tile in _tiles)
        {
            if (TileGrid.IsEmpty(view, tile, _tiling!.EmptyBelow)) empty++;
            else Add(frame, tile);
        }

        // The whole of it is a tile like others, but one that owns nothing by itself: only suppression can merge it.
        if (_tiling!.FullFrame && _tiles.Count > 1) Add(frame, new ImageTile(0, 0, size.Width, size.Height, 0, 0, 0, 0));
        Flush();
        _counters.AddTiles(_tiles.Count - empty, empty);
    }

    private void Add(VideoFrame frame, in ImageTile tile)
    {
        _run.Add(frame.Bytes, frame.Layout, ImagePlacement.Of(_input, tile.Left, tile.Top, tile.Width, tile.Height));
        _waiting.Add(tile);
        if (_run.IsFull) Flush();
    }

    private void Flush()
    {
        if (_waiting.Count == 0) return;
        _run.Run();
        for (var i = 0; i < _waiting.Count; i++)
        {
            _run.Decode(i, _results);
            _fault ??= _results.Sanity.Fault;
            _merge!.Add(_waiting[i], _results.Detections);
        }

        _waiting.Clear();
    }
}
