using System.Globalization;
using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>Writes GUANO texts (GUANO 1.0: UTF-8 lines "key: value"); <see cref="Sources.Recordings.GuanoMetadata"/> reads them.</summary>
/// <remarks>Whatever goes beyond the standard has the prefix <c>EdgeAgent|</c>. Positions count sample frames since the stream began.</remarks>
internal static class GuanoText
{
    // More are in the event messages; the room for the text is bounded.
    private const int MostEvents = 8;

    /// <summary>The text of a clip.</summary>
    public static string OfClip(ClipOrigin origin, StreamTimeline timeline, long first, long last, IReadOnlyList<DetectionEvent> events)
    {
        var text = Begin(origin, timeline, first, last - first);
        Line(text, "Species Auto ID", events[0].Label);
        Line(text, "EdgeAgent|Kind", "clip");
        Line(text, "EdgeAgent|Event Stream", timeline.StreamId);
        Line(text, "EdgeAgent|Event Positions", string.Create(CultureInfo.InvariantCulture, $"{first} {last}"));
        for (var i = 0; i < Math.Min(events.Count, MostEvents); i++)
        {
            var one = events[i];
            var key = string.Create(CultureInfo.InvariantCulture, $"EdgeAgent|Event {i + 1} ");
            Line(text, key + "Id", one.Id);
            Line(text, key + "Label", one.Label);
            Line(text, key + "Positions", string.Create(CultureInfo.InvariantCulture, $"{one.Stream.First} {one.Stream.Last}"));
            Line(text, key + "Seconds", string.Create(CultureInfo.InvariantCulture, $"{Seconds(one.Stream.First - first, timeline.Rate)} {Seconds(one.Stream.Last - first, timeline.Rate)}"));
            if (one.State != EventState.Close) Line(text, key + "Goes On", "yes");
            Line(text, key + "Score", string.Create(CultureInfo.InvariantCulture, $"peak {one.Score.Peak:0.####} mean {one.Score.Mean:0.####} windows {one.Score.Windows}"));
            Line(text, key + "Model", string.Create(CultureInfo.InvariantCulture, $"{one.Model.Name} {one.Model.Version} {one.Model.Variant} {one.Model.Digest}"));
            Line(text, key + "Config", one.Config);
        }

        return text.ToString();
    }

    /// <summary>The text of a part of a continuous recording, by which a replay gives the stream its name and positions again.</summary>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="timeline">Stream time.</param>
    /// <param name="first">Position of its first sample frame.</param>
    /// <param name="frames">Its length.</param>
    /// <param name="lost">Sample frames that are missing before it, 0 where it follows the part before.</param>
    public static string OfRecording(ClipOrigin origin, StreamTimeline timeline, long first, long frames, long lost)
    {
        var text = Begin(origin, timeline, first, frames);
        Line(text, "EdgeAgent|Kind", "recording");
        Line(text, "EdgeAgent|Stream", timeline.StreamId);
        Line(text, "EdgeAgent|Position", first.ToString(CultureInfo.InvariantCulture));
        if (lost > 0) Line(text, "EdgeAgent|Lost Before", lost.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static StringBuilder Begin(ClipOrigin origin, StreamTimeline timeline, long first, long frames)
    {
        var text = new StringBuilder();
        Line(text, "GUANO|Version", "1.0");
        if (timeline.ToUtc(first) is { } utc) Line(text, "Timestamp", utc.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        Line(text, "Samplerate", timeline.Rate.ToString(CultureInfo.InvariantCulture));
        Line(text, "Length", Seconds(frames, timeline.Rate).ToString(CultureInfo.InvariantCulture));
        Line(text, "Make", "EdgeAgent");
        Line(text, "Firmware Version", origin.Software);
        Line(text, "EdgeAgent|Device", origin.Device);
        Line(text, "EdgeAgent|Pipeline", origin.Pipeline);
        Line(text, "EdgeAgent|Source", origin.Source);
        Line(text, "EdgeAgent|Channel", origin.Channel.ToString(CultureInfo.InvariantCulture));
        if (timeline.ClockAt(first) is { } clock)
            Line(text, "EdgeAgent|Clock", string.Create(CultureInfo.InvariantCulture, $"{(clock.Synchronized ? "synchronized" : "not synchronized")}{(clock.OffsetSeconds is { } offset ? $", error {offset} s" : "")}"));
        if (origin.Calibration is { } calibration)
            Line(text, "EdgeAgent|Sensitivity", string.Create(CultureInfo.InvariantCulture, $"{calibration.SensitivityDb} dB re 1 V/µPa, gain {calibration.GainDb} dB, full scale {calibration.FullScaleVolts} V"));
        return text;
    }

    private static double Seconds(long frames, int rate) => Math.Round((double)frames / rate, 6);

    // A value never makes a line of its own.
    private static void Line(StringBuilder text, string key, string value) =>
        text.Append(key).Append(": ").Append(value.ReplaceLineEndings(" ")).Append('\n');
}
