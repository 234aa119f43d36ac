namespace EdgeAgent.Tests.Functional;

/// <summary>A pipeline for a test's configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The recording or the named pipe; null for standard input.</param>
/// <param name="Kind">file, stdin, pipe.</param>
/// <param name="Loop">Again and again.</param>
/// <param name="Model">The model package.</param>
internal sealed record LivePipelineText(string Name, string? Path, string Kind = "file", bool Loop = false, string Model = "energy");
