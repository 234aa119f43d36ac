namespace EdgeAgent.Models.Manifests;

/// <summary>Keeps the files that a manifest names inside its package.</summary>
internal static class PackagePaths
{
    private const int MostLinks = 40;

    /// <summary>What is wrong with a path as it is written, or null: relative, '/' between names, nothing that climbs out.</summary>
    public static string? Fault(string path)
    {
        if (path.Length > 512 || path.Any(c => char.IsControl(c) || c == '\\'))
            return $"is {JsonNames.Quote(path)}; a path has at most 512 characters, '/' between names, and no control character or backslash";
        if (path.StartsWith('/') || path.Contains(':'))
            return $"is {JsonNames.Quote(path)}; it must be a path relative to the package, not an absolute one or an address";
        foreach (var name in path.Split('/'))
        {
            if (name == "..") return $"is {JsonNames.Quote(path)}; it must stay inside the package, without \"..\"";
            if (name is "" or "." || name.Length > 255) return $"is {JsonNames.Quote(path)}; it must be a plain path such as golden/song.wav";
        }

        return null;
    }

    /// <summary>What is wrong with a file of a package, or null: it is there, has content, and no link leads out of the package.</summary>
    /// <param name="directory">The package's folder.</param>
    /// <param name="path">A path without <see cref="Fault"/>.</param>
    public static string? FileFault(string directory, string path)
    {
        var full = Path.Combine(directory, path);
        try
        {
            // Links first: nothing may be learned about a file outside, not even that it is there.
            if (Resolve(directory) is not { } root || Resolve(full) is not { } real)
                return $"names {path}, which goes through too many links; put the file itself into the package";
            if (!real.StartsWith(root.EndsWith('/') ? root : root + "/", StringComparison.Ordinal))
                return $"names {path}, a link that leads out of the package; put the file itself into the package";
            if (Directory.Exists(full)) return $"names {path}, which is a folder; it must be a file";
            if (!File.Exists(full)) return $"names {path}, which is not in the package";

            // Pipes and devices have no length; opening one could wait for ever.
            return new FileInfo(real).Length == 0 ? $"names {path}, which is empty or no regular file" : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"names {path}, which can't be read: {error.Message}";
        }
    }

    // Follows every link on the way, as realpath(3) does; null when they go in circles.
    private static string? Resolve(string path)
    {
        var rest = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "/";
        var links = 0;
        while (rest.TryPop(out var name))
        {
            if (name == ".") continue;
            if (name == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks) return null;
            if (target.StartsWith('/')) real = "/";
            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(part);
        }

        return real;
    }
}
