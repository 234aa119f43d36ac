using System.Globalization;
using System.Text;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Hosting;

namespace EdgeAgent.Run;

/// <summary>What a support bundle holds: what was said, the configuration without what may be secret, the audit log's end, the system.</summary>
/// <param name="settings">The settings in effect.</param>
/// <param name="source">The configuration in effect.</param>
/// <param name="notes">What the agent has said.</param>
internal sealed class SupportSource(AgentSettings settings, ConfigurationSource source, RecentNotes notes) : ISupportSource
{
    private const int LongestTail = 64 * 1024;

    /// <inheritdoc/>
    public IReadOnlyList<SupportFile> Collect()
    {
        var files = new List<SupportFile>
        {
            Text("notes.txt", string.Join('\n', notes.All()) + "\n"),
            Text("configuration.txt", string.Concat(new ConfigDifference(source.InEffect).Lines().Select(line => line + "\n"))),
            Text("version.txt", string.Create(CultureInfo.InvariantCulture, $"edge-agent {BuildInfo.Version}\n{Environment.Version}\n{Environment.OSVersion}\n{Environment.ProcessorCount} processors\n")),
        };
        AddTail(files, "audit.ndjson", Path.Combine(settings.StateDirectory, "audit", "audit.ndjson"));
        AddTail(files, "anchors.ndjson", Path.Combine(settings.StateDirectory, "anchors.ndjson"));
        foreach (var name in new[] { "meminfo", "loadavg", "uptime", "version" }) AddTail(files, $"proc-{name}.txt", $"/proc/{name}");
        AddTail(files, "os-release.txt", "/etc/os-release");
        return files;
    }

    private static SupportFile Text(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    private static void AddTail(List<SupportFile> files, string name, string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.CanSeek && file.Length > LongestTail) file.Position = file.Length - LongestTail;
            var bytes = new byte[LongestTail];
            files.Add(new SupportFile(name, bytes.AsMemory(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A bundle without this file is better than none.
        }
    }
}
