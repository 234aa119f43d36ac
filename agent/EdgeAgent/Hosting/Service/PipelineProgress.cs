namespace EdgeAgent.Hosting.Service;

/// <summary>How far a pipeline is.</summary>
/// <param name="Name">The pipeline.</param>
/// <param name="IsRunning">Whether it should be analysing: not paused, ended or failed.</param>
/// <param name="IsFed">Whether its source is known to deliver, so that progress can be expected.</param>
/// <param name="Frames">Sample frames analysed.</param>
internal readonly record struct PipelineProgress(string Name, bool IsRunning, bool IsFed, long Frames);
