using System.Globalization;
using System.Text.Json;
using EdgeAgent.Control.V1;

namespace EdgeAgent.Edgectl.Output;

/// <summary>Stored messages for people.</summary>
internal static class EventText
{
    /// <summary>One line, for following.</summary>
    public static string Line(StoredMessage message, int width)
    {
        var what = message.Kind == MessageKind.Gap ? $"{Cause(message)}" : string.Create(CultureInfo.InvariantCulture, $"{message.Label}  {message.Peak:F2}");
        var line = TextTable.Clean(string.Create(CultureInfo.InvariantCulture, $"{message.Sequence,8}  {Time(message)}  {Kind(message),-6}  {what}  {message.Pipeline}"));
        return line.Length <= width ? line : line[..(width - 1)] + "…";
    }

    /// <summary>A table with its heading.</summary>
    public static IEnumerable<string> Table(IEnumerable<StoredMessage> messages, int width)
    {
        var table = new TextTable("NUMBER", "ENDED (UTC)", "WHAT", "LABEL", "PEAK", "PIPELINE");
        foreach (var m in messages)
        {
            table.Add(
                m.Sequence.ToString(CultureInfo.InvariantCulture), Time(m), Kind(m), m.Kind == MessageKind.Gap ? Cause(m) : m.Label,
                m.Kind == MessageKind.Gap ? "" : m.Peak.ToString("F2", CultureInfo.InvariantCulture), m.Pipeline);
        }

        return table.Lines(width);
    }

    private static string Time(StoredMessage message) => message.Time?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "-";

    // Records of the ledger say themselves what they are: gap, model-swap, audit.
    private static string Kind(StoredMessage message) => message.Kind switch { MessageKind.Open => "open", MessageKind.Update => "update", MessageKind.Close => "close", _ => Member(message, "kind") };

    private static string Cause(StoredMessage message) => Member(message, Member(message, "kind") == "audit" ? "detail" : "cause");

    private static string Member(StoredMessage message, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Document);
            return document.RootElement.TryGetProperty(name, out var member) ? member.GetString() ?? "" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
