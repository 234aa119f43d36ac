using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A running child process that writes raw PCM to its standard output.</summary>
internal sealed class ChildConnection(ChildProcess child, string description, TimeProvider time) : LiveConnection
{
    /// <summary>What a child may take to exit once it has closed its output, before it is ended.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);

    /// <summary>What a child may take to hang up properly: cameras count their sessions, and one that is not closed is missing for minutes.</summary>
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(1);

    /// <summary>What a killed child may take to be gone.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => child.Output.ReadAsync(buffer, cancellation);

    /// <inheritdoc/>
    public override async Task<SourceFault> DescribeEndAsync(CancellationToken cancellation)
    {
        var how = "closed its output";
        try
        {
            how = (await child.WaitForExitAsync(cancellation).WaitAsync(ExitPatience, time, cancellation).ConfigureAwait(false)).ToString();
        }
        catch (TimeoutException)
        {
            // It goes on without anything to say; disposing ends it.
        }

        var lines = child.ErrorTail;
        var cause = lines.Any(IsOverrun) ? GapCauses.Overrun : GapCauses.Ended;
        return new SourceFault(cause, $"{description}: {Path.GetFileName(child.Program)} {how}{(lines.Count == 0 ? "" : $": {lines[^1].Trim()}")}");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        child.Terminate();
        await EndsWithinAsync(child.WaitForExitAsync(CancellationToken.None), GoodbyePatience, time).ConfigureAwait(false);
        // One that hangs in the kernel, in a driver, can't be ended by anybody: it is left to its fate, and the source goes on without it.
        await EndsWithinAsync(child.DisposeAsync().AsTask(), KillPatience, time).ConfigureAwait(false);
    }

    private static async Task EndsWithinAsync(Task end, TimeSpan patience, TimeProvider time)
    {
        try
        {
            await end.WaitAsync(patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Too slow.
        }
    }

    // What arecord says before it gives up, and ALSA's plugins within ffmpeg and GStreamer.
    private static bool IsOverrun(string line) =>
        line.Contains("overrun", StringComparison.OrdinalIgnoreCase) || line.Contains("xrun", StringComparison.OrdinalIgnoreCase);
}
