using System.Globalization;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Aggregation.Tracking;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>
/// Takes the best picture of each object that is an event: the whole frame with its box drawn, and what is within the box with nothing drawn.
/// What an event was told with stays as it is; a better picture that comes later goes with a later revision.
/// </summary>
/// <remarks>One thread at a time. An object that keeps looking better is photographed at most every half second; nothing is allocated for frames without a better picture.</remarks>
public sealed class SnapshotTaker : IDisposable
{
    /// <summary>A score that is higher by this is a better picture.</summary>
    private const float BetterScore = 0.02f;

    /// <summary>At an equal score, one that shows it larger by this is.</summary>
    private const float BetterArea = 1.3f;

    // A crop is small: more effort saves little.
    private const int PngEffort = 3;

    private readonly SnapshotOptions _options;
    private readonly ImageFileEncoder _encoder = new();
    private readonly ColourFrame _colour = new();
    private readonly Dictionary<string, Snapshot> _snapshots = new(StringComparer.Ordinal);
    private string? _problem;

    /// <summary>Makes the taker of one stream.</summary>
    /// <param name="options">Which pictures.</param>
    /// <exception cref="Interop.Native.NativeLibraryException">OpenCV is missing; the message says what to install.</exception>
    public SnapshotTaker(SnapshotOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Is told when pictures begin or cease to fail: why, or null. On the analysing thread; it must return at once.</summary>
    public Action<string?>? ProblemChanged { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    /// <summary>Looks at an object in the frame in which it was just seen, and takes its picture if it is better than the one before.</summary>
    internal void Look(VideoFrame frame, string eventId, Track track, string label, double framesPerSecond)
    {
        var seen = track.Last;
        var before = _snapshots.GetValueOrDefault(eventId);
        if (before is not null)
        {
            if (frame.Position - before.Position < _options.BetterSeconds * framesPerSecond) return;
            var isBetter = seen.Score >= before.Score + BetterScore || (seen.Score >= before.Score && seen.Box.Area >= before.Area * BetterArea);
            if (!isBetter) return;
        }

        var box = seen.Box.Within(frame.Layout.Width, frame.Layout.Height);
        if (box.Width < 1 || box.Height < 1) return;
        try
        {
            _snapshots[eventId] = Take(frame, box, seen.Score, label);
            Tell(problem: null);
        }
        catch (OpenCvException error)
        {
            Tell(error.Message);
        }
    }

    /// <summary>An event is told.</summary>
    /// <returns>Its pictures, where there are better ones than those that it was told with before, and the frame that they show; null otherwise.</returns>
    internal (byte[] Annotated, byte[] Crop, long Position)? Tell(string eventId, EventState state)
    {
        if (!_snapshots.TryGetValue(eventId, out var snapshot)) return null;
        if (state == EventState.Close) _snapshots.Remove(eventId);
        if (snapshot is not { Annotated: { } annotated, Crop: { } crop }) return null;
        // They belong to the caller now.
        (snapshot.Annotated, snapshot.Crop) = (null, null);
        return (annotated, crop, snapshot.Position);
    }

    private void Tell(string? problem)
    {
        if (problem == _problem) return;
        _problem = problem;
        ProblemChanged?.Invoke(problem);
    }

    private Snapshot Take(VideoFrame frame, in ImageBox box, float score, string label)
    {
        var (width, height) = (frame.Layout.Width, frame.Layout.Height);
        var pixels = _colour.Of(frame);
        var stride = width * 3;
        var (across, down) = ((float)(box.Width * _options.Margin), (float)(box.Height * _options.Margin));
        var shown = new ImageBox(box.Left - across, box.Top - down, box.Right + across, box.Bottom + down).Within(width, height);
        var (left, top) = ((int)shown.Left, (int)shown.Top);
        var (columns, rows) = (Math.Clamp((int)Math.Ceiling(shown.Right) - left, 1, width - left), Math.Clamp((int)Math.Ceiling(shown.Bottom) - top, 1, height - top));
        // The crop first: nothing is drawn yet.
        var crop = _encoder.Encode(pixels[((top * stride) + (left * 3))..], columns, rows, stride, ImagePixels.Bgr24, ImageEncoding.Png, PngEffort).ToArray();
        var drawn = new DrawnBox((int)box.Left, (int)box.Top, (int)Math.Ceiling(box.Width), (int)Math.Ceiling(box.Height), string.Create(CultureInfo.InvariantCulture, $"{label} {score:P0}"), Thickness: Math.Max(2, width / 640));
        BoxDrawing.Draw(pixels, width, height, stride, [drawn]);
        var annotated = _encoder.Encode(pixels, width, height, stride, ImagePixels.Bgr24, ImageEncoding.Jpeg, _options.Quality).ToArray();
        return new Snapshot { Position = frame.Position, Score = score, Area = box.Area, Annotated = annotated, Crop = crop };
    }

    private sealed class Snapshot
    {
        public required long Position { get; init; }

        public required float Score { get; init; }

        public required float Area { get; init; }

        public byte[]? Annotated { get; set; }

        public byte[]? Crop { get; set; }
    }
}
