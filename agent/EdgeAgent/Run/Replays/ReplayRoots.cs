using EdgeAgent.Core.Control;
using EdgeAgent.Replay;

namespace EdgeAgent.Run.Replays;

/// <summary>Finds recordings below the folders that may be replayed from afar, and nothing else: no <c>..</c>, no link leads out of them.</summary>
/// <param name="roots">The folders.</param>
internal sealed class ReplayRoots(IReadOnlyList<string> roots)
{
    private const int MostFiles = 2000;

    private readonly string[] _roots = [.. roots.Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))];

    /// <summary>The files that paths mean; folders give what is in them, in order.</summary>
    /// <exception cref="ControlRefusedException">A path leads out, nothing is there, or it is too much at once.</exception>
    public IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0) throw new ControlRefusedException(RefusalKind.Invalid, "no recording is named");
        var files = new List<string>();
        foreach (var path in paths)
        {
            files.AddRange(Find(path));
            if (files.Count > MostFiles) throw new ControlRefusedException(RefusalKind.Invalid, $"these are more than {MostFiles} recordings; name fewer at a time");
        }

        return files;
    }

    private List<string> Find(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) throw new ControlRefusedException(RefusalKind.Invalid, "a path is empty or holds a zero byte");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, _roots[0]));
        var root = Array.Find(_roots, root => full == root || full.StartsWith(root + "/", StringComparison.Ordinal))
            ?? throw new ControlRefusedException(RefusalKind.Invalid, $"{path} is not below {string.Join(" or ", _roots)}; see Control:ReplayRoots");
        // The root itself may be a link: whoever configured it meant it. What is below may be anybody's.
        for (var at = full; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
            if (IsLink(at)) throw new ControlRefusedException(RefusalKind.Invalid, $"{path} leads through a link ({at}), which is not followed");
        if (File.Exists(full)) return [full];
        if (!Directory.Exists(full)) throw new ControlRefusedException(RefusalKind.NotFound, $"{path} is not there");
        try
        {
            var found = Directory.EnumerateFiles(full, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, IgnoreInaccessible = true })
                .Where(file => InputFinder.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Take(MostFiles + 1).Order(StringComparer.Ordinal).ToList();
            return found.Count > 0 ? found : throw new ControlRefusedException(RefusalKind.NotFound, $"{path} holds no recording");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ControlRefusedException(RefusalKind.Unavailable, $"{path} can't be listed: {error.Message.TrimEnd('.')}", error);
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
