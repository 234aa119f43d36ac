using System.Globalization;

namespace EdgeAgent.Control.Audit;

/// <summary>The files of an audit log: <c>audit.ndjson</c>, and <c>audit.N.ndjson</c> for full ones, N being the number of their first line.</summary>
internal static class AuditFiles
{
    private const string Stem = "audit";
    private const string Extension = ".ndjson";

    /// <summary>The file that is written.</summary>
    public static string Present(string directory) => Path.Combine(directory, Stem + Extension);

    /// <summary>Name of a full file.</summary>
    public static string Full(string directory, long first) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Stem}.{first}{Extension}"));

    /// <summary>All files that are there, oldest first.</summary>
    public static IReadOnlyList<string> All(string directory)
    {
        if (!Directory.Exists(directory)) return [];
        var full = Directory.EnumerateFiles(directory, $"{Stem}.*{Extension}").Select(path => (Path: path, First: FirstOf(path))).Where(file => file.First is not null).OrderBy(file => file.First).Select(file => file.Path);
        return File.Exists(Present(directory)) ? [.. full, Present(directory)] : [.. full];
    }

    private static long? FirstOf(string path) =>
        long.TryParse(Path.GetFileName(path)[(Stem.Length + 1)..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : null;
}
