using EdgeAgent.Core.Control;

namespace EdgeAgent.Pipelines.Overload;

/// <summary>A pipeline took or gave up a step.</summary>
/// <param name="From">Where it stood.</param>
/// <param name="To">Where it stands now.</param>
/// <param name="QueuedSeconds">Seconds of input that waited.</param>
/// <param name="Load">Seconds of work for a second of input.</param>
/// <param name="Seconds">How long it had stood there.</param>
/// <param name="WindowsLeftOut">Windows that were left out or skipped in that time, over all its models.</param>
public sealed record OverloadChange(OverloadStep From, OverloadStep To, double QueuedSeconds, double Load, double Seconds, long WindowsLeftOut);
