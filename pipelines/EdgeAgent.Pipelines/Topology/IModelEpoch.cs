namespace EdgeAgent.Pipelines.Topology;

/// <summary>What one place of a model does with one epoch: samples in, events out. Called from one thread at a time.</summary>
internal interface IModelEpoch : IDisposable
{
    /// <summary>Windows scored so far.</summary>
    long Windows { get; }

    /// <summary>Whether later samples can't change anything any more.</summary>
    bool IsComplete { get; }

    /// <summary>Whether the epoch must be run again with a longer lead-in.</summary>
    bool NeedsLongerLeadIn { get; }

    /// <summary>Takes the next samples of the epoch, at the source's rate.</summary>
    void Push(ReadOnlySpan<float> samples);

    /// <summary>Ends the epoch: scores what is left, closes what is open.</summary>
    /// <param name="reason">Why it ends; open events carry it.</param>
    void Finish(string reason);
}
