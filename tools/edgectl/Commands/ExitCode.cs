namespace EdgeAgent.Edgectl.Commands;

/// <summary>What the process says when it ends.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>It failed; trying again may help.</summary>
    public const int Failed = 1;

    /// <summary>The command line means nothing.</summary>
    public const int Usage = 2;

    /// <summary>An input is unreadable for good.</summary>
    public const int Unreadable = 42;

    /// <summary>The agent's configuration, or the target's, can't be used.</summary>
    public const int Configuration = 78;
}
