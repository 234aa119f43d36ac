namespace EdgeAgent.Interop.Processes;

/// <summary>What to start as a child process, and how it is connected.</summary>
/// <remarks>
/// Every user of the machine can read a process's arguments, so secrets never belong there: give them in <see cref="Environment"/>
/// (readable by the same user only) or in a file.
/// </remarks>
public sealed record ChildProcessStart
{
    /// <summary>A path, or a name that is looked up in <c>PATH</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, each handed over as it is: no shell parses them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Variables over the agent's own; null removes one. The agent's configuration (<c>EDGEAGENT__…</c>) and what the service manager
    /// meant for the agent alone (<c>NOTIFY_SOCKET</c>, <c>WATCHDOG_…</c>, <c>LISTEN_…</c>) are not handed on.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Working directory; null for the agent's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether <see cref="ChildProcess.Input"/> is connected to its standard input, which is <c>/dev/null</c> otherwise.</summary>
    public bool PipesInput { get; init; }

    /// <summary>Whether <see cref="ChildProcess.Output"/> is connected to its standard output, which is <c>/dev/null</c> otherwise. A pipe must be read: a full one stops the child.</summary>
    public bool PipesOutput { get; init; } = true;

    /// <summary>Lines of standard error that are kept, the newest; 1 or more.</summary>
    public int ErrorLines { get; init; } = 20;

    /// <summary>Takes each line of standard error as it comes, from one thread at a time; null when nobody does. Must neither block nor throw.</summary>
    public Action<string>? ErrorLine { get; init; }

    /// <summary>Takes secrets out of a line of standard error before anybody sees it; null when none can be in it.</summary>
    public Func<string, string>? Redact { get; init; }

    /// <summary>What to do when the program is missing, for the message: <c>install it with: apt install ffmpeg</c>.</summary>
    public string Remedy { get; init; } = "install it, or give its path";
}
