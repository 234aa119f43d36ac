namespace EdgeAgent.Core.Events;

/// <summary>A hole in the input or in the output, declared: nothing is lost in silence.</summary>
/// <param name="Pipeline">The pipeline that has the gap.</param>
/// <param name="Source">The source within the pipeline.</param>
/// <param name="Cause">Why: <c>recording-hole</c> (duty cycle, a lost or missing file), <c>truncated</c>, <c>unreadable</c>, <c>source-ended</c>, …</param>
/// <param name="From">UTC of the gap's start, null when unknown.</param>
/// <param name="To">UTC of the gap's end, null when unknown or open.</param>
/// <param name="LostSeconds">Seconds of input that were not analysed, null when unknown.</param>
/// <param name="Detail">One sentence for people; may name a file.</param>
public sealed record GapRecord(string Pipeline, string Source, string Cause, DateTimeOffset? From, DateTimeOffset? To, double? LostSeconds, string? Detail)
{
    /// <summary>The record's kind in a stream of events and gaps.</summary>
    public string Kind { get; } = "gap";
}
