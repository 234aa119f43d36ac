namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>How the air came onto the slide, and how the slide is seen.</summary>
public sealed record SamplerSettings
{
    /// <summary>Air through the sampler as measured, litres a minute, &gt; 0. EN 16868 samples 10.</summary>
    public required double FlowLitersPerMinute { get; init; }

    /// <summary>Minutes in which one deposit is laid down, evenly, &gt; 0: 1440 for a drum that turns 48 mm a day.</summary>
    public required double ExposureMinutes { get; init; }

    /// <summary>Area of the whole deposit of one exposure, mm², &gt; 0.</summary>
    public required double DepositSquareMillimeters { get; init; }

    /// <summary>Length of a pixel's side, µm, &gt; 0.</summary>
    public required double MicrometersPerPixel { get; init; }

    /// <summary>What a clean slide shows, objects a mm² by class index; empty for none. It is taken off.</summary>
    public IReadOnlyList<double> BlankPerSquareMillimeter { get; init; } = [];

    /// <summary>Part of the objects that the model finds, by class index, above 0 to 1; empty for all. Concentrations are divided by it.</summary>
    public IReadOnlyList<double> Recall { get; init; } = [];

    /// <summary>Area of fields of view, mm².</summary>
    /// <param name="pixels">Their pixels.</param>
    public double Area(double pixels) => pixels * MicrometersPerPixel * MicrometersPerPixel / 1e6;

    /// <summary>What is wrong, in one sentence; null when nothing is.</summary>
    public string? Problem() =>
        !(FlowLitersPerMinute > 0) ? "the sampler's flow must be above 0 litres a minute; give the measured flow"
        : !(ExposureMinutes > 0) ? "the exposure must last more than 0 minutes; give the time in which one deposit is laid down"
        : !(DepositSquareMillimeters > 0) ? "the deposit's area must be above 0 mm²; give the area that the sampler covers"
        : !(MicrometersPerPixel > 0) ? "the pixel's length must be above 0 µm; measure it with a stage micrometer"
        : Recall.Any(r => !(r is > 0 and <= 1)) ? "recall must be above 0 and at most 1; leave it out where it is not known"
        : BlankPerSquareMillimeter.Any(b => !(b >= 0)) ? "the blank must be 0 or more objects a mm²"
        : null;
}
