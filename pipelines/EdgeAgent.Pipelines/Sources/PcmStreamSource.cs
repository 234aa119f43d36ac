using System.IO.Pipelines;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>Raw PCM from a stream of bytes: standard input or a named pipe.</summary>
public sealed class PcmStreamSource : IByteSource
{
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
            var stream = _open();
            await using (stream.ConfigureAwait(false))
            {
                var isFirst = true;
                while (true)
                {
                    var memory = writer.GetMemory(AudioPipe.ReadSize);
                    var count = await stream.ReadAsync(memory, cancellation).ConfigureAwait(false);
                    if (count == 0) return;
                    if (isFirst) RefuseContainer(memory.Span[..count]);
                    isFirst = false;
                    writer.Advance(count);
                    var flushed = await writer.FlushAsync(cancellation).ConfigureAwait(false);
                    if (flushed.IsCompleted) return;
                }
            }
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

    // A file piped in as it is would be heard as a click followed by the right sound at a wrong rate: the header says otherwise.
    private void RefuseContainer(ReadOnlySpan<byte> start)
    {
        foreach (var magic in (ReadOnlySpan<string>)["RIFF", "RF64", "fLaC", "OggS", "FORM"])
        {
            if (start.Length >= 4 && System.Text.Encoding.ASCII.GetString(start[..4]) == magic)
                throw new SourceException(_name, $"{_name}: begins with a {magic} header, so it is a sound file and not raw PCM; give the file itself, or convert it first (sox FILE -t raw -)");
        }
    }
}
