using System.Text.Json;

namespace EdgeAgent.Benchmarks.Reporting;

/// <summary>What the last run of each benchmark found, as <c>results.json</c> keeps it.</summary>
/// <param name="Results">In the order of the benchmarks.</param>
internal sealed record Report(IReadOnlyList<BenchmarkResult> Results)
{
    private const string Json = "results.json";
    private const string Markdown = "results.md";

    /// <summary>Reads the report of a folder; an empty one where there is none, or one of another layout.</summary>
    public static Report Read(string folder)
    {
        try
        {
            var path = Path.Combine(folder, Json);
            return File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllText(path), ReportJson.Default.Report) is { Results: not null } report ? report : new Report([]);
        }
        catch (JsonException)
        {
            return new Report([]);
        }
    }

    /// <summary>The report with a new result in place of the benchmark's last one.</summary>
    public Report With(BenchmarkResult result, IReadOnlyList<string> order) =>
        new([.. Results.Where(other => other.Name != result.Name && order.Contains(other.Name)).Append(result).OrderBy(each => order.ToList().IndexOf(each.Name))]);

    /// <summary>Writes JSON and Markdown into a folder.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Json), JsonSerializer.Serialize(this, ReportJson.Default.Report));
        File.WriteAllText(Path.Combine(folder, Markdown), ReportMarkdown.Write(this));
    }
}
