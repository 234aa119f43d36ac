using EdgeAgent.Core.Control;
using EdgeAgent.Run;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Hosting.Service;

/// <summary>Reads the configuration again when the service manager asks, and tells it and the journal what came of it. What can't be used changes nothing.</summary>
/// <param name="signal">The manager's wish.</param>
/// <param name="reload">Reads it again.</param>
/// <param name="notifier">The manager.</param>
/// <param name="note">For the journal.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceReload(ReloadSignal signal, ConfigurationReload reload, ServiceNotifier notifier, Action<string> note, TimeProvider time)
{
    // systemctl status has one line; the journal has all of it.
    private const int LongestReason = 300;

    private volatile string? _notice;
    private volatile IConfiguration? _latest;

    /// <summary>What stands in the status line: why the newest configuration is not in effect; null when it is, also when somebody has read it again from afar since.</summary>
    public string? Notice => ReferenceEquals(_latest, reload.Latest) ? _notice : null;

    /// <summary>Serves wishes until the agent ends.</summary>
    /// <param name="ready">Completes once the manager was told that the agent is ready; before, reading again is part of the start.</param>
    /// <param name="adopted">Told the configuration that has replaced the former one as a whole.</param>
    /// <param name="finished">Ends it.</param>
    public async Task RunAsync(Task ready, Action<IConfiguration> adopted, CancellationToken finished)
    {
        try
        {
            while (await signal.WaitAsync(finished).ConfigureAwait(false))
            {
                var tells = ready.IsCompletedSuccessfully;
                if (tells) notifier.Reloading(time);
                await ReadAsync(adopted, finished).ConfigureAwait(false);
                if (tells) notifier.Ready();
            }
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    private async Task ReadAsync(Action<IConfiguration> adopted, CancellationToken finished)
    {
        try
        {
            var changes = await reload.ReloadAsync(dryRun: false, finished).ConfigureAwait(false);
            var waiting = changes.Where(c => c.Effect != ChangeEffect.PipelineRestart).Select(c => c.Key).ToArray();
            var mustWait = waiting.Length == 0 ? null : $"configuration read again; {waiting.Length} of its keys {(waiting.Length == 1 ? "waits" : "wait")} for a restart of the agent ({string.Join(", ", waiting.Take(3))}{(waiting.Length > 3 ? ", …" : "")})";
            Say(mustWait);
            note(mustWait ?? (changes.Count == 0 ? "configuration read again: nothing has changed" : $"configuration read again: {changes.Count} changed {(changes.Count == 1 ? "key is" : "keys are")} in effect"));
            if (waiting.Length == 0 && reload.Latest is { } whole) adopted(whole);
        }
        catch (ConfigurationRefusedException refused)
        {
            Refuse("the new configuration is refused, the former one stays in effect", refused.Problems);
        }
        catch (ControlRefusedException refused)
        {
            // Pipelines before it in the list may have what is new; this one goes on as it was.
            Refuse("the new configuration is not in effect as a whole", [refused.Message]);
        }
    }

    private void Say(string? notice) => (_notice, _latest) = (notice, reload.Latest);

    private void Refuse(string lead, IReadOnlyList<string> problems)
    {
        var first = problems[0].Length > LongestReason ? string.Concat(problems[0].AsSpan(0, LongestReason), "…") : problems[0];
        var refused = $"{lead} ({first}{(problems.Count > 1 ? $" (and {problems.Count - 1} more)" : "")})";
        Say(refused);
        note("warning: " + refused);
        foreach (var problem in problems.Skip(1)) note("warning: refused: " + problem);
    }
}
