using System.Globalization;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Text;

namespace EdgeAgent.Run;

/// <summary>All pipelines of the agent, by name.</summary>
internal sealed class PipelineSet(IReadOnlyList<PipelineLife> lives, TimeProvider time) : IPipelineControl, IDisposable
{
    // Opening and closing models of several pipelines at once could close what another is about to take.
    private readonly SemaphoreSlim _opening = new(1);

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
        return life.Pipeline.Snapshot(time);
    }

    /// <inheritdoc/>
    public Task<PipelineSnapshot> ResumeAsync(string pipeline, CancellationToken cancellation) => OpenAsync(Find(pipeline), life => life.ResumeAsync(cancellation), cancellation);

    /// <inheritdoc/>
    public Task<PipelineSnapshot> RestartAsync(string pipeline, CancellationToken cancellation) => OpenAsync(Find(pipeline), life => life.RestartAsync(cancellation), cancellation);

    /// <summary>Restarts a pipeline with other settings.</summary>
    /// <exception cref="ControlRefusedException">They don't work; it goes on as it was.</exception>
    public Task<PipelineSnapshot> BecomeAsync(PipelineLife life, PipelineSettings settings, CancellationToken cancellation) => OpenAsync(life, l => l.BecomeAsync(settings, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<PipelineSnapshot> SetThresholdsAsync(string pipeline, double? high, double? low, CancellationToken cancellation)
    {
        var life = Find(pipeline);
        var rules = new Dictionary<string, string>(life.Settings.Rules, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in new[] { ("High", high), ("Low", low) })
        {
            if (value is not { } threshold) continue;
            rules[key] = threshold.ToString("R", CultureInfo.InvariantCulture);
            if (EventRulesText.Problem(key, rules[key]) is { } problem) throw new ControlRefusedException(RefusalKind.Invalid, $"{key}: {problem}");
        }

        return BecomeAsync(life, life.Settings with { Rules = rules }, cancellation);
    }

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
            return life.Pipeline.Snapshot(time);
        }
        finally
        {
            _opening.Release();
        }
    }

    private PipelineLife Find(string pipeline) => lives.FirstOrDefault(life => life.Pipeline.Name == pipeline)
        ?? throw new ControlRefusedException(RefusalKind.NotFound, $"there is no pipeline '{pipeline}' here; {Known(pipeline)}");

    private string Known(string pipeline) => DidYouMean.Suggest(pipeline, lives.Select(life => life.Pipeline.Name)) is { } near
        ? $"did you mean {near}?"
        : $"there are {string.Join(", ", lives.Select(life => life.Pipeline.Name))}";
}
