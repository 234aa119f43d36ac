namespace EdgeAgent.Core.Control;

/// <summary>A file of a support bundle.</summary>
/// <param name="Name">Its name in the bundle.</param>
/// <param name="Content">Its bytes. Nothing secret.</param>
public sealed record SupportFile(string Name, ReadOnlyMemory<byte> Content);
