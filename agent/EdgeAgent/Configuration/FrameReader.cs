using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Frames.Snapshots;

namespace EdgeAgent.Configuration;

/// <summary>Reads and checks how a pipeline looks at its frames.</summary>
internal static class FrameReader
{
    private const string PolygonHelp = "x and y of each corner as parts of the width and height, such as \"0,0.5, 1,0.5, 1,1, 0,1\" for the lower half";

    /// <summary>Reads the section.</summary>
    /// <param name="frames">The section.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="state">The state directory.</param>
    public static FrameSettings Read(ConfigSection frames, string pipeline, string state)
    {
        var settings = ReadAll(frames, pipeline, state);
        if (settings is { Counting: not null, Motion: not null }) frames.Problem("Motion:Enabled", "leaves out what fields of view show; switch it off where Counting is on");
        return settings;
    }

    private static FrameSettings ReadAll(ConfigSection frames, string pipeline, string state) => new()
    {
        RateLimit = frames.Number("RateLimit", 0, 0, 1000, "Frames a second that are analysed, taken evenly out of more; 0 for all."),
        Motion = ReadMotion(frames.Section("Motion")),
        Tiles = ReadTiles(frames.Section("Tiles")),
        Tracks = ReadTracks(frames.Section("Tracking")) with { Masks = Polygons(frames, "Masks", $"Regions in which objects are passed over; an object is where the middle of its lower edge is. A list, each {PolygonHelp}.") },
        Zones = [.. frames.List("Zones").Select(ReadZone)],
        Labels = [.. frames.List("Labels").Select(ReadLabel)],
        Counting = CountReader.Read(frames.Section("Counting"), pipeline, state),
        Snapshots = ReadSnapshots(frames.Section("Snapshots")),
    };

    private static MotionOptions? ReadMotion(ConfigSection motion)
    {
        var isOn = motion.Flag("Enabled", false, "Looks only at frames in which something moves, so that a still scene costs almost nothing.");
        var options = new MotionOptions
        {
            Sensitivity = motion.Number("Sensitivity", 0.6, 0, 1, "0 notices only what is strong, 1 also what is faint."),
            MinArea = motion.Number("MinArea", 0.002, 0, 1, "Part of the picture that must change; a single cell of 64 × 36 suffices where this is less."),
            HoldFrames = motion.Integer("HoldFrames", 10, 0, 100_000, "Frames that are still looked at after the last that moved."),
            RefreshFrames = motion.Integer("RefreshFrames", 300, 0, 1_000_000, "At the latest so many frames after one that was looked at another is; 0 waits for ever."),
            Masks = Polygons(motion, "Masks", $"Parts of the picture in which motion does not count: a clock, waving trees. A list, each {PolygonHelp}."),
        };
        return isOn ? options : null;
    }

    private static TileOptions? ReadTiles(ConfigSection tiles)
    {
        var width = tiles.Integer("Width", 0, 0, 65_536, "Width of the tiles that large frames are cut into, pixels; 0 gives frames to the model whole.");
        var height = tiles.Integer("Height", 0, 0, 65_536, "Height of the tiles, pixels; 0 for their width.");
        var options = new TileOptions
        {
            Width = width,
            Height = height == 0 ? width : height,
            Overlap = tiles.Number("Overlap", 0.2, 0, 0.9, "Part of a tile that it shares with the next: as long as the largest object."),
            EmptyBelow = tiles.Number("EmptyBelow", 0, 0, 128, "Tiles in which no part varies by more than so many levels hold nothing and are skipped; 0 skips none."),
            FullFrame = tiles.Flag("FullFrame", false, "Looks at the whole frame too, for objects larger than a tile."),
        };
        if (width == 0 && height > 0) tiles.Problem("Width", "is missing; give it with Height");
        return width == 0 ? null : options;
    }

