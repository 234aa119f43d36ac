namespace EdgeAgent.Pipelines.Frames;

/// <summary>Frames in a row that were dropped because the analysis was behind.</summary>
/// <param name="First">Position of the first.</param>
/// <param name="Last">Position behind the last.</param>
/// <param name="Frames">How many; those that the rate limit had left out between them are not among them.</param>
public readonly record struct FrameLoss(long First, long Last, long Frames);
