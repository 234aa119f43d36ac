namespace EdgeAgent.Doctor;

/// <summary>Checks as lines for people: what was seen beside each name, and under it what to do.</summary>
internal static class DoctorTable
{
    private const int Least = 24;

    /// <summary>The lines.</summary>
    /// <param name="report">The checks.</param>
    /// <param name="width">Columns of the terminal; int.MaxValue when piped.</param>
    /// <param name="colour">Whether states are coloured.</param>
    public static IEnumerable<string> Lines(DoctorReport report, int width, bool colour)
    {
        var names = report.Checks.Max(c => c.Check.Length);
        var indent = new string(' ', 6 + names + 2);
        var room = width == int.MaxValue ? int.MaxValue : Math.Max(Least, width - indent.Length - 1);
        foreach (var check in report.Checks)
        {
            var (word, ink) = Word(check.State);
            var state = colour ? $"\e[{ink}m{word}\e[0m" : word;
            var first = true;
            foreach (var line in Wrap(check.Seen, room))
            {
                yield return first ? $"{state}  {check.Check.PadRight(names)}  {line}" : indent + line;
                first = false;
            }

            if (check.Remedy is null) continue;
            first = true;
            foreach (var line in Wrap(check.Remedy, room - 3))
            {
                yield return indent + (first ? "-> " : "   ") + line;
                first = false;
            }
        }

        yield return $"{report.Count(CheckState.Ok)} ok, {Count(report.Count(CheckState.Warn), "warning")}, {Count(report.Count(CheckState.Fail), "failure")}, {report.Count(CheckState.Skip)} with nothing to look at";
    }

    private static (string Word, int Ink) Word(CheckState state) => state switch
    {
        CheckState.Ok => ("ok  ", 32),
        CheckState.Skip => ("-   ", 2),
        CheckState.Warn => ("WARN", 33),
        _ => ("FAIL", 31),
    };

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    // Words that are longer than a line stay whole: they are paths, and somebody copies them.
    private static IEnumerable<string> Wrap(string text, int room)
    {
        var line = string.Empty;
        foreach (var word in text.ReplaceLineEndings(" ").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
