using System.IO.Pipelines;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>Fills a pipe with the bytes of one epoch of video and nothing else.</summary>
public interface IVideoSource
{
    /// <summary>For people, without secrets.</summary>
    string Description { get; }

    /// <summary>Writes until the input ends or is cancelled; both are a normal return. Does not complete the writer.</summary>
    /// <exception cref="SourceException">The input can't be read further; the message is one sentence that names it.</exception>
    Task FillAsync(PipeWriter writer, CancellationToken cancellation);
}
