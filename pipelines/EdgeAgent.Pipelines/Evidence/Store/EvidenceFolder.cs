using EdgeAgent.Interop.Files;

namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>The folder of the store: the one place that writes and deletes in it.</summary>
/// <remarks>
/// Drafts are written in <c>.drafts</c>, one folder a process, flushed and renamed into their place, so that a file that has its name is whole whenever power goes.
/// What processes that are gone have left there is removed when the folder is opened.
/// </remarks>
/// <param name="root">The folder.</param>
/// <param name="flushes">Whether what is placed is on disk then.</param>
internal sealed class EvidenceFolder(string root, bool flushes)
{
    private const string DraftsName = ".drafts";

    private readonly string _drafts = Path.Combine(root, DraftsName, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
    private int _count;

    /// <summary>Makes the folder, clears drafts that were left, and gives what is there: paths with <c>/</c>, bytes, last change.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public IReadOnlyList<(string Path, long Bytes, DateTimeOffset Changed)> Open()
    {
        var found = new List<(string, long, DateTimeOffset)>();
        if (Directory.Exists(root)) Scan(found);
        Directory.CreateDirectory(_drafts);
        foreach (var left in Directory.EnumerateDirectories(Path.Combine(root, DraftsName)).Where(IsLeft)) Directory.Delete(left, recursive: true);
        foreach (var own in Directory.EnumerateFiles(_drafts)) File.Delete(own);
        return found;
    }

    /// <summary>The path of a new draft; its folder is there then, and so is the store's.</summary>
    public string NewDraft(string extension)
    {
        Directory.CreateDirectory(_drafts);
        return Path.Combine(_drafts, $"{Interlocked.Increment(ref _count)}.{extension}");
    }

    /// <summary>Writes a draft's bytes.</summary>
    public static void Fill(string draft, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
    }

    /// <summary>Puts a draft on disk and gives it its name, in the place of what may be there.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="path">Its path below the folder.</param>
    public void Place(string draft, string path)
    {
        if (flushes)
        {
            using var file = File.OpenHandle(draft, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }

        var place = Path.Combine(root, path);
        var folder = Path.GetDirectoryName(place)!;
        MakeFolder(folder);
        try
        {
            File.Move(draft, place, overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was empty, and just then its last file was given up.
            MakeFolder(folder);
            File.Move(draft, place, overwrite: true);
        }

        if (flushes) DirectoryFlush.Flush(folder);
    }

    /// <summary>Removes a draft; one that can't be removed now is when the folder is next opened.</summary>
    public static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It does not look like evidence, and what made it fail is told already.
        }
    }

    /// <summary>Deletes a file, and its folder when that is empty then.</summary>
    public void Delete(string path)
    {
        var place = Path.Combine(root, path);
        try
        {
            File.Delete(place);
            for (var folder = Path.GetDirectoryName(place)!; folder.Length > root.Length && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
                if (!TryRemove(folder)) return;
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has deleted the whole folder.
        }
    }

    /// <summary>Bytes that may be written to the disk before it is full.</summary>
    public long Free() => new DriveInfo(root).AvailableFreeSpace;

    /// <summary>Removes a folder that was empty a moment ago.</summary>
    /// <returns>False where it stays: just then a file was placed in it, which keeps it, or the disk refuses, which costs no more than an empty folder.</returns>
    internal static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Each new level is put on disk too: a file in a folder that a power cut loses is lost.
    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        var above = Path.GetDirectoryName(folder)!;
        if (folder.Length > root.Length) MakeFolder(above);
        Directory.CreateDirectory(folder);
        if (flushes) DirectoryFlush.Flush(above);
    }

    private void Scan(List<(string, long, DateTimeOffset)> found)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };
        foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", options))
            found.Add((Path.GetRelativePath(root, file.FullName), file.Length, file.LastWriteTimeUtc));
    }

    private bool IsLeft(string drafts) => drafts != _drafts && !Directory.Exists(Path.Combine("/proc", Path.GetFileName(drafts)));
}
