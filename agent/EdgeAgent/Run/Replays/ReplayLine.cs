using System.Globalization;
using System.Text.RegularExpressions;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Run.Replays;

/// <summary>What a replay says on standard error: how far it is, or a note.</summary>
internal static partial class ReplayLine
{
    /// <summary>Reads a line.</summary>
    public static ReplayNews Read(string line)
    {
        if (Progress().Match(line) is not { Success: true } told) return new ReplayNews { Note = line };
        var total = (3600 * Number(told, 2)) + (60 * Number(told, 3)) + Number(told, 4);
        return new ReplayNews { Progress = (Number(told, 1) / 100 * total, total) };
    }

    // As Replay/ReplayProgress writes it: " 42 % of 1:02:03 · 0:00:20 left · 170x real time · 3 events".
    [GeneratedRegex(@"^\s*(\d+) % of (\d+):(\d\d):(\d\d) · ", RegexOptions.CultureInvariant)]
    private static partial Regex Progress();

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
