namespace EdgeAgent.Interop.Processes;

/// <summary>A program can't be started; the message is one sentence that names it and the remedy.</summary>
public sealed class ChildProcessException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="program">The program.</param>
    /// <param name="message">One sentence.</param>
    public ChildProcessException(string program, string message)
        : base(message) => Program = program;

    /// <summary>The program that did not start.</summary>
    public string Program { get; }
}
