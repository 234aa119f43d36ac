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

    // Bytes between two looks at what the disk has left.
    private const long LookBytes = 1 << 20;

    private readonly StoreFiles _files;
    private readonly DriveInfo _disk;
    private readonly long _reserve;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _flushed;
    private long _unseen = LookBytes;

    /// <exception cref="IOException">The file can't be opened or read.</exception>
    /// <param name="path">The file.</param>
    /// <param name="offer">What it is to become.</param>
    /// <param name="files">Told of boundaries.</param>
    /// <param name="reserve">Bytes that stay free on the disk.</param>
    public UploadFile(string path, ModelOffer offer, StoreFiles files, long reserve)
    {
        (Offer, _files, _reserve, _disk) = (offer, files, reserve, new DriveInfo(Path.GetDirectoryName(path)!));
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
        KeepReserve(chunk.Length);
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

    // It was asked before the first byte; what others write since then counts too.
    private void KeepReserve(int bytes)
    {
        _unseen += bytes;
        if (_unseen < LookBytes) return;
        if (bytes > _disk.AvailableFreeSpace - _reserve)
        {
            _unseen = LookBytes;
            throw new ControlRefusedException(RefusalKind.Exhausted, "the archive can't be kept: the disk is full; free space or remove versions");
        }

        _unseen = 0;
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
