using System.Text.Json.Nodes;
using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Tests.Functional;

/// <summary>What a model sees in images against what is there, through the real binary: four pictures whose figures can be counted on the fingers.</summary>
public sealed class ImageTruthTests : IDisposable
{
    private const int Side = 40;

    // Where squares are drawn (red?), and what the truth says: one object that is not drawn, and one of another colour.
    private static readonly (string Name, (int X, int Y, bool IsRed)[] Drawn, (int X, int Y, string Label)[] There)[] Pictures =
    [
        ("a.png", [(80, 80, true)], [(80, 80, "red"), (240, 160, "red")]),
        ("b.png", [(160, 120, false), (240, 64, true)], [(160, 120, "blue"), (240, 64, "red")]),
        ("c.png", [], []),
        ("d.png", [(160, 120, true)], [(160, 120, "blue")]),
    ];

    private readonly Camera _camera = new();

    public void Dispose() => _camera.Dispose();

    [Theory]
    [InlineData("coco")]
    [InlineData("yolo")]
    [InlineData("voc")]
    public async Task Replay_TruthOfBoxes_GivesTheFiguresByHand(string kind)
    {
        Need();
        var result = (await AgentProcess.RunAsync("replay", Images(), "--model", "blobs", "--truth", Truth(kind), "--json", "--set", Repository())).Exits(0);

        var scores = JsonNode.Parse(string.Join('\n', result.Output))!;
        Assert.Equal(("boxes", 4, 0), ((string)scores["kind"]!, (int)scores["images"]!, (int)scores["withoutTruth"]!));
        var (red, blue) = (scores["labels"]![0]!, scores["labels"]![1]!);
        Assert.Equal(("red", "2/3", "2/3", "1/2"), ((string)red["label"]!, Share(red["recall"]!), Share(red["precision"]!), Share(red["specificity"]!)));
        Assert.Equal(("blue", "1/2", "1/1", "2/2"), ((string)blue["label"]!, Share(blue["recall"]!), Share(blue["precision"]!), Share(blue["specificity"]!)));
        Assert.Equal(2.0 / 3, (double)red["f1"]!, 1e-9);
        Assert.Equal(((2.0 / 3) + (2.0 / 3)) / 2, (double)scores["macroF1"]!, 1e-9);
        // Red is one too many in d and one too few in a: 2 of 3. Blue is one too few in d: 1 of 2.
        Assert.Equal((2.0 / 3, 0.5), ((double)red["countError"]!, (double)blue["countError"]!));
        Assert.Equal(3.0 / 5, (double)scores["countError"]!, 1e-9);
        Assert.Equal(51.0 / 101, (double)blue["averagePrecision"]!, 1e-9);
        Assert.Equal("[[2,0,1],[1,1,0],[0,0,0]]", scores["confusion"]!.ToJsonString());
    }

