using System.IO.Pipelines;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>Fills a pipe with the bytes of one epoch and nothing else.</summary>
public interface IByteSource
{
    /// <summary>The format of the bytes.</summary>
    AudioFormat Format { get; }

    /// <summary>Writes until the input ends or is cancelled; both are a normal return. Does not complete the writer.</summary>
    /// <exception cref="SourceException">The input can't be read further; the message is one sentence that names it.</exception>
    Task FillAsync(PipeWriter writer, CancellationToken cancellation);
}
