using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Text;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Run.Frames;

/// <summary>Puts together what a package and the configuration say of how its objects and classes become events. Live and replay do it alike.</summary>
internal static class FrameRules
{
    /// <summary>The rules of a model in a pipeline.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">What the pipeline says of frames.</param>
    /// <param name="rules">Event rules laid over the package's.</param>
    /// <exception cref="ConfigException">They name a label that the model has not, or contradict each other.</exception>
    public static FrameEventOptions Make(ImageModel model, FrameSettings settings, IReadOnlyDictionary<string, string> rules)
    {
        var labels = model.Plan.Labels;
        EventRules[] scores = [.. labels.Select(label => EventRulesText.Overlay(model.Package.Manifest.RulesFor(label), rules))];
        var problems = new List<string>();
        var limits = new Dictionary<int, TrackLimits>();
        for (var i = 0; i < labels.Count; i++) limits[i] = Limits(scores[i]);
        foreach (var own in settings.Labels)
            foreach (var index in IndicesOf(own.Label, "Frames:Labels")) limits[index] = Narrow(limits[index], own);
        TrackZone[] zones = [.. settings.Zones.Select(z => z.Zone with { Classes = [.. z.Labels.SelectMany(label => IndicesOf(label, $"Frames:Zones: {z.Zone.Name}"))] })];
        if (settings.Counting is not null && model.Plan.Output.Format is ImageOutputFormat.Scores or ImageOutputFormat.TopK) problems.Add($"Frames:Counting: counts objects, but {model.Reference.Name} names whole pictures; choose a model that finds objects");
        return problems.Count > 0 ? throw new ConfigException(problems) : new FrameEventOptions
        {
            Scores = scores,
            Tracks = settings.Tracks with { PerClass = limits, Zones = zones },
            FrameRateLimit = settings.RateLimit,
            Motion = settings.Motion,
            Tiles = settings.Tiles,
            Counting = settings.Counting is { Options: var counting } ? counting with { Sampler = counting.Sampler with { BlankPerSquareMillimeter = OfLabels(l => l.BlankPerSquareMillimeter, 0), Recall = OfLabels(l => l.Recall, 1) } } : null,
        };

        double[] OfLabels(Func<LabelLimits, double> value, double usual) => [.. labels.Select(label => settings.Labels.LastOrDefault(own => own.Label == label) is { } own ? value(own) : usual)];

        // Two classes may have one name.
        IEnumerable<int> IndicesOf(string label, string key)
        {
            var indices = Enumerable.Range(0, labels.Count).Where(i => labels[i] == label).ToArray();
            if (indices.Length == 0) problems.Add($"{key}: {model.Reference.Name} has no label '{label}', only {string.Join(", ", labels.Take(20))}{(labels.Count > 20 ? " …" : "")}{DidYouMean.Clause(label, labels)}");
            return indices;
        }
    }

    // A detection may begin a track from low on, as an event of sound may; it is an event once the median of its scores reaches high.
    private static TrackLimits Limits(EventRules rules) => new()
    {
        Report = rules.Report, MinScore = rules.Low, ContinueScore = rules.Low, ConfirmScore = rules.High,
    };

    private static TrackLimits Narrow(TrackLimits limits, LabelLimits own) => limits with
    {
        Report = limits.Report && own.Report,
        MinScore = own.MinScore ?? limits.MinScore,
        ContinueScore = own.MinScore ?? limits.ContinueScore,
        ConfirmScore = own.ConfirmScore ?? limits.ConfirmScore,
        MinArea = own.MinArea,
        MaxArea = own.MaxArea,
        MinRatio = own.MinRatio,
        MaxRatio = own.MaxRatio,
        MaxTracks = own.MaxTracks,
    };
}
