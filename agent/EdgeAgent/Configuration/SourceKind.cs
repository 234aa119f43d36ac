namespace EdgeAgent.Configuration;

/// <summary>Where a pipeline's bytes come from.</summary>
internal enum SourceKind
{
    /// <summary>A recording, played at its own speed; for demonstrations and tests.</summary>
    File,

    /// <summary>Raw PCM on standard input.</summary>
    Stdin,

    /// <summary>Raw PCM from a named pipe.</summary>
    Pipe,
}
