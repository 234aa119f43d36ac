using System.Text.Json.Nodes;

namespace EdgeAgent.Tests.Functional;

/// <summary>Reads what the agent printed.</summary>
internal static class AgentEvents
{
    /// <summary>Every line as JSON.</summary>
    public static List<JsonObject> Parse(IEnumerable<string> lines) => [.. lines.Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>Final revisions, in order.</summary>
    public static List<JsonObject> Closed(IEnumerable<string> lines) => [.. Parse(lines).Where(e => (string?)e["state"] == "close")];

    public static List<JsonObject> Gaps(IEnumerable<string> lines) => [.. Parse(lines).Where(e => (string?)e["kind"] == "gap")];

    /// <summary>The lines without the place in files, which differs between one file and many.</summary>
    public static string[] WithoutFiles(IEnumerable<string> lines) => Without(lines, "recording");

    /// <summary>The lines without these members.</summary>
    public static string[] Without(IEnumerable<string> lines, params string[] members)
    {
        return [.. Parse(lines).Select(Strip)];

        string Strip(JsonObject line)
        {
            foreach (var member in members) line.Remove(member);
            return line.ToJsonString();
        }
    }

    public static long First(this JsonObject e) => (long)e["stream"]!["first"]!;

    public static long Last(this JsonObject e) => (long)e["stream"]!["last"]!;

    public static string Id(this JsonObject e) => (string)e["id"]!;
}
