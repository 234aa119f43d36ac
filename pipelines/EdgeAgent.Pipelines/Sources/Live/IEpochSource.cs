namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A source that goes on after a gap: each <see cref="IByteSource.FillAsync"/> gives one epoch, and the next begins with <see cref="NextEpochAsync"/>.</summary>
/// <remarks>The two are called in turn, never at once; the format is that of the epoch.</remarks>
public interface IEpochSource : IByteSource
{
    /// <summary>For people, without secrets.</summary>
    string Description { get; }

    /// <summary>Waits until there is something to hear again, however long that takes, and declares the gap before it.</summary>
    /// <param name="declare">Takes gaps, in order; called before this returns, and by who fills the epoch: the length of the gap before it is certain only when the source has caught up.</param>
    /// <param name="stop">Stops waiting; that is a normal return.</param>
    /// <returns>The epoch that begins; null when stopped.</returns>
    Task<EpochStart?> NextEpochAsync(Action<SourceGap> declare, CancellationToken stop);
}
