using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>Measures latency, throughput, memory and, where the board tells, energy of a model on this device.</summary>
public static class ModelBenchmark
{
    private const int LeastRuns = 20;
    private const int MostRuns = 200_000;
    private const int WarmRuns = 5;

    /// <summary>Measures a model file.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="modelFile">The model.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told of each measurement.</param>
    /// <param name="cancellation">Stops between runs.</param>
    /// <exception cref="ModelException">The model can't be run: one sentence.</exception>
    public static BenchmarkReport Run(
        OnnxRuntimeLibrary library, string modelFile, BenchmarkOptions options, TimeProvider time, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            var points = new List<BenchmarkPoint>();
            var (load, memory, provider) = (0.0, 0L, OrtProvider.Cpu);
            IReadOnlyList<OrtPlacement> placement = [];
            foreach (var threads in options.Threads)
            {
                var before = ProcessMemory.Resident();
                var started = time.GetTimestamp();
                using var session = OrtSession.Open(library, modelFile, new OrtSessionOptions { Provider = options.Provider, IntraThreads = threads, RecordPlacement = true });
                var opened = time.GetElapsedTime(started).TotalMilliseconds;
                var batches = session.Inputs.Any(i => i.IsBatched) ? options.Batches : [1];
                using (var largest = OrtBinding.Create(session, batches.Max()))
                {
                    RandomInputs.Fill(session, largest);
                    largest.Run(largest.MaxBatch);
                    if (points.Count == 0) (load, memory, provider, placement) = (opened, Math.Max(ProcessMemory.Resident() - before, 0), session.Provider, session.Placement);
                }

                foreach (var batch in batches)
                {
                    progress?.Report($"{threads} threads, batch {batch}");
                    points.Add(Measure(session, threads, batch, options.Seconds, time, cancellation));
                }
            }

            return new BenchmarkReport(modelFile, new FileInfo(modelFile).Length, library.Version, provider.ToString(), ProcessorName.Read(), load, memory, points) { Placement = placement };
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
    }

    private static BenchmarkPoint Measure(OrtSession session, int threads, int batch, double seconds, TimeProvider time, CancellationToken cancellation)
    {
        using var binding = OrtBinding.Create(session, batch);
        RandomInputs.Fill(session, binding);
        var size = Math.Min(batch, binding.MaxBatch);
        for (var i = 0; i < WarmRuns; i++) binding.Run(size);
        var times = new List<double>();
        var energy = EnergyMeter.Read();
        var started = time.GetTimestamp();
        while (times.Count < LeastRuns || (times.Count < MostRuns && time.GetElapsedTime(started).TotalSeconds < seconds))
        {
            cancellation.ThrowIfCancellationRequested();
            var run = time.GetTimestamp();
            binding.Run(size);
            times.Add(time.GetElapsedTime(run).TotalMilliseconds);
        }

        var elapsed = time.GetElapsedTime(started).TotalSeconds;
        var joules = EnergyMeter.Read() is { } after && energy is { } before && after >= before ? (after - before) / ((double)times.Count * size) : (double?)null;
        times.Sort();
        return new BenchmarkPoint(threads, size, times.Count, At(times, 0.5), At(times, 0.9), At(times, 0.99), times[^1], times.Count * size / elapsed, joules);
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
