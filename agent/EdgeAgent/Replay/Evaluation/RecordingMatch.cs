namespace EdgeAgent.Replay.Evaluation;

/// <summary>Finds the analysed recording that a table means, which may lie in another folder or have another ending on the annotator's machine.</summary>
internal sealed class RecordingMatch
{
    private readonly string[] _files;

    /// <summary>Takes the analysed recordings.</summary>
    public RecordingMatch(IEnumerable<AnalysedSpan> analysed)
    {
        _files = [.. analysed.Select(span => span.File).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The recording that a row names, or null when it was not analysed.</summary>
    /// <exception cref="TruthException">Several recordings fit equally well.</exception>
    public string? Named(string path, int line, string name)
    {
        string[] wanted = Parts(name);
        var best = _files.GroupBy(file => Agreement(Parts(file), wanted)).Where(group => group.Key > 0).MaxBy(group => group.Key)?.ToArray();
        best ??= [.. _files.Where(file => Stem(file).Equals(Stem(name.Replace('\\', '/')), StringComparison.OrdinalIgnoreCase))];
        return best.Length switch
        {
            0 => null,
            1 => best[0],
            _ => throw TruthException.At(path, line, $"'{name}' fits {best.Length} recordings ({best[0]}, {best[1]}{(best.Length > 2 ? ", …" : "")}); name it with its folder"),
        };
    }

    /// <summary>The recording of a table that names none: the only one, or the one that the table is named after (<c>REC.selections.txt</c>).</summary>
    /// <exception cref="TruthException">It cannot be told.</exception>
    public string Implied(string path)
    {
        var name = Path.GetFileName(path);
        var after = _files.Where(file => name.StartsWith(Stem(file) + ".", StringComparison.OrdinalIgnoreCase))
            .GroupBy(file => Stem(file).Length).MaxBy(group => group.Key)?.ToArray();
        if (after is [var only]) return only;
        return _files.Length == 1
            ? _files[0]
            : throw new TruthException($"{path} does not say which of the {_files.Length} recordings it is about; add a column 'file' or name the table after its recording (RECORDING.selections.txt).");
    }

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);

    private static string[] Parts(string path) => path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static int Agreement(string[] file, string[] wanted)
    {
        var same = 0;
        while (same < file.Length && same < wanted.Length && file[^(same + 1)] == wanted[^(same + 1)]) same++;
        return same;
    }
}
