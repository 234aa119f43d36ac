using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Framing;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Carries one epoch from its source through a pipe and framing to whoever takes samples.</summary>
internal static class AudioPump
{
    /// <summary>Sample frames handed on at once: small enough to stay in the first-level cache.</summary>
    private const int BlockFrames = 4096;

    /// <summary>Runs until the source ends, is cancelled or <paramref name="push"/> wants no more.</summary>
    /// <param name="source">Fills the pipe.</param>
    /// <param name="channel">Channel from 1, or 0 for the mean of all.</param>
    /// <param name="name">The input, for messages.</param>
    /// <param name="locate">Finds positions [first, last) in recording files; null when there are none.</param>
    /// <param name="push">Takes samples in order; returns false when it needs no more.</param>
    /// <param name="arrived">Is told, before they are handed on, how many sample frames of the epoch are there by now; null when nobody asks.</param>
    /// <param name="log">Notes when bytes reach the pipe (live); null when nobody asks.</param>
    /// <param name="tap">Takes the bytes of sample frames before they are handed on; null when nobody does.</param>
    /// <param name="cancellation">Stops intake; what is in the pipe is still handed on.</param>
    /// <exception cref="SourceException">The source failed, or a sample is not a finite number.</exception>
    public static async Task RunAsync(IByteSource source, int channel, string name, Func<long, long, RecordingSpan?>? locate, Func<ReadOnlySpan<float>, bool> push, Action<long>? arrived, ArrivalLog? log, ISampleTap? tap, CancellationToken cancellation)
    {
        Exception? failure;
        var pipe = AudioPipe.Create(source.IsOnDemand, log is null ? 0 : (long)source.Format.SampleRate * source.Format.BytesPerFrame);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Reading first: where both take turns, the reader waits before there is anything to read.
        var reading = ReadAsync(pipe.Reader, source.Format, channel, name, locate, push, arrived, tap, cancellation);
        var filling = FillAsync(source, log is null ? pipe.Writer : new ArrivalWriter(pipe.Writer, log), stop.Token);
        try
        {
            await reading.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);
            failure = await filling.ConfigureAwait(false);
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private static async Task<Exception?> FillAsync(IByteSource source, PipeWriter writer, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            await Task.Run(() => source.FillAsync(writer, cancellation), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Told once the reader has used what came before: a pipe that is completed with it would throw that away.
            failure = error;
        }
        catch (OperationCanceledException)
        {
            // Stopping intake is a normal end.
        }

        await writer.CompleteAsync().ConfigureAwait(false);
        return failure;
    }

    private static async Task ReadAsync(PipeReader reader, AudioFormat format, int channel, string name, Func<long, long, RecordingSpan?>? locate, Func<ReadOnlySpan<float>, bool> push, Action<long>? arrived, ISampleTap? tap, CancellationToken cancellation)
    {
        var block = new float[BlockFrames];
        long position = 0;
        while (true)
        {
            var result = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var buffer = result.Buffer;
            try
            {
                // Here and not where samples are analysed: what waits for a model was not recorded later.
                arrived?.Invoke(position + (buffer.Length / format.BytesPerFrame));
                for (var before = buffer; PcmFraming.Take(ref buffer, format, channel, block) is { IsEmpty: false } samples; before = buffer)
                {
                    RefuseNonFinite(samples, position, format.SampleRate, name, locate, push);
                    tap?.Take(before.Slice(0, buffer.Start));
                    position += samples.Length;
                    if (!push(samples)) return;
                }
            }
            finally
            {
                reader.AdvanceTo(buffer.Start, result.Buffer.End);
            }

            if (!result.IsCompleted) continue;
            // A stop may cut a sample frame; an input that ends so by itself is not what it was said to be.
            if (buffer.Length > 0 && !cancellation.IsCancellationRequested)
                throw new SourceException(name, $"{name}: the input ends inside a sample frame ({buffer.Length} of {format.BytesPerFrame} bytes); check its encoding and number of channels");
            return;
        }
    }

    private static void RefuseNonFinite(ReadOnlySpan<float> samples, long position, int rate, string name, Func<long, long, RecordingSpan?>? locate, Func<ReadOnlySpan<float>, bool> push)
    {
        var index = PcmFraming.IndexOfNonFinite(samples);
        if (index < 0) return;
        if (index > 0) push(samples[..index]);
        var at = position + index;
        if (locate?.Invoke(at, at + 1) is { } place)
        {
            // Of several files that make one epoch, only one is damaged.
            name = place.Path;
            at = (long)Math.Round(place.BeginSeconds * rate);
        }

        throw new SourceException(name, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{name}: sample {at} ({(double)at / rate:F3} s) is not a finite number; the recording is damaged, repair or leave it out"));
    }
}
