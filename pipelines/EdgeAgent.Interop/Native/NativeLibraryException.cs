namespace EdgeAgent.Interop.Native;

/// <summary>A native library is missing, damaged, built for another machine, or of a version that does not fit.
/// The message is one sentence that names the library, what was found, and the remedy.</summary>
public sealed class NativeLibraryException : Exception
{
    /// <param name="library">The library's name as its users know it, e.g. <c>ONNX Runtime</c>.</param>
    /// <param name="message">One sentence: what is wrong with which file, and what to do.</param>
    /// <param name="innerException">The cause, when there is one worth keeping for a log.</param>
    public NativeLibraryException(string library, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Library = library;
    }

    /// <summary>The library's name as its users know it.</summary>
    public string Library { get; }
}
