namespace EdgeAgent.Pipelines.Frames;

/// <summary>Frames in a row that were dropped because the analysis was behind.</summary>
/// <param name="First">Position of the first.</param>
/// <param name="Last">Position behind the last.</param>
public readonly record struct FrameLoss(long First, long Last)
{
    /// <summary>How many.</summary>
    public long Frames => Last - First;
}
