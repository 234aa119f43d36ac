using System.Globalization;

namespace EdgeAgent.TestKit.Crash;

/// <summary>Which trials are made. The environment says: <c>EDGEAGENT_CRASH_TRIALS</c> (of each kind), <c>EDGEAGENT_CRASH_SEED</c> (the first), <c>EDGEAGENT_CRASH_KIND</c> (one only),
/// <c>EDGEAGENT_CRASH_REPORT</c> (a file that every trial is added to, and the table of all in it).</summary>
/// <param name="Each">Trials of each kind.</param>
/// <param name="Seed">The first seed.</param>
/// <param name="Kind">The only kind, or null.</param>
/// <param name="Report">A file for what happens and the table, or null.</param>
public sealed record CrashPlan(int Each, int Seed, string? Kind, string? Report)
{
    /// <summary>The plan of this run.</summary>
    /// <param name="inSample">Trials of each kind where the environment says nothing.</param>
    public static CrashPlan FromEnvironment(int inSample) => new(
        Number("EDGEAGENT_CRASH_TRIALS") ?? inSample,
        Number("EDGEAGENT_CRASH_SEED") ?? 1,
        Environment.GetEnvironmentVariable("EDGEAGENT_CRASH_KIND") is { Length: > 0 } kind ? kind : null,
        Environment.GetEnvironmentVariable("EDGEAGENT_CRASH_REPORT") is { Length: > 0 } report ? report : null);

    /// <summary>Makes the trials, kinds in turn, writes each down as it ends and the table after the last; fails the test when a promise was broken.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="trial">Makes one.</param>
    /// <typeparam name="TKind">The kinds.</typeparam>
    public async Task RunAsync<TKind>(ITestOutputHelper output, Func<TKind, int, Task<TrialResult>> trial)
        where TKind : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(trial);
        var results = new List<TrialResult>();
        foreach (var (kind, seed) in Trials<TKind>())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var result = await trial(kind, seed);
            results.Add(result);
            Note(result.ToLine() + (result.Faults.Count > 0 ? "\n" + Describe(result) : ""));
        }

        if (results.Count == 0) return;
        var table = TrialTable.Text(results);
        output.WriteLine(table);
        // Earlier runs may have written to the same report.
        if (Report is not null) Note("\n" + TrialTable.Text([.. File.ReadLines(Report).Select(TrialResult.Parse).OfType<TrialResult>()]));
        var failed = results.Where(result => result.Faults.Count > 0).ToArray();
        Assert.True(failed.Length == 0, string.Create(CultureInfo.InvariantCulture, $"{failed.Length} of {results.Count} trials failed:\n{string.Join("\n\n", failed.Take(5).Select(Describe))}\n\n{table}"));
    }

    /// <summary>Writes a line down.</summary>
    public void Note(string line)
    {
        if (Report is not null) File.AppendAllText(Report, line + "\n");
    }

    private IEnumerable<(TKind Kind, int Seed)> Trials<TKind>()
        where TKind : struct, Enum
    {
        for (var i = 0; i < Each; i++)
            foreach (var kind in Enum.GetValues<TKind>())
                if (Kind is null || Kind == kind.ToString()) yield return (kind, Seed + i);
    }

    // A failed trial in words, with the command that repeats it.
    private static string Describe(TrialResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Kind} {result.Seed}: {string.Join("\n", result.Faults.Take(6))}\n{(result.Faults.Count > 6 ? result.Faults[^1] : "")}\n  again: tools/soak.sh --kind {result.Kind} --seed {result.Seed} --trials 1");

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
