using System.Globalization;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Orders recordings into streams and epochs: consecutive files of one recorder join, holes end an epoch, overlaps are refused.
/// One recording in one piece and the same recording cut into files get the same stream id and the same positions.</summary>
public static class RecordingPlanner
{
    /// <summary>Plans.</summary>
    /// <param name="files">Inspected files; the order matters only among files without a time and for <see cref="RecordingPlanOptions.JoinInOrder"/>.</param>
    /// <param name="options">How files become streams.</param>
    public static RecordingPlan Plan(IReadOnlyList<RecordingInfo> files, RecordingPlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        if (files.Count == 0) return new RecordingPlan([], []);
        var problems = new List<RecordingProblem>();
        var streams = options.JoinInOrder ? Joined(files, problems) : Arranged(files, problems);
        if (options.StreamId is { } id) streams = Renamed(streams, id, files[0], problems);
        RefuseEqualNames(streams, problems);
        return problems.Count > 0 ? new RecordingPlan([], problems) : new RecordingPlan(streams, []);
    }

    private static List<RecordingStream> Joined(IReadOnlyList<RecordingInfo> files, List<RecordingProblem> problems)
    {
        var first = files[0];
        if (files.FirstOrDefault(file => file.SampleRate != first.SampleRate || file.Channels != first.Channels) is { } other)
        {
            problems.Add(new RecordingProblem(other.Path, RecordingProblemKind.Arrangement,
                $"{other.Path} has {other.Channels} channel(s) at {other.SampleRate} Hz and {first.Path} has {first.Channels} at {first.SampleRate} Hz, so they are no single recording; leave out --join, or replay them apart."));
            return [];
        }

        var epoch = new EpochBuilder();
        foreach (var file in files) epoch.Add(file.Path, 0, file.Frames);
        if (first.Start is { } start) epoch.Anchor(0, start);
        return [new RecordingStream(first.Recorder, first.SampleRate, first.Channels, [epoch.Build(Name(first))], [])];
    }

    private static List<RecordingStream> Arranged(IReadOnlyList<RecordingInfo> files, List<RecordingProblem> problems)
    {
        var streams = new List<RecordingStream>();
        var own = files.Where(static file => file.Place is not null).ToArray();
        streams.AddRange(RecordedStreams.Of(own));
        var recorders = files.Except(own)
            .Where(static file => file.Start is not null)
            .GroupBy(static file => (file.Recorder, Folder: file.RecorderIsFolder ? Path.GetDirectoryName(Path.GetFullPath(file.Path)) : null, file.SampleRate, file.Channels))
            .OrderBy(static group => group.Key.Recorder, StringComparer.Ordinal)
            .ThenBy(static group => group.Key.Folder, StringComparer.Ordinal)
            .ThenBy(static group => group.Key.SampleRate)
            .ThenBy(static group => group.Key.Channels);
        foreach (var recorder in recorders)
        {
            var pieces = recorder
                .SelectMany(RecordingPiece.Of)
                .OrderBy(static piece => piece.Start)
                .ThenBy(static piece => piece.File.Path, StringComparer.Ordinal)
                .ThenBy(static piece => piece.Skip);
            if (Sequence(pieces, problems) is { } stream) streams.Add(stream);
        }

        var relative = files.Except(own).Where(static file => file.Start is null).ToArray();
        var stems = relative.CountBy(Name).ToDictionary(StringComparer.Ordinal);
        foreach (var file in relative)
        {
            var epoch = new EpochBuilder();
            epoch.Add(file.Path, 0, file.Frames);
            // Files of one name in several folders are told apart by their folders.
            var name = stems[Name(file)] > 1 ? $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file.Path)))}/{Name(file)}" : Name(file);
            streams.Add(new RecordingStream(file.Recorder, file.SampleRate, file.Channels, [epoch.Build(name)], []));
        }

        return streams;
    }

    private static RecordingStream? Sequence(IEnumerable<RecordingPiece> pieces, List<RecordingProblem> problems)
    {
        var epochs = new List<RecordingEpoch>();
        var gaps = new List<RecordingGap>();
        var epoch = new EpochBuilder();
        RecordingPiece? previous = null;
        RecordingPiece first = default;
        foreach (var piece in pieces)
        {
            if (previous is { } before)
            {
                var hole = piece.Start - before.End;
                var tolerance = before.Tolerance(piece);
                if (hole < -tolerance)
                {
                    problems.Add(new RecordingProblem(before.File.Path, RecordingProblemKind.Arrangement, Overlap(before, piece, -hole)));
                    return null;
                }

                if (hole > tolerance)
                {
                    epochs.Add(epoch.Build(Name(first.File.Recorder, first.Start)));
                    gaps.Add(new RecordingGap(RecordingGap.RecordingHole, before.End, piece.Start));
                    epoch = new EpochBuilder();
                }
            }

            if (epoch.Frames == 0) first = piece;
            epoch.AnchorWhereItTells(piece);
            epoch.Add(piece.File.Path, piece.Skip, piece.Frames);
            previous = piece;
        }

        epochs.Add(epoch.Build(Name(first.File.Recorder, first.Start)));
        return new RecordingStream(first.File.Recorder, first.File.SampleRate, first.File.Channels, epochs, gaps);
    }

    private static List<RecordingStream> Renamed(List<RecordingStream> streams, string id, RecordingInfo firstFile, List<RecordingProblem> problems)
    {
        if (streams.Count > 1)
        {
            problems.Add(new RecordingProblem(firstFile.Path, RecordingProblemKind.Arrangement,
                $"--stream-id {id} names one stream, but the files are {streams.Count} streams ({string.Join(", ", streams.Take(3).Select(static stream => stream.Recorder))}{(streams.Count > 3 ? ", …" : "")}); replay each by itself, or add --join if they are one recording."));
            return streams;
        }

        return [.. streams.Select(stream => stream with
        {
            Epochs = [.. stream.Epochs.Select((epoch, i) => epoch with { StreamId = i == 0 ? id : Name(id, epoch.FirstUtc!.Value) })],
        })];
    }

    // Event ids are made of stream ids: two epochs of one name would give different sounds the same events.
    private static void RefuseEqualNames(List<RecordingStream> streams, List<RecordingProblem> problems)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var epoch in streams.SelectMany(static stream => stream.Epochs))
        {
            var path = epoch.Segments[0].Path;
            if (seen.TryAdd(epoch.StreamId, path)) continue;
            problems.Add(new RecordingProblem(seen[epoch.StreamId], RecordingProblemKind.Arrangement,
                $"{seen[epoch.StreamId]} and {path} would both be the stream {epoch.StreamId}; rename one of them, or replay them apart with a --stream-id each."));
        }
    }

    private static string Overlap(RecordingPiece before, RecordingPiece piece, TimeSpan overlap) => string.Create(CultureInfo.InvariantCulture,
        $"{before.File.Path} and {piece.File.Path} overlap by {overlap.TotalSeconds:0.###} s by their times ({before.File.TimeSource}, {piece.File.TimeSource}), which one recorder cannot do; replay them apart, or add --join if they follow each other in the order given.");

    private static string Name(RecordingInfo file) => file.Start is { } start ? Name(file.Recorder, start) : Path.GetFileNameWithoutExtension(file.Path);

    private static string Name(string recorder, DateTimeOffset start)
    {
        var utc = start.UtcDateTime;
        var format = utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyyMMdd'T'HHmmss'Z'" : "yyyyMMdd'T'HHmmss.FFFFFFF'Z'";
        return $"{recorder}/{utc.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
