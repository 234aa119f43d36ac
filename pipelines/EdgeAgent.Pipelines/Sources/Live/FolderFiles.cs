namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Looks for files in a folder and those below it, and how long they have been as they are. Looks again and again instead of asking the kernel for changes:
/// that works on network mounts and on cards that are pulled out too.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="extensions">Which files, <c>.wav</c>; hidden ones are never looked at.</param>
/// <param name="time">The clock.</param>
internal sealed class FolderFiles(string folder, IReadOnlySet<string> extensions, TimeProvider time)
{
    private Dictionary<string, (FileStamp Stamp, long Since, long First)> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    /// <param name="isKnown">Whether a file needs no more attention as it is.</param>
    /// <returns>The others, in the order of their names.</returns>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<FoundFile> Look(Func<FileStamp, bool> isKnown)
    {
        var seen = new Dictionary<string, (FileStamp Stamp, long Since, long First)>(StringComparer.Ordinal);
        var now = time.GetTimestamp();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false }))
        {
            if (file.Name.StartsWith('.') || !extensions.Contains(file.Extension) || !file.Exists) continue;
            var stamp = FileStamp.Of(file);
            if (isKnown(stamp)) continue;
            seen[stamp.Path] = !_seen.TryGetValue(stamp.Path, out var before) ? (stamp, now, now) : before.Stamp == stamp ? before : (stamp, now, before.First);
        }

        _seen = seen;
        return [.. seen.Values.OrderBy(f => f.Stamp.Path, StringComparer.Ordinal).Select(f => new FoundFile(f.Stamp, time.GetElapsedTime(f.Since), time.GetElapsedTime(f.First)))];
    }
}
