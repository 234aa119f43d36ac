using EdgeAgent.Core.Control;
using EdgeAgent.Interop.Files;

namespace EdgeAgent.Models.Store;

/// <summary>The ways in which the store changes the disk. Each is atomic: after a crash at any moment it has happened or it has not.</summary>
/// <param name="probe">Told of boundaries, or null.</param>
internal sealed class StoreFiles(IStoreProbe? probe)
{
    // ENOSPC and EDQUOT, as .NET passes them on.
    private const int NoSpace = 28;
    private const int NoQuota = 122;

    /// <summary>Tells a test where the store is.</summary>
    public void Reached(string point) => probe?.Reached(point);

    /// <summary>Makes a folder that is on disk when this returns.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        MakeFolder(parent);
        Directory.CreateDirectory(path);
        DirectoryFlush.Flush(parent);
    }

    /// <summary>Writes a small file so that readers see the old content or the new, never a part.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="name">What the boundaries are called.</param>
    public void Replace(string path, ReadOnlySpan<byte> content, string name)
    {
        var partial = path + ".partial";
        Reached($"{name}.before");
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(content);
            Reached($"{name}.written");
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
        Reached($"{name}.renamed");
        DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
        Reached($"{name}.after");
    }

    /// <summary>Gives a finished folder its place. The folder's content is on disk already; a place that is taken is left as it is.</summary>
    /// <exception cref="IOException">The place is taken.</exception>
    public void Place(string folder, string place)
    {
        MakeFolder(Path.GetDirectoryName(place)!);
        Reached("install.before");
        Directory.Move(folder, place);
        Reached("install.renamed");
        DirectoryFlush.Flush(Path.GetDirectoryName(place)!);
        DirectoryFlush.Flush(Path.GetDirectoryName(folder)!);
        Reached("install.after");
    }

    /// <summary>Removes a package: first out of its place in one step, then file by file.</summary>
    /// <param name="place">The package's folder.</param>
    /// <param name="trash">A path on the same disk that is not there.</param>
    public void Remove(string place, string trash)
    {
        Reached("remove.before");
        Directory.Move(place, trash);
        DirectoryFlush.Flush(Path.GetDirectoryName(place)!);
        Reached("remove.renamed");
        Directory.Delete(trash, recursive: true);
        Reached("remove.after");
    }

    /// <summary>Deletes a file that may not be there.</summary>
    public static void Delete(string path) => File.Delete(path);

    /// <summary>Deletes a folder that may not be there, with everything in it.</summary>
    public static void DeleteFolder(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    /// <summary>Bytes of all files below a folder; 0 when it is not there.</summary>
    public static long BytesOf(string folder) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    /// <summary>Whether a failure is that of a file, not of the program.</summary>
    public static bool IsFileFailure(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>A failure of the disk in words, as a refusal.</summary>
    public static ControlRefusedException Refuse(string what, Exception error) => error is IOException { HResult: NoSpace or NoQuota }
        ? new ControlRefusedException(RefusalKind.Exhausted, $"{what}: the disk is full; free space or remove versions", error)
        : new ControlRefusedException(RefusalKind.Exhausted, $"{what}: {error.Message}", error);
}
