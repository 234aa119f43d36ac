namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A run of one file that has a time of its own: a whole file, or one raw file of an xwav.</summary>
/// <param name="File">The file.</param>
/// <param name="Skip">Sample frames of the file before the run.</param>
/// <param name="Frames">Length in sample frames.</param>
/// <param name="Start">The time of its first sample frame.</param>
internal readonly record struct RecordingPiece(RecordingInfo File, long Skip, long Frames, DateTimeOffset Start)
{
    private const double PartsPerMillion = 100e-6;

    /// <summary>The time behind its last sample frame, by the nominal rate.</summary>
    public DateTimeOffset End => Start + Duration(Frames, File.SampleRate);

    /// <summary>The pieces of a file that has a start.</summary>
    public static IEnumerable<RecordingPiece> Of(RecordingInfo file)
    {
        if (file.Anchors.Count == 0) return [new RecordingPiece(file, 0, file.Frames, file.Start!.Value)];
        return file.Anchors.Select((anchor, i) => new RecordingPiece(
            file,
            anchor.Position,
            (i + 1 < file.Anchors.Count ? file.Anchors[i + 1].Position : file.Frames) - anchor.Position,
            anchor.Utc));
    }

    /// <summary>What hole or overlap to <paramref name="next"/> says nothing: the step in which the times are written, or the drift of a recorder's clock.</summary>
    public TimeSpan Tolerance(RecordingPiece next)
    {
        var step = File.TimeResolution > next.File.TimeResolution ? File.TimeResolution : next.File.TimeResolution;
        var drift = Duration(Frames, File.SampleRate) * PartsPerMillion;
        return step > drift ? step : drift;
    }

    /// <summary>Sample frames as time, by the nominal rate.</summary>
    public static TimeSpan Duration(long frames, int sampleRate) => TimeSpan.FromTicks((long)((Int128)frames * TimeSpan.TicksPerSecond / sampleRate));
}
