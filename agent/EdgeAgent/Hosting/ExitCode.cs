namespace EdgeAgent.Hosting;

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

    /// <summary>The configuration can't be used.</summary>
    public const int Configuration = 78;

    /// <summary>A replay was stopped by a signal.</summary>
    public const int Stopped = 143;
}
