namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// A gap of a live source. It is told twice, with the same cause and start: as soon as it is noticed, with neither end nor length, and when the source is back
/// (or the agent stops). Lengths are measured by the monotonic clock, so that what was delivered and what was declared add up to the time that passed.
/// </summary>
/// <param name="Cause">A word of <see cref="GapCauses"/>.</param>
/// <param name="From">UTC at the end of what was heard, by the clock as it is when the gap is noticed; null where it is not known.</param>
/// <param name="To">UTC at the start of what is heard next; null while the gap is open.</param>
/// <param name="LostSeconds">Its length; null while the gap is open.</param>
/// <param name="Detail">One sentence for people, without secrets.</param>
public sealed record SourceGap(string Cause, DateTimeOffset? From, DateTimeOffset? To, double? LostSeconds, string Detail);
