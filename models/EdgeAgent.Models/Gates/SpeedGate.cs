using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Gates;

/// <summary>
/// Measures what a window costs on this device, in turns with the working version, and compares it with what the pipelines can afford: a window must be
/// scored well within the hop. The median of many single windows is taken, so that a busy moment does not decide.
/// </summary>
internal sealed class SpeedGate : IStageGate
{
    private const int WarmUp = 3;
    private const int Runs = 15;

    /// <inheritdoc/>
    public string Doing => "its windows are timed";

    /// <inheritdoc/>
    public IEnumerable<ModelFinding> Check(StageContext context, CancellationToken cancellation)
    {
        if (context.Package.Manifest.IsImage)
        {
            yield return Picture(context, cancellation);
            yield break;
        }

        var working = context.Working;
        var candidate = new Lap(context, context.Package, context.Variant);
        var reference = working is null || working.Package.Digest == context.Package.Digest ? null : new Lap(context, working.Package, working.Variant);
        for (var run = 0; run < WarmUp + Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            candidate.Run(run >= WarmUp);
            reference?.Run(run >= WarmUp);
        }

        var hop = StageContext.HopSeconds(context.Package);
        var streams = Math.Max(1, context.Pipelines);
        var affordable = context.Rules.AffordableShare * hop / streams;
        var figures = Text($"a window takes {1000 * candidate.Median:0.###} ms, and {streams} {(streams == 1 ? "pipeline" : "pipelines")} with a hop of {hop:0.###} s can afford {1000 * affordable:0.###} ms");
        yield return candidate.Median <= affordable
            ? new ModelFinding("speed", true, figures)
            : new ModelFinding("speed", false, $"{figures}; take a faster variant or a longer hop");
        if (reference is null) yield break;

        // Cost for the same input, so that versions with other hops compare.
        var slowdown = candidate.Load / Math.Max(reference.Load, 1e-9);
        var comparison = Text($"{slowdown:0.##} times the cost of {working!.Package.Manifest.Name}:{working.Package.Manifest.Version} for the same input");
        yield return context.Rules.MostSlowdown <= 0 || slowdown <= context.Rules.MostSlowdown
            ? new ModelFinding("slowdown", true, comparison)
            : new ModelFinding("slowdown", false, Text($"{comparison}, and {context.Rules.MostSlowdown:0.##} times is the most that is taken; raise Models:MostSlowdown if it is meant so"));
    }

    // How many pictures come is the camera's business: what one costs is told, and refuses nothing.
    private static ModelFinding Picture(StageContext context, CancellationToken cancellation)
    {
        if (context.Package.Manifest.Golden is not [var golden, ..] || context.Probe.WhyNoImages is not null) return new ModelFinding("speed", true, "it was not timed: there is no golden image that could be shown to it here");
        var (file, times) = (Path.Combine(context.Package.Directory, golden.Input), new List<double>());
        for (var run = 0; run < WarmUp + Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var begin = context.Time.GetTimestamp();
            _ = context.Probe.Look(context.Package, context.Variant, file);
            if (run >= WarmUp) times.Add(context.Time.GetElapsedTime(begin).TotalMilliseconds);
        }

        return new ModelFinding("speed", true, Text($"an image takes {times.Order().ElementAt(times.Count / 2):0.###} ms, read from its file and looked at"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One version's times.</summary>
    private sealed class Lap(StageContext context, ModelPackage package, ModelVariant variant)
    {
        private readonly float[][] _window = [ProbeSignals.At(-30, ProbeSignals.Ship(package.Manifest.Input.WindowSamples, package.Manifest.Input.SampleRate, 1))[0]];
        private readonly List<double> _seconds = [];

        /// <summary>Median seconds of a window.</summary>
        public double Median => _seconds.Order().ElementAt(_seconds.Count / 2);

        /// <summary>Seconds of work for a second of input.</summary>
        public double Load => Median / StageContext.HopSeconds(package);

        public void Run(bool counts)
        {
            var begin = context.Time.GetTimestamp();
            _ = context.Probe.ScoreWindows(package, variant, _window, 1);
            if (counts) _seconds.Add(context.Time.GetElapsedTime(begin).TotalSeconds);
        }
    }
}
