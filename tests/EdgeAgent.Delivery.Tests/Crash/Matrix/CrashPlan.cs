using System.Globalization;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>Which trials are made. The environment says: <c>EDGEAGENT_CRASH_TRIALS</c> (of each kind), <c>EDGEAGENT_CRASH_SEED</c> (the first), <c>EDGEAGENT_CRASH_KIND</c> (one only),
/// <c>EDGEAGENT_CRASH_REPORT</c> (a file for the table).</summary>
/// <param name="Each">Trials of each kind.</param>
/// <param name="Seed">The first seed.</param>
/// <param name="Kind">The only kind, or null.</param>
/// <param name="Report">A file for what happens and the table, or null.</param>
internal sealed record CrashPlan(int Each, int Seed, CrashKind? Kind, string? Report)
{
    private const int EachInSample = 2;

    public static CrashPlan FromEnvironment() => new(
        Number("EDGEAGENT_CRASH_TRIALS") ?? EachInSample,
        Number("EDGEAGENT_CRASH_SEED") ?? 1,
        Enum.TryParse<CrashKind>(Environment.GetEnvironmentVariable("EDGEAGENT_CRASH_KIND"), out var kind) ? kind : null,
        Environment.GetEnvironmentVariable("EDGEAGENT_CRASH_REPORT"));

    /// <summary>The trials, kinds in turn.</summary>
    public IEnumerable<(CrashKind Kind, int Seed)> Trials()
    {
        for (var i = 0; i < Each; i++)
            foreach (var kind in Enum.GetValues<CrashKind>())
                if (Kind is null || Kind == kind) yield return (kind, Seed + i);
    }

    /// <summary>A failed trial in words, with the command that repeats it.</summary>
    public static string Describe(TrialResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Kind} {result.Seed}: {string.Join("\n", result.Faults.Take(6))}\n{(result.Faults.Count > 6 ? result.Faults[^1] : "")}\n  again: tools/soak.sh --kind {result.Kind} --seed {result.Seed} --trials 1");

    /// <summary>Writes a trial down as soon as it is over.</summary>
    public void Tell(TrialResult result)
    {
        if (Report is null) return;
        var verdict = result.Skipped is not null ? $"skipped: {result.Skipped}" : result.Faults.Count == 0 ? "kept" : "FAILED\n" + Describe(result);
        File.AppendAllText(Report, string.Create(CultureInfo.InvariantCulture, $"{result.Kind} {result.Seed} messages {result.Messages} resent {result.Resent} declared {result.Declared}: {verdict}\n"));
    }

    /// <summary>Writes a line down.</summary>
    public void Note(string line)
    {
        if (Report is not null) File.AppendAllText(Report, line + "\n");
    }

    /// <summary>Writes the table down.</summary>
    public void Keep(string table)
    {
        if (Report is not null) File.AppendAllText(Report, "\n" + table);
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
