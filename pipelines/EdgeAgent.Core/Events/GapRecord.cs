using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Events;

/// <summary>A hole in the input or in the output, declared: nothing is lost in silence.</summary>
/// <param name="Pipeline">The pipeline that has the gap; empty when it concerns the whole box (a store that was lost).</param>
/// <param name="Source">The source within the pipeline; null when the gap is in the output.</param>
/// <param name="Cause">Why: <c>recording-hole</c> (duty cycle, a lost or missing file), <c>truncated</c>, <c>unreadable</c>, <c>source-ended</c>, <c>disk-budget</c>, <c>storm</c>, …</param>
/// <param name="From">UTC of the gap's start, null when unknown.</param>
/// <param name="To">UTC of the gap's end, null when unknown or open.</param>
/// <param name="Lost">What was lost, null when unknown.</param>
/// <param name="Detail">One sentence for people; may name a file.</param>
public sealed record GapRecord(string Pipeline, string? Source, string Cause, DateTimeOffset? From, DateTimeOffset? To, GapLoss? Lost, string? Detail)
{
    /// <summary>The record's kind in a stream of events and gaps: <c>gap</c>, or <c>model-swap</c> when it tells of a change of model and <c>audit</c> when it tells who changed something, with which nothing is lost.</summary>
    [JsonPropertyOrder(-5)]
    public string Kind => Audit is not null ? "audit" : Swap is null ? "gap" : "model-swap";

    /// <summary>Names the record once the store has it: the deduplication key. Null before.</summary>
    [JsonPropertyOrder(-4)]
    public string? Id { get; init; }

    /// <summary>Place in the store's gapless order, from 1; null before the store has it.</summary>
    [JsonPropertyOrder(-3)]
    public long? Sequence { get; init; }

    /// <summary>The store that numbers the record; null before the store has it.</summary>
    [JsonPropertyOrder(-2)]
    public string? StoreId { get; init; }

    /// <summary>The box; set by the store.</summary>
    [JsonPropertyOrder(-1)]
    public string? Device { get; init; }

    /// <summary>The change of model that the record tells of; null in a gap record.</summary>
    public ModelSwap? Swap { get; init; }

    /// <summary>The line of the audit log that the record tells; null in a gap record.</summary>
    public AuditNote? Audit { get; init; }

    /// <summary>The label whose events are gone, where the gap concerns one label only.</summary>
    public string? Label { get; init; }
}
