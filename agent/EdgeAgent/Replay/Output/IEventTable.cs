namespace EdgeAgent.Replay.Output;

/// <summary>A file with one row for each closed event.</summary>
internal interface IEventTable
{
    /// <summary>The file that the table is written to.</summary>
    AtomicFile File { get; }

    /// <summary>Writes the heading when it is not there yet, so that a recording without an event still has its (empty) table.</summary>
    void Begin();

    /// <summary>Appends an event.</summary>
    void Add(in EventRow row);
}
