namespace EdgeAgent.Hosting;

/// <summary>Inputs that can't be read; every one of them is named.</summary>
internal sealed class InputProblemsException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>One sentence an input.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
