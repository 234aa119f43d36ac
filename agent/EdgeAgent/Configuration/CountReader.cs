using EdgeAgent.Pipelines.Aggregation.Counting;

namespace EdgeAgent.Configuration;

/// <summary>Reads and checks how objects in fields of view are counted.</summary>
internal static class CountReader
{
    private static readonly (string Word, int Value)[] Intervals = [("1m", 1), ("5m", 5), ("15m", 15), ("1h", 60), ("3h", 180), ("6h", 360), ("12h", 720), ("day", 1440)];

    /// <summary>Reads the section.</summary>
    /// <param name="counting">The section.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="state">The state directory.</param>
    /// <returns>Null where objects are followed.</returns>
    public static CountSettings? Read(ConfigSection counting, string pipeline, string state)
    {
        var isOn = counting.Flag("Enabled", false, "Counts objects in fields of view, such as a microscope's, instead of following them.");
        var options = new CountOptions
        {
            Interval = TimeSpan.FromMinutes(counting.Choice("Interval", 60, Intervals, "Counts and concentrations are told for intervals of this length, on the grid of UTC days.")),
            Sampler = new SamplerSettings
            {
                FlowLitersPerMinute = counting.Number("FlowLitersPerMinute", 10, 0, 10_000, "Air through the sampler as measured, litres a minute, above 0."),
                ExposureMinutes = counting.Number("ExposureMinutes", 1440, 0, 1e6, "Minutes in which one deposit is laid down, evenly: 1440 for a drum that turns once its strip a day."),
                DepositSquareMillimeters = counting.Number("DepositSquareMillimeters", 672, 0, 1e6, "Total area of the deposit of one exposure, mm²: 672 for 48 × 14 mm."),
                MicrometersPerPixel = counting.Number("MicrometersPerPixel", 0, 0, 1000, "Length of a pixel's side on the slide, µm; must be given. With the size of the pictures it gives the scanned area."),
            },
            MinSharpness = counting.Number("MinSharpness", 0.45, 0, 10, "Fields less sharp than this are left out as blurred; the list of fields tells the sharpness of each. 0 takes all."),
            MaxWhite = counting.Number("MaxWhite", 0.2, 0, 1, "Fields of which a larger part is white are left out as saturated."),
            MaxCover = counting.Number("MaxCover", 0.5, 0, 1, "Fields of which objects cover a larger part are left out as saturated."),
            MaxLikeness = counting.Number("MaxLikeness", 0.8, 0, 1, "Fields more like one of the last 32 are left out as duplicates; 1 leaves out only what is the same."),
            MaxCrops = counting.Integer("MaxCrops", 200, 0, 65_000, "Pictures of objects that are kept for review, of a label in an interval; 0 for none."),
            CropMargin = counting.Number("CropMargin", 0.3, 0, 5, "What of its size such a picture shows around the object, on each side."),
        };
        if (!isOn) return null;
        if (!(options.Sampler.MicrometersPerPixel > 0)) counting.Problem("MicrometersPerPixel", "is missing; measure it with a stage micrometer");
        else if (options.Problem() is { } problem) counting.Problem("FlowLitersPerMinute", problem);
        return new CountSettings(options, Path.GetFullPath(Path.Combine(state, "counting", $"{Uri.EscapeDataString(pipeline)}.ndjson")));
    }
}
