namespace EdgeAgent.TestKit;

/// <summary>What a run of the agent's binary gave.</summary>
/// <param name="ExitCode">128 + N when a signal ended it.</param>
/// <param name="Output">Lines of standard output.</param>
/// <param name="Error">Lines of standard error.</param>
public sealed record AgentResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    /// <summary>Fails the test unless the exit code is this one; tells what was said.</summary>
    public AgentResult Exits(int code)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode}, not {code}\n{string.Join('\n', Error)}");
        Assert.DoesNotContain(Error, line => line.StartsWith("Unhandled exception", StringComparison.Ordinal) || line.StartsWith("   at ", StringComparison.Ordinal));
        return this;
    }

    /// <summary>Fails the test unless the agent ended with this exit code and one sentence that holds all parts; earlier notes are allowed.</summary>
    public AgentResult Refuses(int code, params string[] parts)
    {
        Exits(code);
        var sentence = Assert.Single(Error, line => line.StartsWith("edge-agent: ", StringComparison.Ordinal) && !line.StartsWith("edge-agent: see '", StringComparison.Ordinal));
        foreach (var part in parts) Assert.Contains(part, sentence, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Fails the test unless some line of standard error holds a part.</summary>
    public AgentResult Notes(string part)
    {
        Assert.Contains(Error, line => line.Contains(part, StringComparison.Ordinal));
        return this;
    }
}
