using System.Text.Json;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Verification;

/// <summary>Reads the expected scores of a golden case: <c>{ "scores": [[…], …] }</c>, a row a window; other keys are notes.</summary>
internal static class GoldenScores
{
    private const int LargestFile = 64 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">Scores that each row must have.</param>
    /// <exception cref="ModelException">It is not such a file; the message says where.</exception>
    public static IReadOnlyList<float[]> Read(string path, int labels)
    {
        using var json = StrictJson.Parse(path, SmallFile.Read(path, LargestFile));
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("scores", out var rows) || rows.ValueKind != JsonValueKind.Array)
            throw new ModelException($"{path} must be {{ \"scores\": [[…], …] }}, a row of scores a window");
        var read = new List<float[]>();
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != labels)
                throw new ModelException($"{path}: scores[{read.Count}] must be an array of {labels} scores, one a label");
            read.Add([.. row.EnumerateArray().Select((score, index) => Score(path, score, read.Count, index))]);
        }

        return read.Count > 0 ? read : throw new ModelException($"{path} expects no window; take a recording of at least one window");
    }

    private static float Score(string path, JsonElement value, int row, int index) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var score) && score is >= 0 and <= 1
            ? score
            : throw new ModelException($"{path}: scores[{row}][{index}] is {JsonNames.Show(value)}; a score is a number from 0 to 1");
}
