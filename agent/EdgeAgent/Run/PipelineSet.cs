using System.Globalization;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Text;

namespace EdgeAgent.Run;

/// <summary>All pipelines of the agent, by name.</summary>
/// <param name="lives">In the order of the configuration.</param>
/// <param name="configured">Their settings without what operators laid over them.</param>
/// <param name="wishes">What operators want, kept over a restart.</param>
/// <param name="time">The clock.</param>
internal sealed class PipelineSet(IReadOnlyList<PipelineLife> lives, IReadOnlyList<PipelineSettings> configured, OperatorWishes wishes, TimeProvider time) : IPipelineControl, IDisposable
{
    // Opening and closing models of several pipelines at once could close what another is about to take.
    private readonly SemaphoreSlim _opening = new(1);

    // Changed while opening only.
    private readonly Dictionary<string, PipelineSettings> _configured = configured.ToDictionary(settings => settings.Name, StringComparer.Ordinal);

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<PipelineLife> Lives => lives;

    /// <summary>Completes when every pipeline has ended or failed at once, so that nothing is left to listen to.</summary>
    public async Task AllAtRestAsync()
    {
        // One that was at rest may run again while another one is waited for.
        while (lives.FirstOrDefault(life => !life.IsAtRest) is { } busy) await busy.Rest.ConfigureAwait(false);
        foreach (var life in lives) await life.Rest.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PipelineSnapshot> PauseAsync(string pipeline, CancellationToken cancellation)
    {
        var life = Find(pipeline);
        await life.PauseAsync(cancellation).ConfigureAwait(false);
        Remember(life);
        return life.Pipeline.Snapshot(time);
    }

    /// <inheritdoc/>
    public Task<PipelineSnapshot> ResumeAsync(string pipeline, CancellationToken cancellation) => OpenAsync(Find(pipeline), life => life.ResumeAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public Task<PipelineSnapshot> RestartAsync(string pipeline, CancellationToken cancellation) => OpenAsync(Find(pipeline), life => life.RestartAsync(cancellation), cancellation);

    /// <summary>Restarts a pipeline with other settings of its configuration; what operators laid over the former ones is gone.</summary>
    /// <exception cref="ControlRefusedException">They don't work; it goes on as it was.</exception>
    public Task<PipelineSnapshot> BecomeAsync(PipelineLife life, PipelineSettings settings, CancellationToken cancellation) => OpenAsync(life, async l =>
    {
        await l.BecomeAsync(settings, cancellation).ConfigureAwait(false);
        _configured[l.Pipeline.Name] = settings;
        Lay(l, new Dictionary<string, string>());
    }, cancellation);

    /// <inheritdoc/>
    public Task<PipelineSnapshot> SetThresholdsAsync(string pipeline, double? high, double? low, bool reset, CancellationToken cancellation) => OpenAsync(Find(pipeline), async life =>
    {
        var over = new Dictionary<string, string>(reset ? new Dictionary<string, string>() : wishes.Of(pipeline).Rules, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in new[] { ("High", high), ("Low", low) })
        {
            if (value is not { } threshold) continue;
            over[key] = threshold.ToString("R", CultureInfo.InvariantCulture);
            if (EventRulesText.Problem(key, over[key]) is { } problem) throw new ControlRefusedException(RefusalKind.Invalid, $"{key}: {problem}");
        }

        var rules = new Dictionary<string, string>(_configured[pipeline].Rules, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in over) rules[key] = value;
        await life.BecomeAsync(_configured[pipeline] with { Rules = rules }, cancellation).ConfigureAwait(false);
        Lay(life, over);
    }, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var life in lives) life.Dispose();
        _opening.Dispose();
    }

    private async Task<PipelineSnapshot> OpenAsync(PipelineLife life, Func<PipelineLife, Task> wish, CancellationToken cancellation)
    {
        await _opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await wish(life).ConfigureAwait(false);
            Remember(life);
            return life.Pipeline.Snapshot(time);
        }
        finally
        {
            _opening.Release();
        }
    }

    // As it is now, whichever of several wishes came last.
    private void Remember(PipelineLife life) => wishes.Change(life.Pipeline.Name, wish => wish with { Paused = life.Pipeline.State == PipelineState.Paused });

    private void Lay(PipelineLife life, IReadOnlyDictionary<string, string> rules)
    {
        life.Pipeline.Overrides = rules;
        wishes.Change(life.Pipeline.Name, wish => wish with { Rules = rules });
    }

    private PipelineLife Find(string pipeline) => lives.FirstOrDefault(life => life.Pipeline.Name == pipeline)
        ?? throw new ControlRefusedException(RefusalKind.NotFound, $"there is no pipeline '{pipeline}' here; {Known(pipeline)}");

    private string Known(string pipeline) => DidYouMean.Suggest(pipeline, lives.Select(life => life.Pipeline.Name)) is { } near
        ? $"did you mean {near}?"
        : $"there are {string.Join(", ", lives.Select(life => life.Pipeline.Name))}";
}