    [Fact]
    public async Task Replay_TruthOfLabels_GivesTheFiguresByHandAndATable()
    {
        Need();
        var images = Images();
        // Another word for red, an image of two labels in two rows, one of none, one that is not there.
        var truth = Table("file,label\na.png,rouge\nb.png,rouge\nb.png,blue\nc.png,\nd.png,blue\nz.png,blue\n");
        var scores = JsonNode.Parse(string.Join('\n', (await AgentProcess.RunAsync("replay", images, "--model", "blobs", "--truth", truth, "--truth-label", "rouge=red", "--json", "--set", Repository())).Exits(0).Output))!;

        Assert.Equal(("labels", 4, 1), ((string)scores["kind"]!, (int)scores["images"]!, (int)scores["truthNotSeen"]!));
        Assert.Equal(("2/2", "2/3", "1/2"), (Share(scores["labels"]![0]!["recall"]!), Share(scores["labels"]![0]!["precision"]!), Share(scores["labels"]![0]!["specificity"]!)));
        Assert.Equal("1/2", Share(scores["labels"]![1]!["recall"]!));
        Assert.Equal(2.0 / 3, (double)scores["accuracy"]!, 1e-9);

        var table = (await AgentProcess.RunAsync("replay", images, "--model", "blobs", "--truth", Truth("coco"), "--set", Repository())).Exits(0).Output;
        Assert.Contains(table, line => line.StartsWith("Evaluation of 4 images", StringComparison.Ordinal));
        Assert.Contains(table, line => line.StartsWith("red", StringComparison.Ordinal) && line.Contains("0.667", StringComparison.Ordinal));
        Assert.DoesNotContain(table, line => line.Contains("\"detections\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_TruthThatMeansNothing_SaysWhy()
    {
        Need();
        var images = Images();
        Task<AgentResult> Score(string truth) => AgentProcess.RunAsync("replay", images, "--model", "blobs", "--truth", truth, "--set", Repository());
        (await Score(Table("file,label\na.png,rouge\n"))).Refuses(42, "rouge", "--truth-label");
        (await Score(Table("file,label\nother.png,red\n"))).Refuses(42, "none of the 4 images");
        (await Score(_camera.Folder.Write("truth.json", "[]"u8))).Refuses(42, "truth.json", "no COCO file");
        (await Score(_camera.Folder.Folder("empty"))).Refuses(42, "empty", ".xml");
        (await Score(Path.Combine(_camera.Folder.Path, "gone.json"))).Refuses(42, "gone.json", "does not exist");
    }

    [Fact]
    public async Task Tune_LabelledImages_ChoosesTheHighestThresholdAndWritesItWhenAsked()
    {
        Need();
        var (images, truth) = (Images(), Truth("coco"));
        var manifest = Path.Combine(_camera.Repository, "blobs", "1", "model.json");
        var before = File.ReadAllText(manifest);

        var report = JsonNode.Parse(string.Join('\n', (await AgentProcess.RunAsync("models", "tune", "blobs", images, "--truth", truth, "--target-recall", "0.5", "--json", "--set", Repository())).Exits(0).Output))!;

        // What is found scores the same everywhere, so that the choice is the hundredth below that.
        var red = report["labels"]![0]!;
        Assert.InRange((double)red["chosen"]!, 0.7, 0.95);
        var points = red["points"]!.AsArray();
        Assert.Equal(99, points.Count);
        Assert.Equal("0/3", Share(points[^1]!["recall"]!));
        Assert.Equal("1/2", Share(points[0]!["specificity"]!));
        Assert.Equal(before, File.ReadAllText(manifest));

        var table = (await AgentProcess.RunAsync("models", "tune", "blobs", images, "--truth", truth, "--target-recall", "0.95", "--set", Repository())).Exits(1).Output;
        Assert.Contains(table, line => line.Contains("no threshold finds 95", StringComparison.Ordinal));

        (await AgentProcess.RunAsync("models", "tune", "blobs", images, "--truth", truth, "--target-recall", "0.5", "--write", "--set", Repository())).Exits(0);
        var written = JsonNode.Parse(File.ReadAllText(manifest))!;
        Assert.Equal((double)red["chosen"]!, (double)written["events"]!["perLabel"]!["red"]!["high"]!, 1e-6);
        Assert.Equal(JsonNode.Parse(before)!["output"]!.ToJsonString(), written["output"]!.ToJsonString());
        (await AgentProcess.RunAsync("models", "inspect", "blobs", "--set", Repository())).Exits(0);
    }

    private static void Need() => Assert.SkipWhen(OpenCvLibrary.WhyMissing() is not null, OpenCvLibrary.WhyMissing() ?? "");

    private static string Share(JsonNode share) => $"{share["count"]}/{share["of"]}";

    private string Repository() => $"Models:Repository={_camera.Repository}";

    private string Table(string text) => _camera.Folder.Write("truth.csv", System.Text.Encoding.UTF8.GetBytes(text));

    private string Images()
    {
        var folder = _camera.Folder.Folder("images");
        using var encoder = new ImageFileEncoder();
        foreach (var (name, drawn, _) in Pictures)
        {
            var pixels = _camera.Scene.Draw(drawn.Select(d => ((double)d.X, (double)d.Y, Side, d.IsRed)));
            for (var i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
            File.WriteAllBytes(Path.Combine(folder, name), encoder.Encode(pixels, Camera.Width, Camera.Height, Camera.Width * 3, ImagePixels.Bgr24, ImageEncoding.Png, 3).ToArray());
        }

        return folder;
    }

    private string Truth(string kind)
    {
        if (kind == "coco")
        {
            var coco = new JsonObject
            {
                ["images"] = new JsonArray([.. Pictures.Select((p, i) => new JsonObject { ["id"] = i, ["file_name"] = p.Name })]),
                ["categories"] = new JsonArray(new JsonObject { ["id"] = 7, ["name"] = "Red" }, new JsonObject { ["id"] = 9, ["name"] = "blue" }),
                ["annotations"] = new JsonArray([.. Pictures.SelectMany((p, i) => p.There.Select(t => new JsonObject
                {
                    ["image_id"] = i, ["category_id"] = t.Label == "red" ? 7 : 9, ["bbox"] = new JsonArray(t.X - (Side / 2), t.Y - (Side / 2), Side, Side),
                }))]),
            };
            return _camera.Folder.Write("truth.json", System.Text.Encoding.UTF8.GetBytes(coco.ToJsonString()));
        }

        var folder = _camera.Folder.Folder(kind);
        foreach (var (name, _, there) in Pictures)
        {
            var text = kind == "yolo"
                ? string.Concat(there.Select(t => FormattableString.Invariant($"{(t.Label == "red" ? 0 : 1)} {t.X / (double)Camera.Width} {t.Y / (double)Camera.Height} {Side / (double)Camera.Width} {Side / (double)Camera.Height}\n")))
                // Pascal VOC counts pixels from 1.
                : $"<annotation><filename>{name}</filename>{string.Concat(there.Select(t => $"<object><name>{t.Label}</name><bndbox><xmin>{t.X - (Side / 2) + 1}</xmin><ymin>{t.Y - (Side / 2) + 1}</ymin><xmax>{t.X + (Side / 2)}</xmax><ymax>{t.Y + (Side / 2)}</ymax></bndbox></object>"))}</annotation>";
            File.WriteAllText(Path.Combine(folder, Path.ChangeExtension(name, kind == "yolo" ? ".txt" : ".xml")), text);
        }

        return folder;
    }
}
