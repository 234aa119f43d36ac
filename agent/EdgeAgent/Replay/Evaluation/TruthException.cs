namespace EdgeAgent.Replay.Evaluation;

/// <summary>The truth cannot be used. The message is one sentence that names the file, the line where there is one, and the remedy.</summary>
internal sealed class TruthException : Exception
{
    /// <summary>Makes the exception from its sentence.</summary>
    public TruthException(string message, Exception? cause = null) : base(message, cause)
    {
    }

    /// <summary>A problem of one line of a table.</summary>
    public static TruthException At(string path, int line, string problem) => new($"{path}, line {line}: {problem}.");
}
