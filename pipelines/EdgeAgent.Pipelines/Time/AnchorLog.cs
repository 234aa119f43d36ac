using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Time;

/// <summary>
/// Keeps the anchors of all live epochs in the state directory, one JSON object a line, so that positions can be dated again after the agent is gone.
/// Adding never waits for the disk: 1024 anchors may wait, and what comes beyond that, or can't be written, is dropped and counted; events carry their own times.
/// </summary>
public sealed class AnchorLog : IAsyncDisposable
{
    /// <summary>4 MiB hold months of one source, and with the file before them lie 8 MiB on the disk at most.</summary>
    public const long DefaultBound = 4 << 20;

    private const int Waiting = 1024;

    private readonly Channel<TakenAnchor> _anchors = Channel.CreateBounded<TakenAnchor>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly AnchorFile _file;
    private readonly Task _writing;
    private long _dropped;
    private string? _problem;

    /// <summary>Opens the log; nothing is written before the first anchor.</summary>
    /// <param name="folder">The state directory; made when it is not there.</param>
    /// <param name="bound">Bytes of one file, ≥ 1; two of them are kept.</param>
    public AnchorLog(string folder, long bound = DefaultBound)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        Folder = folder;
        _file = new AnchorFile(folder, bound);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>Anchors that were not written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why the last ones were not written, in a sentence; null when all is well.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Reads a log, also one that is being written. Lines that are no anchors (cut by a power failure) are left out.</summary>
    /// <param name="folder">The state directory.</param>
    /// <returns>Its anchors, oldest first; none where there is no log.</returns>
    /// <exception cref="IOException">A file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static IReadOnlyList<AnchorLine> Read(string folder)
    {
        // The newer one is opened first: when the files change places in between, lines are read twice, which changes nothing, and none is missed.
        using var current = Open(Path.Combine(folder, AnchorFile.Current));
        using var previous = Open(Path.Combine(folder, AnchorFile.Previous));
        var anchors = new List<AnchorLine>();
        foreach (var reader in (ReadOnlySpan<StreamReader?>)[previous, current])
            while (reader?.ReadLine() is { } line)
                if (Parse(line) is { } anchor) anchors.Add(anchor);
        return anchors;
    }

    /// <summary>Stream time of an epoch as its anchors say, or null where none of them is its own.</summary>
    /// <param name="anchors">A log.</param>
    /// <param name="streamId">The epoch.</param>
    public static StreamTimeline? TimelineOf(IEnumerable<AnchorLine> anchors, string streamId)
    {
        StreamTimeline? timeline = null;
        foreach (var line in anchors.Where(a => a.Stream == streamId))
        {
            timeline ??= new StreamTimeline(streamId, line.Rate);
            timeline.Replace(new TimeAnchor(line.Position, new DateTimeOffset(line.Utc.ToUniversalTime()), line.Ppm, new ClockState(line.Synchronized, line.OffsetSeconds), line.Step));
        }

        return timeline;
    }

    /// <summary>Takes an anchor; never waits, never throws.</summary>
    public void Add(TakenAnchor anchor)
    {
        if (!_anchors.Writer.TryWrite(anchor)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _anchors.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        _file.Dispose();
    }

    private static StreamReader? Open(string path)
    {
        try
        {
            return new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // No log yet, or none before it.
            return null;
        }
    }

    private static AnchorLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AnchorJson.Default.AnchorLine) is { Rate: >= 1, Stream.Length: > 0, Ppm: > -1e6 } anchor ? anchor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AnchorLine ToLine(in TakenAnchor taken) => new()
    {
        Stream = taken.StreamId,
        Rate = taken.Rate,
        Position = taken.Anchor.Position,
        Utc = taken.Anchor.Utc.UtcDateTime,
        Ppm = taken.Anchor.Ppm,
        MonotonicSeconds = taken.Monotonic.TotalSeconds,
        Synchronized = taken.Anchor.Clock is { Synchronized: true },
        OffsetSeconds = taken.Anchor.Clock?.OffsetSeconds,
        MeasuredPpm = Math.Round(taken.Drift.Ppm, 3),
        MeasuredUncertainty = Math.Round(taken.Drift.Uncertainty, 3),
        Step = taken.Anchor.IsStep,
    };

    private async Task WriteAsync()
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        while (await _anchors.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var count = 0;
            text.ResetWrittenCount();
            while (_anchors.Reader.TryRead(out var taken))
            {
                json.Reset(text);
                JsonSerializer.Serialize(json, ToLine(taken), AnchorJson.Default.AnchorLine);
                text.Write("\n"u8);
                count++;
            }

            Write(text.WrittenSpan, count);
        }
    }

    private void Write(ReadOnlySpan<byte> lines, int count)
    {
        try
        {
            _file.Append(lines);
            Volatile.Write(ref _problem, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref _dropped, count);
            Volatile.Write(ref _problem, $"{Folder}: anchors can't be kept there ({error.Message.TrimEnd('.')}); make room or let the agent's user write there");
        }
    }
}
