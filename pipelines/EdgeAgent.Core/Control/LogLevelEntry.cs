namespace EdgeAgent.Core.Control;

/// <summary>A level that was set.</summary>
/// <param name="Area">The area; empty for all.</param>
/// <param name="Level">From <c>trace</c> to <c>none</c>.</param>
/// <param name="Until">When it lapses; null for never.</param>
public sealed record LogLevelEntry(string Area, string Level, DateTimeOffset? Until);
