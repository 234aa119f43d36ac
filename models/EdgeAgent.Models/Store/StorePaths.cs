using System.Globalization;

namespace EdgeAgent.Models.Store;

/// <summary>
/// The layout of the store: <c>NAME/VERSION/</c> installed packages, <c>NAME/default.json</c> which of them pipelines use, <c>journal.ndjson</c> every step,
/// <c>.incoming/</c> archives that arrive, <c>.unpack/</c> what is being made or removed (emptied at start), <c>.lock</c> the one process that writes.
/// </summary>
/// <param name="root">Absolute path of the store.</param>
internal sealed class StorePaths(string root)
{
    private const string JournalName = "journal.ndjson";
    private const string DigestPrefix = "sha256:";

    public string Root { get; } = root;

    public string Lock => Path.Combine(Root, ".lock");

    public string Incoming => Path.Combine(Root, ".incoming");

    public string Unpack => Path.Combine(Root, ".unpack");

    public string Journal => Path.Combine(Root, JournalName);

    public string DefaultOf(string model) => Path.Combine(Root, model, "default.json");

    public string Package(string model, int version) => Path.Combine(Root, model, version.ToString(CultureInfo.InvariantCulture));

    public string Archive(string digest) => Path.Combine(Incoming, Hex(digest) + ".part");

    public string Offer(string digest) => Path.Combine(Incoming, Hex(digest) + ".json");

    /// <summary>Whether a package of this name would lie where the store's own files do.</summary>
    public static bool IsReserved(string model) => model.StartsWith(JournalName, StringComparison.Ordinal);

    /// <summary>Whether a text is the digest of an archive: only such a one may become the name of a file.</summary>
    public static bool IsDigest(string text) => text.StartsWith(DigestPrefix, StringComparison.Ordinal) && text.Length == DigestPrefix.Length + 64 && text[DigestPrefix.Length..].All(char.IsAsciiHexDigitLower);

    private static string Hex(string digest) => IsDigest(digest) ? digest[DigestPrefix.Length..] : throw new ArgumentException("it is no digest of an archive", nameof(digest));
}
