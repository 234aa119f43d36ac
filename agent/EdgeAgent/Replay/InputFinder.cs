using EdgeAgent.Pipelines.Sources;
using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace EdgeAgent.Replay;

/// <summary>Finds the recordings that files, folders and globs name, each once, in a stable order.</summary>
internal static class InputFinder
{
    /// <summary>Endings of recordings, without regard to case.</summary>
    public static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
        { ".wav", ".wave", ".flac", ".aif", ".aiff", ".aifc", ".ogg", ".oga", ".opus", ".w64", ".rf64", ".caf", ".au", ".mp3" };

    /// <summary>The recordings, in the order of the inputs and by name within a folder or glob.</summary>
    /// <exception cref="SourceException">An input is not there, can't be listed, or holds no recording.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> inputs) => Find(inputs, Extensions);

    /// <summary>The files of other kinds, e.g. images.</summary>
    /// <param name="inputs">Files, folders and globs.</param>
    /// <param name="extensions">Endings of files that a folder is searched for, without regard to case.</param>
    /// <exception cref="SourceException">An input is not there, can't be listed, or holds no such file.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> inputs, IReadOnlyCollection<string> extensions)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            var files = File.Exists(input) ? [input] : Directory.Exists(input) ? List(input, extensions) : Match(input);
            foreach (var file in files)
                if (seen.Add(Path.GetFullPath(file))) found.Add(file);
        }

        return found;
    }

    private static List<string> List(string folder, IReadOnlyCollection<string> extensions)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false })
                .Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal).ToList();
            return files.Count > 0 ? files : throw new SourceException(folder, $"{folder}: holds no recording ({string.Join(' ', extensions)})");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(folder, $"{folder}: can't be listed ({error.Message.TrimEnd('.')}); check its rights", error);
        }
    }

    private static List<string> Match(string pattern)
    {
        var wild = pattern.IndexOfAny(['*', '?']);
        if (wild < 0) throw new SourceException(pattern, $"{pattern}: there is no such file or folder");
        var slash = pattern.LastIndexOf('/', wild);
        var root = slash < 0 ? "." : slash == 0 ? "/" : pattern[..slash];
        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(pattern[(slash + 1)..]);
        if (!Directory.Exists(root)) throw new SourceException(pattern, $"{pattern}: the folder {root} is not there");
        try
        {
            var files = matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(root))).Files
                .Select(match => slash < 0 ? match.Path : Path.Combine(root, match.Path))
                .Order(StringComparer.Ordinal).ToList();
            return files.Count > 0 ? files : throw new SourceException(pattern, $"{pattern}: matches no file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(pattern, $"{pattern}: can't be listed ({error.Message.TrimEnd('.')}); check its rights", error);
        }
    }
}
