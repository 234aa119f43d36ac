using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Run;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Hosting.Service;

/// <summary>The run of an agent that nobody watches: what it tells the service manager, and how it comes through crashes and a ruined configuration.</summary>
internal sealed class ServiceLife : IDisposable
{
    /// <summary>A run of this length is no crash loop.</summary>
    private static readonly TimeSpan Well = TimeSpan.FromMinutes(10);

    private readonly ServiceNotifier _notifier = ServiceNotifier.FromEnvironment();
    private readonly AgentSettings _settings;
    private readonly ChosenConfig _chosen;
    private readonly StartLedger? _ledger;
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;
    private readonly ReloadSignal? _hangup;
    private volatile bool _isReplaced;

    /// <summary>Begins the run.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="chosen">Where they come from.</param>
    /// <param name="unattended">Whether crashes are counted and configurations kept.</param>
    /// <param name="bootId">Names the machine's boot.</param>
    /// <param name="terminal">For notes.</param>
    /// <param name="time">The clock.</param>
    public ServiceLife(AgentSettings settings, ChosenConfig chosen, bool unattended, string bootId, Terminal terminal, TimeProvider time)
    {
        (_settings, _chosen, _terminal, _time) = (settings, chosen, terminal, time);
        if (!unattended) return;
        // Somebody at a terminal means its end by a hangup.
        _hangup = new ReloadSignal();
        _ledger = new StartLedger(settings.StateDirectory, bootId);
        _ledger.Begin();
        SafeMode = settings.CrashLimit > 0 && _ledger.Crashes >= settings.CrashLimit
            ? $"safe mode: the agent ended {_ledger.Crashes} times in a row without notice, so its pipelines are left off; they are tried again in {settings.SafeModeMinutes} minutes, or resume them one by one"
            : null;
    }

    /// <summary>Whether nobody watches: then the agent stays up as long as it can be reached, whatever its pipelines do.</summary>
    public bool IsUnattended => _ledger is not null;

    /// <summary>Why the pipelines are to be left off, one sentence; null in ordinary life.</summary>
    public string? SafeMode { get; }

    /// <summary>Stops the agent when the signal does, or when safe mode has lasted long enough.</summary>
    /// <param name="signal">The person's or the service manager's wish.</param>
    public CancellationTokenSource StopWith(CancellationToken signal)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(signal);
        // Asked while it starts, it stops when it can; that is no crash.
        signal.Register(() =>
        {
            _ledger?.Settle();
            Stopping();
        });
        if (SafeMode is not null) _ = LeaveSafeModeAsync(stop);
        return stop;
    }

    /// <summary>Tells how the agent is until it ends.</summary>
    /// <param name="pipelines">What runs.</param>
    /// <param name="delivery">Store and link.</param>
    /// <param name="reload">Reads the configuration again when the service manager asks for it.</param>
    /// <param name="finished">Ends it.</param>
    public async Task ReportAsync(IReadOnlyList<LivePipeline> pipelines, EventDelivery delivery, ConfigurationReload reload, CancellationToken finished)
    {
        foreach (var warning in Warnings) _terminal.Note("warning: " + warning);
        var again = _hangup is null ? null : new ServiceReload(_hangup, reload, _notifier, _terminal.Note, _time);
        var reporter = new ServiceReporter(_notifier, pipelines, delivery, () => string.Join("; ", [.. Warnings, .. new[] { again?.Notice }.OfType<string>()]), _time);
        await Task.WhenAll(
            reporter.RunAsync(finished), SettleAsync(reporter.Ready, pipelines, finished),
            again?.RunAsync(reporter.Ready, whole => Adopt(whole, pipelines), finished) ?? Task.CompletedTask).ConfigureAwait(false);
    }

    /// <summary>The agent drains, which may take as long as it is allowed to.</summary>
    public void Stopping()
    {
        _notifier.Stopping();
        _notifier.ExtendTimeout(TimeSpan.FromSeconds(2 * _settings.StopDeadlineSeconds + 10));
    }

    /// <summary>The agent ends of its own will.</summary>
    /// <param name="code">The exit code that it would have.</param>
    /// <param name="asked">Whether the signal asked for it.</param>
    /// <returns>The exit code: a run in safe mode that nobody ended wants to be started again.</returns>
    public int Ended(int code, bool asked)
    {
        if (_ledger is null) return code;
        if (SafeMode is not null && !asked)
        {
            _ledger.TryAgain(_settings.CrashLimit);
            return ExitCode.Failed;
        }

        if (asked || code == ExitCode.Done) _ledger.Settle();
        return code;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hangup?.Dispose();
        _notifier.Dispose();
    }

    private string[] Warnings => [.. new[] { SafeMode, _isReplaced ? null : _chosen.Warning }.OfType<string>()];

    // All of it is in effect, and every pipeline could be opened with it: what was wrong before is mended.
    private void Adopt(IConfiguration configuration, IReadOnlyList<LivePipeline> pipelines)
    {
        _isReplaced = true;
        if (SafeMode is null) Keep(configuration, pipelines);
    }

    private void Keep(IConfiguration configuration, IReadOnlyList<LivePipeline> pipelines)
    {
        if (pipelines.All(p => p.State != PipelineState.Failed) && LastGoodConfig.Keep(StatePath.Default, configuration) is { } problem) _terminal.Note("warning: " + problem);
    }

    private async Task LeaveSafeModeAsync(CancellationTokenSource stop)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(_settings.SafeModeMinutes), _time, stop.Token).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // It was stopped before.
        }
    }

    private async Task SettleAsync(Task ready, IReadOnlyList<LivePipeline> pipelines, CancellationToken finished)
    {
        if (_ledger is null) return;
        try
        {
            await ready.WaitAsync(finished).ConfigureAwait(false);
            // Where it is looked for before any configuration can be read.
            if (SafeMode is null && _chosen.Warning is null && !_isReplaced) Keep(_chosen.Configuration, pipelines);
            await Task.Delay(Well, _time, finished).ConfigureAwait(false);
            if (SafeMode is null) _ledger.Settle();
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }
}
