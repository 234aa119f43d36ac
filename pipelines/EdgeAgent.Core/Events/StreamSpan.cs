namespace EdgeAgent.Core.Events;

/// <summary>Where an event lies in stream time.</summary>
/// <param name="Id">The epoch's name.</param>
/// <param name="First">Position of the onset, in sample frames since the epoch began.</param>
/// <param name="Last">Position of the offset (exclusive end), in sample frames.</param>
/// <param name="Rate">Sample frames per second of the positions.</param>
public sealed record StreamSpan(string Id, long First, long Last, int Rate);
