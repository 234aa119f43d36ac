using System.Globalization;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Plans recordings that the agent has made: they say themselves which stream they are of and where in it they lie, so that their replay has the stream's name and positions again.</summary>
internal static class RecordedStreams
{
    /// <summary>One recorder's streams: each source, rate and number of channels by itself.</summary>
    /// <remarks>Files whose positions follow each other are one epoch. What begins in the middle of a stream, because what came before is not there, is an epoch whose name has its position behind it.</remarks>
    public static IEnumerable<RecordingStream> Of(IReadOnlyList<RecordingInfo> files) => files
        .GroupBy(file => (file.Place!.Source, file.SampleRate, file.Channels))
        .OrderBy(group => group.Key.Source, StringComparer.Ordinal).ThenBy(group => group.Key.SampleRate).ThenBy(group => group.Key.Channels)
        .Select(recorder =>
        {
            var epochs = recorder.GroupBy(file => file.Place!.StreamId, StringComparer.Ordinal)
                .SelectMany(stream => Epochs(stream.Key, stream.OrderBy(file => file.Place!.Position).ThenBy(file => file.Path, StringComparer.Ordinal)))
                .OrderBy(epoch => epoch.FirstUtc).ThenBy(epoch => epoch.StreamId, StringComparer.Ordinal).ToArray();
            return new RecordingStream(recorder.Key.Source, recorder.Key.SampleRate, recorder.Key.Channels, epochs, [.. epochs.Skip(1).Select((next, i) => Hole(epochs[i], next, recorder.Key.SampleRate))]);
        });

    private static IEnumerable<RecordingEpoch> Epochs(string stream, IEnumerable<RecordingInfo> files)
    {
        var epoch = new EpochBuilder();
        var (began, end) = (0L, -1L);
        foreach (var file in files)
        {
            var place = file.Place!.Position;
            if (place != end)
            {
                if (epoch.Frames > 0) yield return epoch.Build(Name(stream, began));
                (epoch, began) = (new EpochBuilder(), place);
            }

            if (file.Start is { } start) epoch.AnchorWhereItTells(new RecordingPiece(file, 0, file.Frames, start));
            epoch.Add(file.Path, 0, file.Frames);
            end = place + file.Frames;
        }

        if (epoch.Frames > 0) yield return epoch.Build(Name(stream, began));
    }

    private static string Name(string stream, long began) => began == 0 ? stream : string.Create(CultureInfo.InvariantCulture, $"{stream}+{began}");

    private static RecordingGap Hole(RecordingEpoch before, RecordingEpoch next, int rate)
    {
        var end = before.FirstUtc is { } start ? start + RecordingPiece.Duration(before.Frames, rate) : next.FirstUtc;
        var to = next.FirstUtc ?? end ?? default;
        return new RecordingGap(RecordingGap.RecordingHole, end < to ? end.Value : to, to);
    }
}
