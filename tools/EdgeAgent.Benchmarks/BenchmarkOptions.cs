using System.Globalization;

namespace EdgeAgent.Benchmarks;

/// <summary>What to measure.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Help text.</summary>
    public const string Usage = """
        edge-bench: the agent's whole path against a bare C++ loop over the same library and the same windows

          --model PATH         package to measure beside the tiny one (models/repository/humpback/1)
          --bare PATH          the bare loop (artifacts/bench/native/bare-loop)
          --out DIR            where results.json and results.md go (artifacts/bench)
          --runtime PATH       libonnxruntime.so.1; both sides load this file (the agent's own search)
          --pairs N            pairs of legs, interleaved A B B A (15)
          --minutes N          length of the recording (10)
          --leg-seconds N      least length of a leg, by repeating the recording (1)
          --check              exit 1 when a floor is missed
        """;

    /// <summary>Folder of the package that is shipped.</summary>
    public required string Model { get; init; }

    /// <summary>Program of the bare loop.</summary>
    public required string Bare { get; init; }

    /// <summary>Folder of the results.</summary>
    public required string Out { get; init; }

    /// <summary>ONNX Runtime; null for the agent's own search.</summary>
    public string? Runtime { get; init; }

    /// <summary>Pairs of legs, ≥ 1.</summary>
    public int Pairs { get; init; } = 15;

    /// <summary>Minutes of recording.</summary>
    public double Minutes { get; init; } = 10;

    /// <summary>Least seconds of a leg.</summary>
    public double LegSeconds { get; init; } = 1;

    /// <summary>Whether a missed floor is a failure.</summary>
    public bool Check { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="BenchmarkException">It can't be understood.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--check") values[name] = "true";
            else if (name is "--model" or "--bare" or "--out" or "--runtime" or "--pairs" or "--minutes" or "--leg-seconds" && i + 1 < arguments.Count) values[name] = arguments[++i];
            else throw new BenchmarkException($"{name} is no option of the benchmark or has no value.\n\n{Usage}");
        }

        var root = Root();
        return new BenchmarkOptions
        {
            Model = values.GetValueOrDefault("--model", Path.Combine(root, "models", "repository", "humpback", "1")),
            Bare = values.GetValueOrDefault("--bare", Path.Combine(root, "artifacts", "bench", "native", "bare-loop")),
            Out = values.GetValueOrDefault("--out", Path.Combine(root, "artifacts", "bench")),
            Runtime = values.GetValueOrDefault("--runtime"),
            Pairs = Math.Max(1, (int)Number("--pairs", 15)),
            Minutes = Math.Max(0.5, Number("--minutes", 10)),
            LegSeconds = Math.Max(0, Number("--leg-seconds", 1)),
            Check = values.ContainsKey("--check"),
        };

        double Number(string name, double fallback) =>
            !values.TryGetValue(name, out var text) ? fallback
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw new BenchmarkException($"{name} takes a number, not \"{text}\"");
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAgent.sln"))) return folder.FullName;
        return Environment.CurrentDirectory;
    }
}
