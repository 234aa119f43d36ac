namespace EdgeAgent.Delivery.Store;

/// <summary>A lock file (<c>flock</c>): gone with the process that holds it, however it ends.</summary>
internal static class FolderLock
{
    // EWOULDBLOCK, as .NET passes it on.
    private const int WouldBlock = 11;

    /// <summary>Takes the lock for one holder; null when another has it. Reading is enough, so that a file that another user made locks as well.</summary>
    /// <exception cref="IOException">The disk does not allow it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be used.</exception>
    public static FileStream? TryAlone(string path) => TryOpen(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.None);

    /// <summary>Takes the lock beside others who do the same; null when one holds it alone.</summary>
    /// <exception cref="IOException">The disk does not allow it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be used.</exception>
    public static FileStream? TryShared(string path) => TryOpen(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, mode, access, share, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }
}
