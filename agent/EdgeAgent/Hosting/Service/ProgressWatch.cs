namespace EdgeAgent.Hosting.Service;

/// <summary>Tells work from mere life: what is fed must advance, and what the store was given must get to the disk unless the store says that it can't.</summary>
/// <param name="patience">How long something may stand still before it counts as stuck.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressWatch(TimeSpan patience, TimeProvider time)
{
    private readonly Dictionary<string, (long Frames, long? Delivered, long Since)> _pipelines = new(StringComparer.Ordinal);
    private (long Commits, long Since)? _store;

    /// <summary>Looks at everything.</summary>
    /// <param name="pipelines">How far each pipeline is.</param>
    /// <param name="store">How far the store is.</param>
    /// <returns>What is stuck, one sentence; null when everything moves or is known to wait.</returns>
    public string? Look(IReadOnlyList<PipelineProgress> pipelines, StoreProgress store)
    {
        var now = time.GetTimestamp();
        string? stuck = null;
        foreach (var pipeline in pipelines)
        {
            // What is given may be analysed a moment later: patience begins with the first of it that is not.
            var waits = !pipeline.IsRunning || pipeline.Delivered is null;
            if (waits || !_pipelines.TryGetValue(pipeline.Name, out var before) || before.Frames != pipeline.Frames || before.Delivered == pipeline.Delivered)
                _pipelines[pipeline.Name] = (pipeline.Frames, pipeline.Delivered, now);
            else if (time.GetElapsedTime(before.Since, now) is var still && still > patience)
                stuck ??= $"{pipeline.Name} has not analysed anything for {(int)still.TotalSeconds} s, though its source delivers";
        }

        if (!store.Works || store.Waiting == 0 || _store is not { } written || written.Commits != store.Commits) _store = (store.Commits, now);
        else if (time.GetElapsedTime(written.Since, now) is var still && still > patience)
            stuck ??= $"the event store has not written for {(int)still.TotalSeconds} s, though its disk works";
        return stuck;
    }
}
