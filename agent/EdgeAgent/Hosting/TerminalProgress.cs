namespace EdgeAgent.Hosting;

/// <summary>Shows what long work is doing as the progress line of a terminal.</summary>
internal sealed class TerminalProgress(Terminal terminal) : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value) => terminal.Progress(value);
}
