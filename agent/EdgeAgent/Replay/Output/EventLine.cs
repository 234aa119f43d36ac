using System.Globalization;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay.Output;

/// <summary>
/// Events and gaps as lines for people at a terminal. When the width is too small, what matters least is left out first.
/// <code>
/// 09:30:12.480Z  OPEN    humpback  0.98  reef-north
/// 09:30:24.780Z  CLOSE   humpback  12.3 s  peak 0.98  mean 0.83  12 windows  reef-north
/// </code>
/// </summary>
internal static class EventLine
{
    private const int LabelWidth = 10;
    private const int NarrowestLabel = 4;

    private const string Green = "\e[32m";
    private const string Cyan = "\e[36m";
    private const string Yellow = "\e[33m";
    private const string Dim = "\e[2m";
    private const string Plain = "\e[0m";

    /// <summary>The line of an event, without a line feed.</summary>
    /// <param name="detection">The revision to tell.</param>
    /// <param name="width">Columns of the terminal; the line is never wider (but 24 at least).</param>
    /// <param name="colour">Whether to colour the state with ANSI sequences, which take no column.</param>
    /// <remarks>An open or update shows the onset, a close the offset: UTC when known, else <c>+</c> and the time since the stream began.</remarks>
    public static string Format(DetectionEvent detection, int width, bool colour)
    {
        ArgumentNullException.ThrowIfNull(detection);
        var closed = detection.State == EventState.Close;
        var time = Time(closed ? detection.Offset : detection.Onset, closed ? detection.Stream.Last : detection.Stream.First, detection.Stream.Rate);
        var (word, tint) = detection.State switch
        {
            _ when detection.Counting is not null => ("COUNT", Cyan),
            EventState.Open => ("OPEN", Green),
            EventState.Update => ("UPDATE", Dim),
            _ => ("CLOSE", Cyan),
        };
        var score = detection.Score;
        List<string> details = detection.Counting is { } counting ? Counted(detection.Count ?? 0, counting, detection.DurationSeconds)
            : closed
            ? [Number($"{detection.DurationSeconds:F1} s"), Number($"peak {score.Peak:F2}"), Number($"mean {score.Mean:F2}"), Number($"{score.Windows} {(detection.Track is null ? "window" : "frame")}{(score.Windows == 1 ? "" : "s")}")]
            : [Number($"{score.Peak:F2}")];
        if (detection.Reason is { } reason) details.Add(TerminalText.Clean(reason));
        details.Add(TerminalText.Clean(detection.Pipeline));
        return Compose(time, word, tint, TerminalText.Clean(detection.Label), details, width, colour);
    }

    /// <summary>The line of a gap record, without a line feed: <c>09:30:00.000Z  GAP     duty-cycle  290.0 s lost  reef-north</c>.</summary>
    /// <param name="gap">The gap to tell.</param>
    /// <param name="width">Columns of the terminal; the line is never wider (but 24 at least).</param>
    /// <param name="colour">Whether to colour the state with ANSI sequences, which take no column.</param>
    public static string Format(GapRecord gap, int width, bool colour)
    {
        ArgumentNullException.ThrowIfNull(gap);
        var time = gap.From is { } from ? Clock(from) : "--:--:--.---Z";
        var details = new List<string>();
        if (gap.Lost?.Seconds is { } lost) details.Add(Number($"{lost:F1} s lost"));
        if (gap.Detail is { } detail) details.Add(TerminalText.Clean(detail));
        details.Add(TerminalText.Clean(gap.Pipeline));
        return Compose(time, gap.Swap is null ? "GAP" : "MODEL", Yellow, TerminalText.Clean(gap.Cause), details, width, colour);
    }

    private static List<string> Counted(int count, EventCounting counting, double seconds)
    {
        var excluded = counting.Excluded.Sum(e => e.Fields);
        List<string> details = [Number($"{count} ({counting.Low95:F1} to {counting.High95:F1}) in {seconds / 60:0.#} min"), counting.PerCubicMeter is { } air ? Number($"{air:F1} per m3") : "nothing analysed", Number($"{counting.Fields} field{(counting.Fields == 1 ? "" : "s")}")];
        if (excluded > 0) details.Add(Number($"{excluded} left out"));
        return details;
    }

    private static string Compose(string time, string word, string tint, string label, List<string> details, int width, bool colour)
    {
        var head = $"{time}  ";
        var state = word.PadRight(6);
        var room = Math.Max(width, 24) - head.Length - state.Length - 2;
        var tail = "";
        label = TerminalText.Pad(label, LabelWidth);
        var used = Math.Min(TerminalText.Width(label), Math.Max(NarrowestLabel, room));
        foreach (var detail in details)
        {
            var wider = $"{tail}  {detail}";
            if (used + TerminalText.Width(wider) > room) break;
            tail = wider;
        }
        label = TerminalText.Fit(label, room - TerminalText.Width(tail));
        var line = $"{head}{(colour ? tint + state + Plain : state)}  {label}{tail}";
        return line.TrimEnd(' ');
    }

    private static string Time(DateTimeOffset? utc, long position, int rate)
    {
        if (utc is { } known) return Clock(known);
        var since = TimeSpan.FromSeconds((double)position / rate);
        return Number($"+{(int)since.TotalHours:D2}:{since.Minutes:D2}:{since.Seconds:D2}.{since.Milliseconds:D3}");
    }

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Number(FormattableString text) => FormattableString.Invariant(text);
}
