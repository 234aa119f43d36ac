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
                while (true)
                {
                    var count = await stream.ReadAsync(writer.GetMemory(AudioPipe.ReadSize), cancellation).ConfigureAwait(false);
                    if (count == 0) return;
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
}
