using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Store;

/// <summary>The one process that may change the store (<c>flock</c>): gone with the process, however it ends.</summary>
internal static class StoreLock
{
    // EWOULDBLOCK, as .NET passes it on.
    private const int WouldBlock = 11;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="ModelException">Another process has it, or the folder can't be used.</exception>
    public static FileStream Take(StorePaths paths)
    {
        try
        {
            StoreFiles.MakeFolder(paths.Root);
            return new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.Read, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            throw new ModelException($"the model store {paths.Root} is in use by another process; stop that first", error);
        }
        catch (Exception error) when (StoreFiles.IsFileFailure(error))
        {
            throw new ModelException($"the model store {paths.Root} can't be used: {error.Message}; set Agent:StateDirectory to a folder that may be written", error);
        }
    }
}
