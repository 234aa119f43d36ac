namespace EdgeAgent.Core.Control;

/// <summary>A configuration that can't be used.</summary>
public sealed class ConfigurationRefusedException : Exception
{
    /// <summary>Refuses.</summary>
    /// <param name="problems">Every problem, one sentence each, with its key.</param>
    public ConfigurationRefusedException(IReadOnlyList<string> problems) : base(string.Join('\n', problems)) => Problems = problems;

    /// <summary>Every problem.</summary>
    public IReadOnlyList<string> Problems { get; }
}
