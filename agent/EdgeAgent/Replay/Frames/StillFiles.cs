using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Replay.Frames;

/// <summary>Image files as one stream, in their order.</summary>
/// <param name="files">The files.</param>
/// <param name="leftOut">Told of each that can't be used, in a sentence, where the rest is to be looked at all the same; null ends at the first.</param>
internal sealed class StillFiles(IReadOnlyList<string> files, Action<string>? leftOut) : IStillSource, IDisposable
{
    private readonly ImageFileDecoder _decoder = new();
    private readonly List<string> _given = [];
    private readonly Lock _lock = new();
    private int _next;

    /// <inheritdoc/>
    public string Description => files[0];

    /// <summary>The file at a position.</summary>
    public string At(long position)
    {
        lock (_lock) return _given[(int)Math.Min(position, _given.Count - 1)];
    }

    /// <inheritdoc/>
    public ValueTask<VideoFrame?> NextAsync(FramePool pool, long position, Action damaged, CancellationToken cancellation)
    {
        while (_next < files.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = files[_next++];
            if (Read(file, pool, out var reason) is { } frame)
            {
                lock (_lock) _given.Add(file);
                return ValueTask.FromResult<VideoFrame?>(frame);
            }

            damaged();
            if (leftOut is null) throw new SourceException(file, $"{file}: {reason}");
            leftOut($"{file}: {reason}");
        }

        return ValueTask.FromResult<VideoFrame?>(null);
    }

    /// <inheritdoc/>
    public FieldOrigin? OriginOf(long position) => At(position) is var file ? new FieldOrigin(Path.GetFileName(file), new DateTimeOffset(File.GetLastWriteTimeUtc(file))) : null;

    /// <inheritdoc/>
    public void Done(long position)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private VideoFrame? Read(string file, FramePool pool, out string? reason)
    {
        try
        {
            if (ImageFrames.TryDecode(_decoder, File.ReadAllBytes(file), ImageDecodeOptions.Default, pool, out var frame, out var fault))
            {
                reason = null;
                return frame;
            }

            reason = fault!.Reason;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            reason = $"can't be read ({error.Message.TrimEnd('.')})";
        }

        return null;
    }
}
