using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Files;

/// <summary>Puts a folder's entries on disk: a file that was created or renamed in it is there after a power cut only once this was done (fsync(2)).</summary>
public static partial class DirectoryFlush
{
    private const int ReadOnly = 0;
    private const int OnlyDirectories = 0x10000;
    private const int CloseOnExec = 0x80000;

    // O_DIRECTORY has another number on ARM.
    private static readonly int Flags = ReadOnly | CloseOnExec |
        (RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x4000 : OnlyDirectories);

    /// <summary>Flushes one folder.</summary>
    /// <param name="directory">Its path.</param>
    /// <exception cref="IOException">It can't be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var descriptor = Open(directory, Flags, 0);
        if (descriptor < 0) throw new IOException($"{directory} can't be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        var failed = Synchronize(descriptor) != 0;
        var reason = failed ? Marshal.GetLastPInvokeErrorMessage() : null;
        _ = Close(descriptor);
        if (failed) throw new IOException($"{directory} can't be put on disk: {reason}");
    }

    [LibraryImport("libc.so.6", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc.so.6", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
