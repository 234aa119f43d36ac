using System.Globalization;

namespace EdgeAgent.Replay.Output;

/// <summary>Names for the tables beside each recording: the recording's stem, and more of its path only where that is not enough to tell two apart.</summary>
internal static class RecordingNames
{
    /// <summary>The stem of the files over all recordings, which no recording can have.</summary>
    public const string Combined = "events";

    /// <summary>
    /// A name for each path, in the same order, unique when upper and lower case are the same (results are copied to such file systems):
    /// <c>rec.wav</c> is <c>rec</c>; <c>rec.wav</c> and <c>rec.flac</c> keep their endings; <c>a/rec.wav</c> and <c>b/rec.wav</c> get their folders, <c>a_rec.wav</c>.
    /// </summary>
    /// <exception cref="OutputException">A recording is named twice.</exception>
    public static IReadOnlyList<string> For(IReadOnlyList<string> paths)
    {
        var names = paths.Select(path => Path.GetFileNameWithoutExtension(path)).ToArray();
        var deepest = paths.Select(path => Parts(path).Length).DefaultIfEmpty(0).Max();
        for (var depth = 0; depth <= deepest; depth++)
        {
            var clashes = Clashes(names);
            if (clashes.Count == 0) return names;
            foreach (var i in clashes)
            {
                var parts = Parts(paths[i]);
                names[i] = string.Join('_', parts[Math.Max(0, parts.Length - 1 - depth)..]);
            }
        }

        // Folders whose names hold "_" can still clash ("a_b/c" and "a/b_c"); the place in the run tells those apart.
        foreach (var i in Clashes(names))
        {
            if (paths.Where((path, other) => other != i && Path.GetFullPath(path) == Path.GetFullPath(paths[i])).Any())
                throw new OutputException($"the recording {paths[i]} is named twice; name it once.");
            names[i] += string.Create(CultureInfo.InvariantCulture, $"_{i + 1}");
        }
        return names;
    }

    private static List<int> Clashes(string[] names)
    {
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { [Combined] = 1 };
        foreach (var name in names) counts[name] = counts.GetValueOrDefault(name) + 1;
        return [.. Enumerable.Range(0, names.Length).Where(i => counts[names[i]] > 1)];
    }

    private static string[] Parts(string path) =>
        Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
