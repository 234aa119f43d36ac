namespace EdgeAgent.Devices;

/// <summary>What a small program said.</summary>
/// <param name="IsThere">Whether it could be started.</param>
/// <param name="Succeeded">Whether it ended by itself, in time, with exit code 0.</param>
/// <param name="Output">Lines of standard output.</param>
/// <param name="Error">The newest lines of standard error; of a program that is not there, why.</param>
internal sealed record ProgramRun(bool IsThere, bool Succeeded, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    /// <summary>The first line with something in it, of standard output and then of standard error; empty when there is none.</summary>
    public string FirstLine => Output.Concat(Error).FirstOrDefault(line => line.Trim().Length > 0)?.Trim() ?? string.Empty;

    /// <summary>The last line of standard error; empty when there is none.</summary>
    public string LastError => Error is [.., var last] ? last.Trim() : string.Empty;
}
