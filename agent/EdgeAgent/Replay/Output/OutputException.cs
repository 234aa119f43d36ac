namespace EdgeAgent.Replay.Output;

/// <summary>Results could not be written. The message is one sentence that names the file and what to do; nothing that looks whole is left.</summary>
internal sealed class OutputException : Exception
{
    // errno values of Linux, which .NET hands on in HResult: ENOSPC, EDQUOT, EROFS.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Makes the exception from its sentence.</summary>
    public OutputException(string message, Exception? cause = null) : base(message, cause)
    {
    }

    /// <summary>Tells a failure of the file system in the user's words.</summary>
    public static OutputException For(string path, Exception cause) => new(cause switch
    {
        IOException { HResult: NoSpace } => $"{path} could not be written because the disk is full; free some space or choose another --out folder and run again (nothing partial was left).",
        IOException { HResult: QuotaExceeded } => $"{path} could not be written because the disk quota is used up; free some space or choose another --out folder and run again (nothing partial was left).",
        IOException { HResult: ReadOnlyFileSystem } => $"{path} could not be written because the file system is read-only; choose another --out folder.",
        UnauthorizedAccessException => $"{path} could not be written because permission is denied; choose an --out folder that you may write to.",
        _ => $"{path} could not be written ({cause.Message.TrimEnd('.')}); check the --out folder and run again.",
    }, cause);

    /// <summary>Whether an exception is a failure of the file system that <see cref="For"/> can tell.</summary>
    public static bool IsFileFailure(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
