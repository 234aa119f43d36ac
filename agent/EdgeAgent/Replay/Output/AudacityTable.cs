namespace EdgeAgent.Replay.Output;

/// <summary>An Audacity label track: begin, end, label, and the peak score as a fourth column (which Audacity passes over). No heading.</summary>
internal sealed class AudacityTable : IEventTable
{
    private readonly DelimitedRow _row = new('\t');

    /// <summary>Makes the table over its file.</summary>
    public AudacityTable(AtomicFile file)
    {
        File = file;
    }

    /// <inheritdoc/>
    public AtomicFile File { get; }

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public void Add(in EventRow row) =>
        _row.Number(row.Begin, 3).Number(row.End, 3).Text(row.Event.Label).Number(row.Event.Score.Peak, 4).WriteTo(File);
}
