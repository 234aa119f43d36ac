using EdgeAgent.Core.Control;

namespace EdgeAgent.Run;

/// <summary>What the board says of itself.</summary>
/// <param name="Disk">The file system of the state; null when it can't be told.</param>
/// <param name="Temperatures">Its thermometers.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
internal sealed record BoardReadings(DiskSnapshot? Disk, IReadOnlyList<TemperatureReading> Temperatures, long ResidentBytes);
