namespace EdgeAgent.Core.Control;

/// <summary>A key whose value is another than the one in effect.</summary>
/// <param name="Key">The key, as in <c>Pipelines:reef-north:Source:Device</c>; pipelines by name.</param>
/// <param name="Before">The value in effect; null for the default. Never a secret.</param>
/// <param name="After">The value in the files; null for the default. Never a secret.</param>
/// <param name="Effect">How it takes effect.</param>
public sealed record ConfigurationChange(string Key, string? Before, string? After, ChangeEffect Effect);
