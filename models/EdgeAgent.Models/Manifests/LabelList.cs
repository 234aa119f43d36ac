using System.Text;
using System.Text.Json;

namespace EdgeAgent.Models.Manifests;

/// <summary>The labels of a package: inline, or one a line in a file.</summary>
internal static class LabelList
{
    private const int LongestLabel = 200;
    private const int MostLabels = 100_000;

    /// <summary>Largest label file that is read, in bytes.</summary>
    public const int LargestFile = 4 << 20;

    /// <summary>Reads labels written in the manifest; entries that are not texts are problems.</summary>
    /// <param name="array">The labels.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="mayRepeat">Whether two classes may have one name, as ImageNet's two cranes do.</param>
    public static IReadOnlyList<string> Inline(JsonElement array, ManifestProblems problems, bool mayRepeat = false)
    {
        var labels = new List<string>();
        var index = -1;
        foreach (var item in array.EnumerateArray())
        {
            index++;
            if (item.ValueKind == JsonValueKind.String) labels.Add(item.GetString()!);
            else problems.Add($"labels[{index}]", $"is {JsonNames.Show(item)}; a label is a text");
        }

        Check(labels, "labels", problems, mayRepeat);
        return labels;
    }

    /// <summary>Reads a label file: UTF-8, one label a line by class index; blank lines only at the end.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="mayRepeat">Whether two classes may have one name, as ImageNet's two cranes do.</param>
    public static IReadOnlyList<string> File(ReadOnlySpan<byte> bytes, string file, ManifestProblems problems, bool mayRepeat = false)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            problems.Add(file, "is not UTF-8 text; it holds one label a line");
            return [];
        }

        var lines = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n").TrimEnd('\n', ' ', '\t').Split('\n');
        var labels = lines is [""] ? [] : lines.Select(line => line.Trim()).ToList();
        Check(labels, file, problems, mayRepeat);
        return labels;
    }

    private static void Check(List<string> labels, string where, ManifestProblems problems, bool mayRepeat)
    {
        if (labels.Count == 0) problems.Add(where, "holds no label; a model needs at least one, in the order of its outputs");
        if (labels.Count > MostLabels) problems.Add(where, $"holds {labels.Count} labels; {MostLabels} is the most");
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < labels.Count; index++)
        {
            var label = labels[index];
            if (string.IsNullOrWhiteSpace(label)) problems.Add(where, $"label {index} is blank; every class index needs a name");
            else if (label.Length > LongestLabel || label.Any(char.IsControl))
                problems.Add(where, $"label {index}, {JsonNames.Quote(label)}, must have at most {LongestLabel} characters and no control character");
            else if (!first.TryAdd(label, index) && !mayRepeat)
                problems.Add(where, $"label {JsonNames.Quote(label)} is given twice, at {first[label]} and {index}; events of two classes could not be told apart");
        }
    }
}
