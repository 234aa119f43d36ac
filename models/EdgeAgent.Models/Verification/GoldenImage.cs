using System.Text.Json;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Verification;

/// <summary>What a model must see in a golden image.</summary>
/// <param name="Scores">Classification: a score a label; null where it is not told.</param>
/// <param name="Detections">Objects with their labels; null where they are not told.</param>
/// <param name="BoxTolerance">How far an edge of a box may be off, in pixels of the image.</param>
/// <param name="MaskPixels">Segmentation: pixels of the output that are no background; null where it is not told.</param>
/// <param name="ImageScore">Anomaly detection: the score of the image; null where it is not told.</param>
internal sealed record GoldenImage(IReadOnlyList<float>? Scores, IReadOnlyList<(string Label, float Score, ImageBox Box)>? Detections, float BoxTolerance, int? MaskPixels, float? ImageScore)
{
    private const int LargestFile = 64 << 20;
    private const float UsualBoxTolerance = 1.5f;

    /// <summary>
    /// Reads <c>{ "scores": [[…]] }</c> or <c>{ "detections": [{ "label", "score", "box": [x, y, width, height] }], "boxTolerance": 1.5, "maskPixels": …, "imageScore": … }</c>; other keys are notes.
    /// </summary>
    /// <exception cref="ModelException">It is not such a file; the message says where.</exception>
    public static GoldenImage Read(string path)
    {
        using var json = StrictJson.Parse(path, SmallFile.Read(path, LargestFile));
        if (json.RootElement is not { ValueKind: JsonValueKind.Object } root) throw new ModelException($"{path} must be an object with \"scores\", \"detections\", \"maskPixels\" or \"imageScore\"");
        var golden = new GoldenImage(ReadScores(path, root), ReadDetections(path, root), (float)(Number(path, root, "boxTolerance", 0, 10_000) ?? UsualBoxTolerance), (int?)Number(path, root, "maskPixels", 0, int.MaxValue), (float?)Number(path, root, "imageScore", -1e30, 1e30));
        return golden is { Scores: null, Detections: null, MaskPixels: null, ImageScore: null }
            ? throw new ModelException($"{path} expects nothing; say what the model must see in \"scores\", \"detections\", \"maskPixels\" or \"imageScore\"")
            : golden;
    }

    private static List<float>? ReadScores(string path, JsonElement root)
    {
        if (!root.TryGetProperty("scores", out var rows)) return null;
        if (rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() != 1 || rows[0].ValueKind != JsonValueKind.Array) throw new ModelException($"{path}: scores must be [[…]], one row with a score a label");
        return [.. rows[0].EnumerateArray().Select((value, index) => Share(path, $"scores[0][{index}]", value))];
    }

    private static List<(string, float, ImageBox)>? ReadDetections(string path, JsonElement root)
    {
        if (!root.TryGetProperty("detections", out var list)) return null;
        if (list.ValueKind != JsonValueKind.Array) throw new ModelException($"{path}: detections must be an array of {{ \"label\", \"score\", \"box\": [x, y, width, height] }}");
        var read = new List<(string, float, ImageBox)>();
        foreach (var item in list.EnumerateArray())
        {
            var where = $"detections[{read.Count}]";
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("label", out var label) || label.ValueKind != JsonValueKind.String
                || !item.TryGetProperty("score", out var score) || !item.TryGetProperty("box", out var box) || box.ValueKind != JsonValueKind.Array || box.GetArrayLength() != 4)
                throw new ModelException($"{path}: {where} must be {{ \"label\", \"score\", \"box\": [x, y, width, height] }}");
            var sides = box.EnumerateArray().Select((side, index) => (float)(Number(path, $"{where}.box[{index}]", side, index < 2 ? -1e6 : 0, 1e6))).ToArray();
            read.Add((label.GetString()!, Share(path, $"{where}.score", score), new ImageBox(sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3])));
        }

        return read;
    }

    private static float Share(string path, string where, JsonElement value) => (float)Number(path, where, value, 0, 1);

    private static double? Number(string path, JsonElement root, string key, double from, double to) => root.TryGetProperty(key, out var value) ? Number(path, key, value, from, to) : null;

    private static double Number(string path, string where, JsonElement value, double from, double to) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= from && number <= to
            ? number
            : throw new ModelException(FormattableString.Invariant($"{path}: {where} is {JsonNames.Show(value)}; it must be a number from {from} to {to}"));
}
