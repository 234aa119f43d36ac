using System.Text.Json;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>
/// Archives that arrive: <c>HEX.part</c> holds the bytes so far, <c>HEX.json</c> the offer; what has arrived is the length of the file.
/// Not for two threads at once; the uploads that it opens are each for one writer.
/// </summary>
internal sealed class UploadArea(StorePaths paths, StoreFiles files, long reserve)
{
    private readonly Dictionary<string, UploadFile> _open = new(StringComparer.Ordinal);

    /// <summary>Every offer with the bytes that are here, those that nobody writes first, the oldest first.</summary>
    public IReadOnlyList<(ModelOffer Offer, long Bytes, bool IsOpen)> All()
    {
        if (!Directory.Exists(paths.Incoming)) return [];
        return [.. new DirectoryInfo(paths.Incoming).EnumerateFiles("*.json").OrderBy(file => file.LastWriteTimeUtc)
            .Select(file => Read(file.FullName)).OfType<ModelOffer>()
            .Select(offer => (offer, BytesOf(offer.Digest), _open.ContainsKey(offer.Digest))).OrderBy(upload => upload.Item3)];
    }

    /// <summary>The offer of a digest; null when there is none.</summary>
    public ModelOffer? Find(string digest) => Read(paths.Offer(digest));

    /// <summary>Bytes that are here of an archive.</summary>
    public long BytesOf(string digest) => new FileInfo(paths.Archive(digest)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Keeps an offer, so that its bytes can come.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Keep(ModelOffer offer)
    {
        StoreFiles.MakeFolder(paths.Incoming);
        files.Replace(paths.Offer(offer.Digest), JsonSerializer.SerializeToUtf8Bytes(offer, StoreJson.Default.ModelOffer), "offer");
    }

    /// <summary>Opens an offered archive for appending. What is here is hashed again; nothing of the last writer is believed but its bytes.</summary>
    /// <exception cref="ControlRefusedException">It was not offered, or another writer has it.</exception>
    public UploadFile Open(string digest)
    {
        if (Find(digest) is not { } offer) throw new ControlRefusedException(RefusalKind.NotFound, $"no archive {digest} was offered; ask where it goes on first");
        if (_open.ContainsKey(digest)) throw new ControlRefusedException(RefusalKind.NotNow, $"somebody else sends the archive {digest} just now; try again when that has ended");
        try
        {
            return _open[digest] = new UploadFile(paths.Archive(digest), offer, files, reserve);
        }
        catch (Exception error) when (StoreFiles.IsFileFailure(error))
        {
            throw StoreFiles.Refuse("the archive can't be opened", error);
        }
    }

    /// <summary>The writer of an archive has gone.</summary>
    public void Close(UploadFile owned)
    {
        owned.Dispose();
        _open.Remove(owned.Offer.Digest);
    }

    /// <summary>Whether somebody writes an archive now.</summary>
    public bool IsOpen(string digest) => _open.ContainsKey(digest);

    /// <summary>Removes an archive and its offer.</summary>
    public void Forget(string digest)
    {
        StoreFiles.Delete(paths.Archive(digest));
        StoreFiles.Delete(paths.Offer(digest));
    }

    // An offer counts only in its own place: what its digest says decides which files are written and removed.
    private ModelOffer? Read(string path)
    {
        try
        {
            var offer = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), StoreJson.Default.ModelOffer) : null;
            return offer is { Digest: { } digest } && StorePaths.IsDigest(digest) && paths.Offer(digest) == path ? offer : null;
        }
        catch (Exception error) when (error is JsonException || StoreFiles.IsFileFailure(error))
        {
            return null;
        }
    }
}
