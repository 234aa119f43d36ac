namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>A file of truth can't be used; the message is one sentence that names it and says why.</summary>
public sealed class ImageTruthException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ImageTruthException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public ImageTruthException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
