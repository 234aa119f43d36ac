using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>Two variants side by side on this device: runs in turns, so that what else happens on it hits both.</summary>
/// <param name="Threads">Threads inside a run.</param>
/// <param name="Runs">Runs of each.</param>
/// <param name="FullMilliseconds">Median of the full variant at batch 1.</param>
/// <param name="VariantMilliseconds">Median of the other.</param>
/// <param name="FullMemory">Growth of resident memory by the full session, bytes.</param>
/// <param name="VariantMemory">The same of the other.</param>
public sealed record SpeedComparison(int Threads, int Runs, double FullMilliseconds, double VariantMilliseconds, long FullMemory, long VariantMemory)
{
    private const int LeastRuns = 50;

    /// <summary>How many times faster the variant is.</summary>
    public double Ratio => FullMilliseconds / VariantMilliseconds;

    /// <summary>Memory of the variant over that of the full one; null where the full one's is too small to be told.</summary>
    public double? MemoryRatio => FullMemory > 1 << 20 ? (double)VariantMemory / FullMemory : null;

    /// <summary>Measures.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="full">The full model's file.</param>
    /// <param name="variant">The other's.</param>
    /// <param name="threads">Threads inside a run.</param>
    /// <param name="seconds">How long, in all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <exception cref="ModelException">A model can't be run.</exception>
    public static SpeedComparison Measure(OnnxRuntimeLibrary library, string full, string variant, int threads, double seconds, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            var options = new OrtSessionOptions { Provider = OrtProvider.Cpu, IntraThreads = threads };
            // What the library needs for itself is there before anything is counted.
            using (Open(library, variant, options)) { }
            using var others = SessionCrowd.Open(library, variant, options);
            using var firsts = SessionCrowd.Open(library, full, options);
            var (other, first) = (others.One, firsts.One);
            var (fullTimes, otherTimes) = (new List<double>(), new List<double>());
            var started = time.GetTimestamp();
            while (fullTimes.Count < LeastRuns || time.GetElapsedTime(started).TotalSeconds < seconds)
            {
                cancellation.ThrowIfCancellationRequested();
                fullTimes.Add(Run(first, time));
                otherTimes.Add(Run(other, time));
            }

            fullTimes.Sort();
            otherTimes.Sort();
            return new SpeedComparison(threads, fullTimes.Count, fullTimes[fullTimes.Count / 2], otherTimes[otherTimes.Count / 2], firsts.BytesEach, others.BytesEach);
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
    }

    /// <summary>A warm session with noise in its inputs.</summary>
    internal static OrtBinding Open(OnnxRuntimeLibrary library, string file, OrtSessionOptions options)
    {
        // The binding keeps the native session.
        using var session = OrtSession.Open(library, file, options);
        var binding = OrtBinding.Create(session, 1);
        RandomInputs.Fill(session, binding);
        for (var i = 0; i < 5; i++) binding.Run(1);
        return binding;
    }

    private static double Run(OrtBinding binding, TimeProvider time)
    {
        var started = time.GetTimestamp();
        binding.Run(1);
        return time.GetElapsedTime(started).TotalMilliseconds;
    }
}
