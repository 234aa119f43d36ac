namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What one gate or check found.</summary>
/// <param name="Check">What was checked: <c>digest</c>, <c>archive</c>, <c>signature</c>, <c>golden golden/song.wav</c>, <c>speed</c> …</param>
/// <param name="Passed">Whether it lets the version through.</param>
/// <param name="Detail">What was found, one sentence.</param>
public sealed record ModelFinding(string Check, bool Passed, string Detail);
