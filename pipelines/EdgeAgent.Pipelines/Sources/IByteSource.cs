using System.IO.Pipelines;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>Fills a pipe with the bytes of one epoch and nothing else.</summary>
public interface IByteSource
{
    /// <summary>The format of the bytes.</summary>
    AudioFormat Format { get; }

    /// <summary>
    /// Whether the bytes are there as fast as they are asked for, as those of a file at full speed are. Such a source and the analysis take
    /// turns on one thread: reading ahead on another would gain nothing and cost a core's cache at every hand-over.
    /// </summary>
    bool IsOnDemand => false;

    /// <summary>Writes until the input ends or is cancelled; both are a normal return. Does not complete the writer.</summary>
    /// <exception cref="SourceException">The input can't be read further; the message is one sentence that names it.</exception>
    Task FillAsync(PipeWriter writer, CancellationToken cancellation);
}
