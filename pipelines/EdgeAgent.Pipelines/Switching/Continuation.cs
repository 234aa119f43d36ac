using EdgeAgent.Pipelines.Aggregation;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>Gives the first event of each label after a change of model the id of the event that the change cut.</summary>
/// <remarks>Only where both may be one sound: the new event begins within its rules' merge gap, or one window of the new model, behind the change.</remarks>
internal sealed class Continuation(IReadOnlyDictionary<string, string> cut, long position, long reach)
{
    private readonly Dictionary<string, (long Onset, string? Id)> _first = new(StringComparer.Ordinal);

    /// <summary>The id that an event continues, or null.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="change">Its change.</param>
    /// <param name="mergeFrames">Merge gap of its label in sample frames.</param>
    public string? IdFor(string label, in EventChange change, long mergeFrames)
    {
        if (!cut.TryGetValue(label, out var id)) return null;
        if (!_first.TryGetValue(label, out var first))
            _first[label] = first = (change.First, change.First - position <= Math.Max(mergeFrames, reach) ? id : null);
        return first.Onset == change.First ? first.Id : null;
    }
}
