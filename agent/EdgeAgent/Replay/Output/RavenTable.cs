namespace EdgeAgent.Replay.Output;

/// <summary>
/// A Raven selection table: tab separated, one row in one view for each event. Beside one recording, times count from its start;
/// over all recordings they add up as in a sound that Raven opens as a sequence of files, and <c>File Offset (s)</c> counts from the start of each.
/// </summary>
internal sealed class RavenTable : IEventTable
{
    private const string Heading =
        "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tLabel\tScore\tMean Score\t" +
        "Begin File\tBegin Path\tFile Offset (s)\tEvent Id\n";

    private readonly DelimitedRow _row = new('\t');
    private bool _begun;
    private long _selections;

    /// <summary>Makes the table over its file.</summary>
    public RavenTable(AtomicFile file)
    {
        File = file;
    }

    /// <inheritdoc/>
    public AtomicFile File { get; }

    /// <inheritdoc/>
    public void Begin()
    {
        if (_begun) return;
        _begun = true;
        File.Write(System.Text.Encoding.ASCII.GetBytes(Heading));
    }

    /// <inheritdoc/>
    public void Add(in EventRow row)
    {
        Begin();
        var detection = row.Event;
        var path = row.Recording?.Path;
        _row.Number(++_selections).Text("Spectrogram 1").Number(row.Recording?.Channel ?? 1).Number(row.Begin, 3).Number(row.End, 3)
            .Number(0, 1).Number(row.Recording?.HighHz ?? detection.Stream.Rate / 2.0, 1)
            .Text(detection.Label).Number(detection.Score.Peak, 4).Number(detection.Score.Mean, 4)
            // Raven finds the sound by its full path.
            .Text(Path.GetFileName(path)).Text(path is null ? null : Path.GetFullPath(path)).Number(row.FileOffset, 3)
            .Text(detection.Id).WriteTo(File);
    }
}
