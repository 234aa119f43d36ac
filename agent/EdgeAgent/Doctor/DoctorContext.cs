using EdgeAgent.Configuration;

namespace EdgeAgent.Doctor;

/// <summary>What checks look at.</summary>
/// <param name="Settings">The configuration, or what counts where there is none that can be used.</param>
/// <param name="Problems">Why the configuration can't be used; empty when it can.</param>
/// <param name="Time">The clock.</param>
/// <param name="System">Root of the system's files; another one in tests.</param>
internal sealed record DoctorContext(AgentSettings Settings, IReadOnlyList<string> Problems, TimeProvider Time, string System = "/")
{
    /// <summary>A file of the system.</summary>
    public string FileOf(string path) => Path.Combine(System, path.TrimStart('/'));

    /// <summary>The first line of a file of the system; null where it can't be read.</summary>
    public string? LineOf(string path)
    {
        try
        {
            using var reader = new StreamReader(FileOf(path));
            return reader.ReadLine()?.Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
