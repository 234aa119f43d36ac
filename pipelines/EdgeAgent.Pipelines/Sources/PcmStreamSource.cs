using System.IO.Pipelines;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>Raw PCM from a stream of bytes: standard input or a named pipe.</summary>
public sealed class PcmStreamSource : IByteSource
{
    private const int MagicBytes = 4;

    private readonly string _name;
    private readonly Func<Stream> _open;

    /// <summary>Makes the source.</summary>
    /// <param name="name">For people: <c>standard input</c>, a path.</param>
    /// <param name="format">What the bytes are; raw PCM carries no header, so the caller must know.</param>
    /// <param name="open">Opens the stream; called once, when filling starts.</param>
    public PcmStreamSource(string name, AudioFormat format, Func<Stream> open)
    {
        _name = name;
        Format = format;
        _open = open;
    }

    /// <inheritdoc/>
    public AudioFormat Format { get; }

    /// <inheritdoc/>
    public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        try
        {
            var stream = await OpenAsync(cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false)) await CopyAsync(stream, writer, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping intake is how every live source ends.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(_name, $"{_name}: {error.Message}", error);
        }
    }

    // Opening a named pipe waits for its writer, and nothing interrupts it: a stop leaves it behind.
    private async Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        var opening = Task.Run(_open, CancellationToken.None);
        try
        {
            return await opening.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    private async Task CopyAsync(Stream stream, PipeWriter writer, CancellationToken cancellation)
    {
        // A read that waits for a silent device can't be interrupted either. It is left behind with this buffer, never with the pipe's memory.
        var buffer = new byte[AudioPipe.ReadSize];
        var held = 0;
        for (var isStart = true; ;)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(held), CancellationToken.None).AsTask().WaitAsync(cancellation).ConfigureAwait(false);
            held += count;
            if (isStart && held < MagicBytes && count > 0) continue;
            if (isStart) RefuseContainer(buffer.AsSpan(0, held));
            isStart = false;
            var flushed = await writer.WriteAsync(buffer.AsMemory(0, held), cancellation).ConfigureAwait(false);
            if (count == 0 || flushed.IsCompleted) return;
            held = 0;
        }
    }

    // A file piped in as it is would be heard as a click followed by the right sound at a wrong rate: the header says otherwise.
    private void RefuseContainer(ReadOnlySpan<byte> start)
    {
        foreach (var magic in (ReadOnlySpan<string>)["RIFF", "RF64", "fLaC", "OggS", "FORM"])
        {
            if (start.Length >= MagicBytes && System.Text.Encoding.ASCII.GetString(start[..MagicBytes]) == magic)
                throw new SourceException(_name, $"{_name}: begins with a {magic} header, so it is a sound file and not raw PCM; give the file itself, or convert it first (sox FILE -t raw -)");
        }
    }
}
