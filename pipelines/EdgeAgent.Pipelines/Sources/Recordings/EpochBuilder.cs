namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Collects the segments and anchors of one epoch.</summary>
internal sealed class EpochBuilder
{
    private readonly List<RecordingSegment> _segments = [];
    private readonly List<RecordingAnchor> _anchors = [];

    /// <summary>Sample frames so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Appends a run of a file; one that continues the last run of the same file lengthens it.</summary>
    public void Add(string path, long skip, long frames)
    {
        if (_segments.Count > 0 && _segments[^1] is var last && last.Path == path && last.SkipFrames + last.Frames == skip)
            _segments[^1] = last with { Frames = last.Frames + frames };
        else
            _segments.Add(new RecordingSegment(path, Frames, frames, skip));
        Frames += frames;
    }

    /// <summary>Sets the time of a position.</summary>
    public void Anchor(long position, DateTimeOffset utc) => _anchors.Add(new RecordingAnchor(position, utc));

    /// <summary>Takes the time of the piece that is added next, unless it only repeats, in coarser steps, what the last anchor leads to expect:
    /// a name cut to whole seconds must not make time jump at the seam.</summary>
    public void AnchorWhereItTells(RecordingPiece piece)
    {
        if (_anchors.Count > 0)
        {
            var expected = _anchors[^1].Utc + RecordingPiece.Duration(Frames - _anchors[^1].Position, piece.File.SampleRate);
            if ((piece.Start - expected).Duration() <= piece.File.TimeResolution) return;
        }

        Anchor(Frames, piece.Start);
    }

    /// <summary>The epoch.</summary>
    public RecordingEpoch Build(string streamId) => new(streamId, _anchors.Count > 0 ? _anchors[0].Utc : null, _segments, _anchors);
}
