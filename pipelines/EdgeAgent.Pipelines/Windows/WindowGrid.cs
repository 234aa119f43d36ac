namespace EdgeAgent.Pipelines.Windows;

/// <summary>Where windows and their cells lie. Windows are in model-rate samples, cells in source positions.</summary>
/// <remarks>
/// A window's cell is the hop around its centre: [start + W/2 − H/2, start + W/2 + H/2). The first cell of an epoch reaches back to
/// its start. Cells of consecutive windows touch, so that events neither overlap nor leave holes.
/// </remarks>
internal readonly struct WindowGrid(int windowSamples, int hopSamples, int modelRate, int sourceRate)
{
    /// <summary>Source position of a model-rate sample, rounded to the nearest.</summary>
    public long ToSource(long modelSample) => ((modelSample * sourceRate * 2) + modelRate) / (2L * modelRate);

    /// <summary>Source position where the cell of the window that starts at a model-rate sample ends.</summary>
    public long CellEnd(long windowStart) => ToSource(windowStart + ((windowSamples + hopSamples) / 2));

    /// <summary>Source position where the cell of that window begins.</summary>
    public long CellStart(long windowStart) => windowStart == 0 ? 0 : CellEnd(windowStart - hopSamples);
}
