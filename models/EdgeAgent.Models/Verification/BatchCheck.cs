using System.Globalization;

namespace EdgeAgent.Models.Verification;

/// <summary>
/// Whether a window's scores depend on how many windows run with it and on which. They must not, bit for bit, or events would depend on load;
/// a model where they do runs one window at a time.
/// </summary>
internal static class BatchCheck
{
    private const int MostGolden = 8;
    private const string Name = "batches";

    /// <summary>Scores golden windows between loud and silent neighbours, shuffled, at several batch sizes, against one at a time.</summary>
    public static VerificationCheck Run(VariantUnderTest variant, bool single)
    {
        var most = variant.Package.Manifest.Batch.Max;
        if (single || most == 1) return variant.Pass(Name, single ? "the model takes one window at a time" : "batch.max is 1: it runs one window at a time");
        var windows = Windows(variant);
        var alone = variant.Score(windows, 1);
        int[] sizes = [.. new[] { 2, 3, 7, most }.Where(size => size <= most).Distinct().Order()];
        foreach (var size in sizes)
        {
            var order = Order(windows.Count, size);
            var together = variant.Score([.. order.Select(index => windows[index])], size);
            if (Difference(order, alone, together) is { } difference) return Differs(variant, size, difference);
        }

        var tried = $"batch 1, {string.Join(", ", sizes)}, shuffled beside loud and silent neighbours";
        return variant.DeclaredInvariant
            ? variant.Pass(Name, $"gives the same bits at {tried}")
            : variant.Warn(Name, $"gives the same bits at {tried}, although the manifest says batch.invariant false; it runs at batch 1 and could run faster without that");
    }

    private static VerificationCheck Differs(VariantUnderTest variant, int size, float difference)
    {
        var finding = string.Create(CultureInfo.InvariantCulture, $"a window's scores change by up to {difference:0.#######} with its neighbours at batch {size}");
        return variant.DeclaredInvariant
            ? variant.Fail(Name, $"{finding}; set batch.invariant to false, then it runs at batch 1")
            : variant.Pass(Name, $"{finding}; it runs at batch 1, as the manifest says");
    }

    // Stand-ins where there is no golden recording: noise with structure at ordinary levels.
    private static List<float[]> Windows(VariantUnderTest variant)
    {
        var (package, input) = (variant.Package, variant.Package.Manifest.Input);
        var windows = package.Manifest.Golden
            .SelectMany(golden => variant.Probe.ReadWindows(package, Path.Combine(package.Directory, golden.Input)).Take(MostGolden))
            .Take(MostGolden).ToList();
        if (windows.Count == 0)
        {
            windows.AddRange(ProbeSignals.At(-30, ProbeSignals.Ship(input.WindowSamples, input.SampleRate, 3)));
            windows.AddRange(ProbeSignals.At(-40, ProbeSignals.Pink(input.WindowSamples, 3)));
        }

        windows.Add(new float[input.WindowSamples]);
        windows.Add(ProbeSignals.Constant(input.WindowSamples, 1f));
        windows.AddRange(ProbeSignals.At(-5, ProbeSignals.White(input.WindowSamples, 1)));
        windows.AddRange(ProbeSignals.At(-80, ProbeSignals.White(input.WindowSamples, 1)));
        return windows;
    }

    // Enough for a full batch and a part of one, each window at least once, in an order that the size alone decides.
    private static int[] Order(int windows, int size)
    {
        var order = new int[Math.Max(windows, size + Math.Min(size - 1, 5))];
        for (var i = 0; i < order.Length; i++) order[i] = i % windows;
        new SeededNoise((ulong)size).Shuffle(order);
        return order;
    }

    // Null when all bits are the same; the largest difference otherwise (an infinity for what is not a number on one side only).
    private static float? Difference(int[] order, IReadOnlyList<float[]> alone, IReadOnlyList<float[]> together)
    {
        float? most = null;
        for (var i = 0; i < order.Length; i++)
        {
            var (expected, actual) = (alone[order[i]], together[i]);
            for (var label = 0; label < expected.Length; label++)
            {
                if (BitConverter.SingleToInt32Bits(expected[label]) == BitConverter.SingleToInt32Bits(actual[label])) continue;
                var difference = Math.Abs(expected[label] - actual[label]);
                most = Math.Max(most ?? 0, float.IsNaN(difference) ? float.PositiveInfinity : difference);
            }
        }

        return most;
    }
}
