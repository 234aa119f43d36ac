using System.Text.Json;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Models.Manifests;

/// <summary>Reads <c>output.anchors</c>: pairs [width, height] in one list, shared out evenly over the strides, or a list of such lists, one a stride.</summary>
internal static class AnchorReader
{
    private const int MostAnchors = 256;
    private const string What = "an array of pairs [width, height] above 0, or one such array a stride";

    /// <summary>Reads them; null when absent or wrong.</summary>
    /// <param name="node">The object <c>output</c>.</param>
    /// <param name="strides">How many strides the manifest gives, if it does.</param>
    public static IReadOnlyList<IReadOnlyList<AnchorSize>>? Read(ManifestNode node, int? strides)
    {
        if (node.Value("anchors") is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MostAnchors)
            return node.Wrong<IReadOnlyList<IReadOnlyList<AnchorSize>>>("anchors", value, What);
        var levels = new List<IReadOnlyList<AnchorSize>>();
        if (value.EnumerateArray().All(level => level.ValueKind == JsonValueKind.Array && level.GetArrayLength() > 0 && level[0].ValueKind == JsonValueKind.Array))
        {
            foreach (var level in value.EnumerateArray())
            {
                if (Pairs(level) is not { } anchors) return Refused(node);
                levels.Add(anchors);
            }

            if (strides is { } expected && levels.Count != expected) node.Problem("anchors", $"holds {levels.Count} lists for {expected} strides; give one a stride");
            return levels;
        }

        if (Pairs(value) is not { } all) return Refused(node);
        var parts = strides ?? 1;
        if (all.Count % parts == 0) return [.. all.Chunk(all.Count / parts).Select(level => (IReadOnlyList<AnchorSize>)level)];
        node.Problem("anchors", $"holds {all.Count} pairs, which {parts} strides can't share evenly; give one list a stride");
        return null;
    }

    private static IReadOnlyList<IReadOnlyList<AnchorSize>>? Refused(ManifestNode node)
    {
        node.Problem("anchors", $"must be {What}");
        return null;
    }

    private static List<AnchorSize>? Pairs(JsonElement array)
    {
        var pairs = new List<AnchorSize>();
        foreach (var pair in array.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2) return null;
            if (Length(pair[0]) is not { } width || Length(pair[1]) is not { } height) return null;
            pairs.Add(new AnchorSize(width, height));
        }

        return pairs;
    }

    private static float? Length(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) && number > 0 && number <= 100_000 ? number : null;
}