    private static TrackRules ReadTracks(ConfigSection tracking) => new()
    {
        ConfirmDetections = tracking.Integer("ConfirmDetections", 3, 1, 1000, "Frames in which an object must be seen before it is an event."),
        MedianOf = tracking.Integer("MedianOf", 9, 1, 99, "An object is an event once the median of so many of its last scores reaches Events:High."),
        MinIou = (float)tracking.Number("MinIou", 0.1, 0.01, 1, "Least intersection over union of where an object is expected and where it is seen."),
        Reach = (float)tracking.Number("Reach", 1, 0, 10, "Objects that move further than their box between frames are still the same within so many box lengths."),
        MaxMissingSeconds = tracking.Number("MaxMissingSeconds", 1.5, 0.01, 3600, "An object's event ends when it was not seen for so long."),
        MaxUnconfirmedMissingSeconds = tracking.Number("MaxUnconfirmedMissingSeconds", 0.5, 0.01, 3600, "As MaxMissingSeconds, for what is no event yet."),
        StationarySeconds = tracking.Number("StationarySeconds", 10, 0.1, 86_400, "An object that kept its place for so long stands still."),
        StationaryIou = (float)tracking.Number("StationaryIou", 0.6, 0.01, 1, "It keeps its place while its box overlaps the one where it came to rest by at least this intersection over union."),
        UpdateSeconds = tracking.Number("UpdateSeconds", 10, 0.1, 86_400, "An object that moves is told again at most this often."),
        MaxSeconds = tracking.Number("MaxSeconds", 86_400, 1, 1e7, "Longer events are cut and go on as others."),
        PathStep = (float)tracking.Number("PathStep", 0.02, 0.001, 1, "A way takes a point when the object moved this far, part of the picture's diagonal."),
        MaxPathPoints = tracking.Integer("MaxPathPoints", FrameSettings.DefaultPathPoints, 2, 1000, "Most points of a way in an event; then every second one is given up."),
    };

    private static (TrackZone Zone, IReadOnlyList<string> Labels) ReadZone(ConfigSection zone)
    {
        var name = zone.Required("Name", "Name of the zone in events.", "name the zone");
        var area = zone.Required("Area", $"The zone: {PolygonHelp}.", "give its corners");
        var labels = zone.Texts("Labels", "Labels that count in it; empty for all.");
        if (!Polygon.TryParse(area, out var polygon, out var problem) && area.Length > 0) zone.Problem("Area", problem!);
        return (new TrackZone(name, polygon ?? new Polygon([]))
        {
            Required = zone.Flag("Required", false, "Whether events wait until the object has entered this zone, or another that is required."),
            Inertia = zone.Integer("Inertia", 3, 1, 1000, "Frames in a row within it before an object has entered; as many to leave."),
        }, labels);
    }

    private static LabelLimits ReadLabel(ConfigSection label) => new()
    {
        Label = label.Required("Label", "The label that the limits are for.", "name the label"),
        Report = label.Flag("Report", true, "Whether its objects are followed at all."),
        MinScore = Score(label, "MinScore", "A detection of at least this score begins or continues a track; 0 for Events:Low."),
        ConfirmScore = Score(label, "ConfirmScore", "Median score at which an object is an event; 0 for Events:High."),
        MinArea = (float)label.Number("MinArea", 0, 0, 1, "Smallest area of a box, part of the picture."),
        MaxArea = (float)label.Number("MaxArea", 1, 0, 1, "Largest area of a box, part of the picture."),
        MinRatio = (float)label.Number("MinRatio", 0, 0, 1000, "Smallest width over height."),
        MaxRatio = (float)label.Number("MaxRatio", 1000, 0, 1000, "Largest width over height."),
        BlankPerSquareMillimeter = label.Number("BlankPerSquareMillimeter", 0, 0, 1e6, "Counting: objects a mm² that a clean slide shows; taken off concentrations."),
        Recall = label.Number("Recall", 1, 0.01, 1, "Counting: part of the objects that the model finds; concentrations are divided by it."),
        MaxTracks = label.Integer("MaxTracks", 50, 1, 10_000, "Most objects of the label at once; more are not begun."),
    };

    private static float? Score(ConfigSection label, string key, string description) => label.Number(key, 0, 0, 1, description) is > 0 and var score ? (float)score : null;

    private static SnapshotOptions? ReadSnapshots(ConfigSection snapshots)
    {
        var isOn = snapshots.Flag("Enabled", true, "Keeps the best picture of each object: the frame with its box drawn, and the object alone.");
        var options = new SnapshotOptions
        {
            Quality = snapshots.Integer("Quality", 85, 1, 100, "Quality of the JPEG."),
            Margin = snapshots.Number("Margin", 0.1, 0, 2, "What of its size the picture of the object alone shows around it, on each side."),
        };
        return isOn ? options : null;
    }

    private static List<Polygon> Polygons(ConfigSection section, string key, string description)
    {
        var polygons = new List<Polygon>();
        foreach (var text in section.Lines(key, description))
        {
            if (Polygon.TryParse(text, out var polygon, out var problem)) polygons.Add(polygon!);
            else section.Problem(key, problem!);
        }

        return polygons;
    }
}
