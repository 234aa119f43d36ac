using System.IO.Pipelines;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>A hydrophone in memory: gives its samples in blocks, each when its last sample is due, as a sound card does.</summary>
/// <param name="samples">16-bit mono; begun again at their end.</param>
/// <param name="rate">Sample frames a second.</param>
/// <param name="block">Length of a block.</param>
/// <param name="seconds">Seconds of sound that it plays.</param>
/// <param name="time">The clock.</param>
/// <param name="speed">How many times faster than real time, > 0.</param>
internal sealed class PacedSource(ReadOnlyMemory<byte> samples, int rate, TimeSpan block, double seconds, TimeProvider time, double speed = 1) : IByteSource
{
    private const int FrameBytes = 2;

    /// <inheritdoc/>
    public AudioFormat Format { get; } = new(rate, 1, SampleEncoding.S16);

    /// <inheritdoc/>
    public bool IsOnDemand => false;

    /// <summary>Most seconds by which a block was given late.</summary>
    public double Late { get; private set; }

    /// <inheritdoc/>
    public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var bytes = (int)(block.TotalSeconds * rate) * FrameBytes;
        var began = time.GetTimestamp();
        var place = 0;
        for (var count = 1L; count * block.TotalSeconds <= seconds; count++)
        {
            var wait = (count * block / speed) - time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
            if (place + bytes > samples.Length) place = 0;
            samples.Span.Slice(place, bytes).CopyTo(writer.GetSpan(bytes));
            writer.Advance(bytes);
            place += bytes;
            var flush = writer.FlushAsync(cancellation);
            if (!flush.IsCompleted) await flush.ConfigureAwait(false);
            Late = Math.Max(Late, (time.GetElapsedTime(began) - (count * block / speed)).TotalSeconds);
        }
    }
}
