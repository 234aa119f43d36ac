namespace EdgeAgent.Hosting.Service;

/// <summary>How far a pipeline is.</summary>
/// <param name="Name">The pipeline.</param>
/// <param name="IsRunning">Whether it should be analysing: not paused, ended or failed.</param>
/// <param name="Delivered">What its source has given so far, in any unit that only grows: while it gives nothing, nothing can advance. Null when nobody can tell.</param>
/// <param name="Frames">Sample frames analysed.</param>
internal readonly record struct PipelineProgress(string Name, bool IsRunning, long? Delivered, long Frames);
