namespace EdgeAgent.Benchmarks.Audio;

/// <summary>The recordings that are replayed: one at the models' rate, one at a recorder's.</summary>
internal sealed class NoiseRecordings
{
    /// <summary>Sample frames a second that the models take.</summary>
    public const int ModelRate = 10_000;

    private const int RecorderRate = 48_000;

    /// <summary>Writes them into a folder.</summary>
    public NoiseRecordings(BenchmarkOptions options, string folder)
    {
        Plain = NoiseRecording.Create(Path.Combine(folder, "plain.wav"), ModelRate, options.Minutes);
        All = [Plain, NoiseRecording.Create(Path.Combine(folder, "fast.wav"), RecorderRate, options.Minutes)];
    }

    /// <summary>At the models' rate.</summary>
    public NoiseRecording Plain { get; }

    /// <summary>Both.</summary>
    public IReadOnlyList<NoiseRecording> All { get; }
}
