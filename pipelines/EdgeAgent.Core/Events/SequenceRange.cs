namespace EdgeAgent.Core.Events;

/// <summary>A range of messages of one store.</summary>
/// <param name="Store">The store that numbered them.</param>
/// <param name="First">First sequence number.</param>
/// <param name="Last">Last sequence number; null when the end is not known: everything from <paramref name="First"/> on may be lost.</param>
public sealed record SequenceRange(string Store, long First, long? Last);
