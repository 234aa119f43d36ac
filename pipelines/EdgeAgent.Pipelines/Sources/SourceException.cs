namespace EdgeAgent.Pipelines.Sources;

/// <summary>An input can't be read or means nothing; the message is one sentence that names it and the remedy.</summary>
public sealed class SourceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="source">The file or device.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="innerException">The cause, if any.</param>
    public SourceException(string source, string message, Exception? innerException = null)
        : base(message, innerException) => Input = source;

    /// <summary>The file or device.</summary>
    public string Input { get; }

    /// <summary>Sample frames of the epoch that were heard before it; 0 when nothing was.</summary>
    public long HeardFrames { get; init; }
}
