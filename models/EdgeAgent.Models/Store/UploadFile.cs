using System.Buffers;
using System.Security.Cryptography;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>The file of one archive that arrives. For one thread at a time.</summary>
internal sealed class UploadFile : IDisposable
{
    private const int BufferBytes = 1 << 18;

    // Bytes that a power cut may take back: they are sent again.
    private const long FlushBytes = 16 << 20;

    private readonly StoreFiles _files;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _flushed;

    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public UploadFile(string path, ModelOffer offer, StoreFiles files)
    {
        (Offer, _files) = (offer, files);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            if (_file.Length > offer.Size) _file.SetLength(0);
            HashWhatIsHere();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What it is to become.</summary>
    public ModelOffer Offer { get; }

    /// <summary>Bytes that are here.</summary>
    public long Length { get; private set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="ControlRefusedException">More than was announced, or the disk takes no more; what was here stays.</exception>
    public void Append(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length > Offer.Size - Length)
            throw new ControlRefusedException(RefusalKind.Invalid, $"{Offer.Size} bytes were announced, and {Length + chunk.Length} came; announce the real size");
        _files.Reached("upload.chunk");
        try
        {
            _file.Write(chunk);
            if (_file.Length - _flushed >= FlushBytes) Flush();
        }
        catch (IOException error)
        {
            // A part of the chunk may lie there; the hash does not have it.
            _file.SetLength(Length);
            _file.Seek(Length, SeekOrigin.Begin);
            throw StoreFiles.Refuse("the archive can't be kept", error);
        }

        _hash.AppendData(chunk);
        Length += chunk.Length;
    }

    /// <summary>Puts everything on disk and compares it with the digest.</summary>
    /// <returns>Null when it is what was announced, else what it is instead.</returns>
    /// <exception cref="IOException">The disk refuses.</exception>
    public string? Differs()
    {
        Flush();
        _files.Reached("upload.complete");
        var actual = "sha256:" + Convert.ToHexStringLower(_hash.GetCurrentHash());
        return actual == Offer.Digest ? null : actual;
    }

    /// <summary>A reader of the whole archive from its beginning.</summary>
    public Stream Rewind()
    {
        _file.Seek(0, SeekOrigin.Begin);
        return _file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private void Flush()
    {
        _file.Flush(flushToDisk: true);
        _flushed = _file.Length;
    }

    private void HashWhatIsHere()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = _file.Read(buffer)) > 0)
            {
                _hash.AppendData(buffer, 0, read);
                Length += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
