using EdgeAgent.Core.Control;
using EdgeAgent.Core.Text;

namespace EdgeAgent.Run;

/// <summary>All pipelines of the agent, by name.</summary>
internal sealed class PipelineSet(IReadOnlyList<PipelineLife> lives, TimeProvider time) : IPipelineControl, IDisposable
{
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
    public async Task<PipelineSnapshot> ResumeAsync(string pipeline, CancellationToken cancellation)
    {
        var life = Find(pipeline);
        await life.ResumeAsync(cancellation).ConfigureAwait(false);
        return life.Pipeline.Snapshot(time);
    }

    /// <inheritdoc/>
    public async Task<PipelineSnapshot> RestartAsync(string pipeline, CancellationToken cancellation)
    {
        var life = Find(pipeline);
        await life.RestartAsync(cancellation).ConfigureAwait(false);
        return life.Pipeline.Snapshot(time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var life in lives) life.Dispose();
    }

    private PipelineLife Find(string pipeline) => lives.FirstOrDefault(life => life.Pipeline.Name == pipeline)
        ?? throw new ControlRefusedException(RefusalKind.NotFound, $"there is no pipeline '{pipeline}' here; {Known(pipeline)}");

    private string Known(string pipeline) => DidYouMean.Suggest(pipeline, lives.Select(life => life.Pipeline.Name)) is { } near
        ? $"did you mean {near}?"
        : $"there are {string.Join(", ", lives.Select(life => life.Pipeline.Name))}";
}
