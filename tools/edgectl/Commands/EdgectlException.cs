namespace EdgeAgent.Edgectl.Commands;

/// <summary>An expected failure: one sentence that says what to do, and the exit code.</summary>
/// <param name="message">The sentence.</param>
/// <param name="exitCode">The exit code (<see cref="ExitCode"/>).</param>
internal sealed class EdgectlException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int Code { get; } = exitCode;
}
