namespace EdgeAgent.Core.Control;

/// <summary>The file system that holds the agent's state.</summary>
/// <param name="Path">A folder on it: the state directory.</param>
/// <param name="FreeBytes">Bytes that the agent may still write.</param>
/// <param name="TotalBytes">Its size in bytes.</param>
public sealed record DiskSnapshot(string Path, long FreeBytes, long TotalBytes);
