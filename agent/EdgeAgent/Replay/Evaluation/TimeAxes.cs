namespace EdgeAgent.Replay.Evaluation;

/// <summary>Puts everything on the time axis of its stream, so that an event may cross from one joined recording into the next.</summary>
internal sealed class TimeAxes
{
    private readonly Dictionary<string, (string Stream, double Offset)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StretchSet> _analysed;

    /// <summary>Takes what was analysed.</summary>
    public TimeAxes(IReadOnlyList<AnalysedSpan> analysed)
    {
        foreach (var span in analysed) _files[span.File] = (span.Stream ?? "file:" + span.File, span.StreamOffsetSeconds);
        _analysed = Sets(analysed.Select(span => (span.File, new Stretch(span.BeginSeconds, span.EndSeconds))));
    }

    /// <summary>Number of recordings.</summary>
    public int Recordings => _files.Count;

    /// <summary>Every stream.</summary>
    public IEnumerable<string> Streams => _analysed.Keys;

    /// <summary>The analysed moments of a stream.</summary>
    public StretchSet Analysed(string stream) => _analysed[stream];

    /// <summary>Where a stretch of a recording lies.</summary>
    /// <exception cref="ArgumentException">The recording is none of the analysed ones.</exception>
    public (string Stream, Stretch Stretch) Place(string? file, double begin, double end)
    {
        if (file is null || !_files.TryGetValue(file, out var place))
            throw new ArgumentException($"'{file}' is none of the analysed recordings", nameof(file));
        return (place.Stream, new Stretch(begin + place.Offset, end + place.Offset));
    }

    /// <summary>The union of stretches of recordings, for each stream.</summary>
    public Dictionary<string, StretchSet> Sets(IEnumerable<(string File, Stretch Stretch)> stretches) =>
        stretches.Select(item => Place(item.File, item.Stretch.Begin, item.Stretch.End)).GroupBy(item => item.Stream)
            .ToDictionary(group => group.Key, group => StretchSet.Union(group.Select(item => item.Stretch)));
}
