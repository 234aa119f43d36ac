using System.Globalization;
using EdgeAgent.Hosting.Service;

namespace EdgeAgent.Run;

/// <summary>Names the epochs of live sources: no two of a box ever have the same name.</summary>
internal sealed class BootIdentity
{
    private int _epochs;

    /// <summary>Reads the kernel's boot id.</summary>
    /// <param name="time">The clock; the second of the start tells apart runs within one boot.</param>
    public BootIdentity(TimeProvider time)
    {
        var boot = MachineBoot.Id is { Length: >= 8 } id ? id[..8] : "unknown0";
        Id = string.Create(CultureInfo.InvariantCulture, $"boot-{boot}-{time.GetUtcNow().ToUnixTimeSeconds():x}-{Environment.ProcessId:x}");
    }

    /// <summary>Names this run of the agent.</summary>
    public string Id { get; }

    /// <summary>The name of the next epoch.</summary>
    public string NextStreamId() => string.Create(CultureInfo.InvariantCulture, $"{Id}/{Interlocked.Increment(ref _epochs)}");
}
