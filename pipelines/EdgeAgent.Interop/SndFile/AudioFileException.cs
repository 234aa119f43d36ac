namespace EdgeAgent.Interop.SndFile;

/// <summary>An audio file cannot be opened, read or written. The message is one sentence: the path, what is wrong, and the remedy.</summary>
public sealed class AudioFileException : Exception
{
    /// <param name="path">The file.</param>
    /// <param name="message">One sentence that begins with the path.</param>
    /// <param name="innerException">The cause, when there is one worth keeping for a log.</param>
    public AudioFileException(string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Path = path;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }
}
