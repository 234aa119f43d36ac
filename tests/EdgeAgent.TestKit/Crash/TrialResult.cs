using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAgent.TestKit.Crash;

/// <summary>What came of a trial.</summary>
public sealed partial record TrialResult
{
    /// <summary>What was broken.</summary>
    public required string Kind { get; init; }

    /// <summary>Decides the trial's moments.</summary>
    public required int Seed { get; init; }

    /// <summary>Why it could not be made here; null when it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>Messages that came, each once.</summary>
    public long Messages { get; init; }

    /// <summary>Messages that the store had promised.</summary>
    public long Promised { get; init; }

    /// <summary>Byte-identical duplicates that came.</summary>
    public long Resent { get; init; }

    /// <summary>Messages that did not come and were declared.</summary>
    public long Declared { get; init; }

    /// <summary>Messages that did not come and were not declared.</summary>
    public long Lost { get; init; }

    /// <summary>First deliveries behind a later one of their pipeline and lane.</summary>
    public long Reordered { get; init; }

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Reads a line of a report; null when it is another one.</summary>
    public static TrialResult? Parse(string line)
    {
        if (Line().Match(line) is not { Success: true } match) return null;
        var verdict = match.Groups["verdict"].Value;
        return new TrialResult
        {
            Kind = match.Groups["kind"].Value, Seed = (int)Number("seed"), Messages = Number("messages"), Promised = Number("promised"), Resent = Number("resent"),
            Declared = Number("declared"), Lost = Number("lost"), Reordered = Number("reordered"),
            Skipped = verdict.StartsWith("skipped: ", StringComparison.Ordinal) ? verdict["skipped: ".Length..] : null,
            Faults = verdict == "FAILED" ? ["see the report"] : [],
        };

        long Number(string name) => long.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>A line of a report.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Kind} {Seed} messages {Messages} promised {Promised} resent {Resent} declared {Declared} lost {Lost} reordered {Reordered}: {(Skipped is not null ? $"skipped: {Skipped}" : Faults.Count == 0 ? "kept" : "FAILED")}");

    [GeneratedRegex(@"^(?<kind>\w+) (?<seed>\d+) messages (?<messages>\d+) promised (?<promised>\d+) resent (?<resent>\d+) declared (?<declared>\d+) lost (?<lost>\d+) reordered (?<reordered>\d+): (?<verdict>.*)$")]
    private static partial Regex Line();
}
