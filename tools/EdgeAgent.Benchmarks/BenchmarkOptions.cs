using System.Globalization;

namespace EdgeAgent.Benchmarks;

/// <summary>What to measure.</summary>
internal sealed record BenchmarkOptions
{
    private static readonly string[] Valued = ["--model", "--native", "--out", "--runtime", "--pairs", "--minutes", "--leg-seconds", "--python", "--rows"];

    /// <summary>Help text, behind which the benchmarks are listed.</summary>
    public const string Usage = """
        edge-bench [NAME…]: the agent beside its peers, in turn, in one run; without a name all benchmarks

          --out DIR            where results.json and results.md go; benchmarks that do not run keep what is there (artifacts/bench)
          --pairs N            rounds of legs, interleaved A B B A (9)
          --leg-seconds N      about how long a leg is (0.7)
          --native DIR         the built peers (artifacts/bench/native)
          --python PATH        the Python that has paho (/usr/bin/python3)
          --model PATH         package that audio and replay measure (models/repository/humpback/1)
          --runtime PATH       libonnxruntime.so.1; both sides load this file (the agent's own search)
          --minutes N          length of the recording (10)
          --rows N             messages that the store of growth gets to (1000000; 10000000 takes minutes and 12 GB of disk)
          --check              exit 1 when a target is missed
          --markdown           print the tables of --out again, and measure nothing
        """;

    /// <summary>The benchmarks to run; empty for all.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Folder of the package that is shipped.</summary>
    public required string Model { get; init; }

    /// <summary>Folder of the built peers.</summary>
    public required string Native { get; init; }

    /// <summary>The peers' sources, where scripts are.</summary>
    public required string Sources { get; init; }

    /// <summary>The folder of the training scripts, whose front end a peer runs.</summary>
    public required string Training { get; init; }

    /// <summary>Folder of the results.</summary>
    public required string Out { get; init; }

    /// <summary>Python with paho.</summary>
    public required string Python { get; init; }

    /// <summary>ONNX Runtime; null for the agent's own search.</summary>
    public string? Runtime { get; init; }

    /// <summary>Rounds of legs, ≥ 1.</summary>
    public int Pairs { get; init; }

    /// <summary>Messages that the largest store of a benchmark holds, 1000 to 100 million.</summary>
    public int Rows { get; init; }

    /// <summary>Minutes of recording.</summary>
    public double Minutes { get; init; }

    /// <summary>About how many seconds a leg takes.</summary>
    public double LegSeconds { get; init; }

    /// <summary>Whether a missed target is a failure.</summary>
    public bool Check { get; init; }

    /// <summary>Whether the results there are only printed.</summary>
    public bool Markdown { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="BenchmarkException">It can't be understood.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name is "--check" or "--markdown") values[name] = "true";
            else if (Valued.Contains(name, StringComparer.Ordinal) && i + 1 < arguments.Count) values[name] = arguments[++i];
            else if (!name.StartsWith('-')) names.Add(name);
            else throw new BenchmarkException($"{name} is no option of the benchmark or has no value; see --help.", usage: true);
        }

        var root = Root();
        return new BenchmarkOptions
        {
            Names = names,
            Model = values.GetValueOrDefault("--model", Path.Combine(root, "models", "repository", "humpback", "1")),
            Native = values.GetValueOrDefault("--native", Path.Combine(root, "artifacts", "bench", "native")),
            Sources = Path.Combine(root, "tools", "EdgeAgent.Benchmarks", "native"),
            Training = Path.Combine(root, "tools", "training"),
            Out = values.GetValueOrDefault("--out", Path.Combine(root, "artifacts", "bench")),
            Python = values.GetValueOrDefault("--python", "/usr/bin/python3"),
            Runtime = values.GetValueOrDefault("--runtime"),
            Pairs = Math.Max(1, (int)Number("--pairs", 9)),
            Rows = (int)Math.Clamp(Number("--rows", 1_000_000), 1000, 100_000_000),
            Minutes = Math.Max(0.5, Number("--minutes", 10)),
            LegSeconds = Math.Max(0.01, Number("--leg-seconds", 0.7)),
            Check = values.ContainsKey("--check"),
            Markdown = values.ContainsKey("--markdown"),
        };

        double Number(string name, double fallback) =>
            !values.TryGetValue(name, out var text) ? fallback
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw new BenchmarkException($"{name} takes a number, not \"{text}\".", usage: true);
    }

    /// <summary>The path of a built peer.</summary>
    public string Peer(string name) => Path.Combine(Native, name);

    /// <summary>Units of a leg: so many that it takes about <see cref="LegSeconds"/>.</summary>
    /// <param name="perSecond">Units that are known to take about a second.</param>
    /// <param name="multiple">The number is a multiple of this.</param>
    public int Units(int perSecond, int multiple = 1) => Math.Max(multiple, (int)(perSecond * LegSeconds) / multiple * multiple);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAgent.sln"))) return folder.FullName;
        return Environment.CurrentDirectory;
    }
}
