namespace EdgeAgent.Core.Control;

/// <summary>Pauses and restarts running pipelines. May be called from any thread; wishes for one pipeline are granted one after the other.</summary>
public interface IPipelineControl
{
    /// <summary>Stops listening and finishes what was heard. What is not heard from then on is a gap of cause <c>paused</c>. A pipeline that is paused stays so, also over a restart of the agent.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cancellation">Gives up waiting; a pause that has begun is carried out.</param>
    /// <returns>The pipeline then.</returns>
    /// <exception cref="ControlRefusedException">There is no such pipeline, or it does not run.</exception>
    Task<PipelineSnapshot> PauseAsync(string pipeline, CancellationToken cancellation);

    /// <summary>Listens again, in a new epoch. A pipeline that runs goes on running.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The pipeline then.</returns>
    /// <exception cref="ControlRefusedException">There is no such pipeline, it has ended or failed, or its source can't be opened.</exception>
    Task<PipelineSnapshot> ResumeAsync(string pipeline, CancellationToken cancellation);

    /// <summary>Opens source and models afresh, also of a pipeline that has ended or failed. The time between is a gap of cause <c>restarted</c>.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The pipeline then.</returns>
    /// <exception cref="ControlRefusedException">There is no such pipeline, or its source or a model can't be opened.</exception>
    Task<PipelineSnapshot> RestartAsync(string pipeline, CancellationToken cancellation);

    /// <summary>Lays thresholds over those of its configuration, until they are reset or its configuration is reloaded, also over a restart of the agent, and restarts the pipeline with them: the time between is a gap of cause <c>restarted</c>.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="high">Smoothed score 0..1 at which an event opens; null as it is.</param>
    /// <param name="low">Smoothed score 0..1 down to which an event goes on; null as it is.</param>
    /// <param name="reset">Whether those laid over it before go first; alone, the configured ones count again.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The pipeline then.</returns>
    /// <exception cref="ControlRefusedException">There is no such pipeline, or the thresholds contradict a model's.</exception>
    Task<PipelineSnapshot> SetThresholdsAsync(string pipeline, double? high, double? low, bool reset, CancellationToken cancellation);
}
