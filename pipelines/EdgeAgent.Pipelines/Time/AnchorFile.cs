namespace EdgeAgent.Pipelines.Time;

/// <summary>
/// Lines at the end of a file that never grows beyond a bound: when it is full it takes the place of its predecessor, so that at most twice the bound lies on the disk.
/// A line that a kill or a power cut left without its end is closed before the next one is written.
/// </summary>
/// <param name="folder">Where it lies; made when it is not there.</param>
/// <param name="bound">Bytes of one file, ≥ 1.</param>
internal sealed class AnchorFile(string folder, long bound) : IDisposable
{
    /// <summary>The file that is written to.</summary>
    public const string Current = "anchors.ndjson";

    /// <summary>The one before it.</summary>
    public const string Previous = "anchors.previous.ndjson";

    private FileStream? _stream;

    /// <summary>Writes lines and waits until they are on the disk.</summary>
    /// <param name="lines">Whole lines, each with its line feed.</param>
    /// <exception cref="IOException">The disk refuses; the next call begins anew.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        try
        {
            var stream = _stream ??= Open();
            if (stream.Length > 0 && stream.Length + lines.Length > bound) stream = Rotate();
            stream.Write(lines);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private FileStream Rotate()
    {
        Dispose();
        File.Move(Path.Combine(folder, Current), Path.Combine(folder, Previous), overwrite: true);
        return _stream = Open();
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(folder);
        // Unbuffered: what a call wrote is the kernel's, whatever becomes of this process.
        var stream = new FileStream(Path.Combine(folder, Current), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            if (stream.ReadByte() != '\n') stream.WriteByte((byte)'\n');
        }

        return stream;
    }
}
