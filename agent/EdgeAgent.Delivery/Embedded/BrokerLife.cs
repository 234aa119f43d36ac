using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Delivery.Embedded;

/// <summary>What one run of the broker came to.</summary>
/// <param name="Exit">How it ended.</param>
/// <param name="Lasted">How long it listened; zero when it never did.</param>
/// <param name="Words">What it said.</param>
/// <param name="LastWords">The newest lines of that.</param>
internal sealed record BrokerLife(ChildExit Exit, TimeSpan Lasted, BrokerWords Words, IReadOnlyList<string> LastWords);
