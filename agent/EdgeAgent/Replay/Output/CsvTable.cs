using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay.Output;

/// <summary>The events of all recordings as CSV (RFC 4180 quoting, <c>\n</c>): one row each, everything that a table can hold of an event.</summary>
internal sealed class CsvTable : IEventTable
{
    private const string Heading =
        "id,label,onset_utc,offset_utc,duration_s,recording,begin_s,end_s,peak_score,mean_score,windows,source,pipeline,device," +
        "stream,first_sample,last_sample,sample_rate,model,model_version,model_variant,provider,reason,continues," +
        "box_x,box_y,box_width,box_height,track,count\n";

    private readonly DelimitedRow _row = new(',');
    private bool _begun;

    /// <summary>Makes the table over its file.</summary>
    public CsvTable(AtomicFile file)
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
        var span = detection.Stream;
        _row.Text(detection.Id).Text(detection.Label).Text(Utc(detection.Onset)).Text(Utc(detection.Offset)).Number(detection.DurationSeconds, 3)
            .Text(detection.Recording?.Path).Number(row.FileOffset, 3).Number(row.FileOffset + (row.End - row.Begin), 3)
            .Number(detection.Score.Peak, 4).Number(detection.Score.Mean, 4).Number(detection.Score.Windows)
            .Text(detection.Source).Text(detection.Pipeline).Text(detection.Device)
            .Text(span.Id).Number(span.First).Number(span.Last).Number(span.Rate)
            .Text(detection.Model.Name).Number(detection.Model.Version).Text(detection.Model.Variant).Text(detection.Model.Provider)
            .Text(detection.Reason).Text(detection.Continues)
            .Number(detection.Box?.X ?? double.NaN, 1).Number(detection.Box?.Y ?? double.NaN, 1).Number(detection.Box?.Width ?? double.NaN, 1).Number(detection.Box?.Height ?? double.NaN, 1);
        if (detection.Track is { } track) _row.Number(track.Id);
        else _row.Text(null);
        if (detection.Count is { } count) _row.Number(count);
        else _row.Text(null);
        _row.WriteTo(File);
    }

    private static string? Utc(DateTimeOffset? time) => time is { } known ? UtcTimeConverter.ToText(known) : null;
}
