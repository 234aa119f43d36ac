namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>How grave a message of ONNX Runtime is (<c>OrtLoggingLevel</c>).</summary>
public enum OrtLogSeverity
{
    /// <summary>Everything.</summary>
    Verbose = 0,

    /// <summary>Progress of loading and optimizing.</summary>
    Information = 1,

    /// <summary>Something is not as it should be, and goes on.</summary>
    Warning = 2,

    /// <summary>An operation failed.</summary>
    Error = 3,

    /// <summary>The library cannot go on.</summary>
    Fatal = 4,
}
