namespace EdgeAgent.Configuration;

/// <summary>The configuration can't be used; holds every problem found.</summary>
internal sealed class ConfigException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>One sentence a problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
