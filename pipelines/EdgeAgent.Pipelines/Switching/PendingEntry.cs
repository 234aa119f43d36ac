using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>A model that has a place and has not come in yet, because its session is being opened.</summary>
/// <param name="From">The model that had the place.</param>
/// <param name="Cause">Why it changed.</param>
/// <param name="Detail">One sentence for people, or null.</param>
/// <param name="Change">The wish behind it; null when nobody asked (a session that failed).</param>
internal sealed record PendingEntry(ModelReference From, string Cause, string? Detail, PlaceChange? Change)
{
    /// <summary>Why the model that was asked for could not be opened, so that the one before comes back; null otherwise.</summary>
    public string? Refusal { get; init; }
}
