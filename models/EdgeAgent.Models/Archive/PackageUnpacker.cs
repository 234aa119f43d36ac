using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Signing;

namespace EdgeAgent.Models.Archive;

/// <summary>
/// Unpacks an archive that nobody vouches for. The manifest comes first and is judged before anything else is written; after it only files that it
/// names, each once, each with the hash that it states. Links, devices, folders that climb out and bombs are refused at their header.
/// </summary>
/// <param name="folder">An empty folder that the files go into; what is in it after an exception is the caller's to remove.</param>
/// <param name="limits">What the archive may ask of the box.</param>
/// <param name="written">Told after each file; for tests, or null.</param>
internal sealed class PackageUnpacker(string folder, ArchiveLimits limits, Action? written = null)
{
    private const int BufferBytes = 1 << 17;

    private readonly byte[] _block = new byte[TarHeader.BlockBytes];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private long _packed;
    private long _unpacked;
    private int _entries;

    /// <summary>Unpacks everything; all files and folders are on disk when this returns.</summary>
    /// <param name="archive">The archive, of known length.</param>
    /// <param name="judge">Asked once manifest and signature are known; throws <see cref="PackageRejectedException"/> to refuse.</param>
    /// <param name="cancellation">Gives up between blocks.</param>
    /// <exception cref="PackageRejectedException">The archive is refused.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public UnpackedPackage Unpack(Stream archive, Action<UnpackedPackage> judge, CancellationToken cancellation)
    {
        using var bytes = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        _packed = Math.Max(1, archive.Length);
        try
        {
            return Unpack(bytes, judge, cancellation);
        }
        catch (InvalidDataException error)
        {
            throw Refused("is no gzip file, or is damaged; pack it with \"edge-agent models pack\"", error);
        }
        catch (EndOfStreamException error)
        {
            throw Refused("ends in the middle of a file; pack and push it again", error);
        }
    }

    private UnpackedPackage Unpack(GZipStream bytes, Action<UnpackedPackage> judge, CancellationToken cancellation)
    {
        var (document, text) = ReadManifest(bytes);
        var manifest = document.Manifest;
        var expected = Expected(document);
        var canonical = CanonicalManifest.Write(text, manifest.Files);
        var header = Next(bytes);
        SignatureFile? signature = null;
        if (header is { Name: ManifestReader.SignatureFileName } signed)
        {
            var content = Small(bytes, signed, SignatureFile.LargestFile);
            signature = Guard("signature", () => SignatureFile.Read(content));
            Save(ManifestReader.SignatureFileName, content);
            header = Next(bytes);
        }

        var package = new UnpackedPackage(manifest, canonical, CanonicalManifest.DigestOf(canonical), signature);
        judge(package);
        Save(ManifestReader.FileName, text);
        for (; header is { } file; header = Next(bytes))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!expected.Remove(file.Name, out var hash)) throw Refused(Foreign(file.Name, document));
            Write(bytes, file, hash, cancellation);
            written?.Invoke();
        }

        if (expected.Count > 0) throw Refused($"lacks {EventRulesReader.Some([.. expected.Keys.Order(StringComparer.Ordinal)])}, which the manifest names");
        Interop.Files.DirectoryFlush.Flush(folder);
        foreach (var made in _folders) Interop.Files.DirectoryFlush.Flush(made);
        return package;
    }

    private (ManifestDocument Document, byte[] Text) ReadManifest(GZipStream bytes)
    {
        if (Next(bytes) is not { } first) throw Refused("is empty; pack it with \"edge-agent models pack\"");
        if (first.Name != ManifestReader.FileName) throw Refused($"begins with {JsonNames.Quote(first.Name)}; {ManifestReader.FileName} must come first: pack it with \"edge-agent models pack\"");
        var text = Small(bytes, first, ManifestReader.LargestFile);
        return (Guard("manifest", () => ManifestReader.ReadDocument(text, ManifestReader.FileName)), text);
    }

    private static Dictionary<string, string> Expected(ManifestDocument document)
    {
        var manifest = document.Manifest;
        var expected = manifest.Variants.Values.DistinctBy(v => v.File).ToDictionary(v => v.File, v => v.Sha256, StringComparer.Ordinal);
        foreach (var (path, hash) in manifest.Files) expected.TryAdd(path, hash);
        if (PackageFiles.Named(document).Select(named => named.File).FirstOrDefault(file => !expected.ContainsKey(file)) is { } unhashed)
            throw new PackageRejectedException("manifest", $"the manifest does not state the hash of {unhashed}; pack it with \"edge-agent models pack\", which does");
        return expected;
    }

    private TarHeader? Next(GZipStream bytes)
    {
        while (true)
        {
            var read = bytes.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
            if (read == 0 || (read == _block.Length && _block.AsSpan().IndexOfAnyExcept((byte)0) < 0)) return null;
            if (read < _block.Length || TarHeader.Read(_block) is not { } header) throw Refused("is no ustar archive, or is damaged; pack it with \"edge-agent models pack\"");
            if (++_entries > limits.Entries) throw Refused($"holds more than {limits.Entries} entries; a package has a few files");
            var name = header.Name.StartsWith("./", StringComparison.Ordinal) ? header.Name[2..] : header.Name;
            if (header.Type == TarHeader.Folder)
            {
                // Made where a file needs them; what matters is that none is named that leads out.
                if (name.TrimEnd('/') is { Length: > 0 } path && PackagePaths.Fault(path) is { } climbing) throw Refused($"holds a folder that {climbing}");
                if (header.Size > 0) throw Refused($"gives the folder {JsonNames.Quote(name)} content; pack it with \"edge-agent models pack\"");
                continue;
            }

            if (header.Type != TarHeader.File) throw Refused($"holds {JsonNames.Quote(name)}, which is {header.What()}; a package holds plain files only");
            if (PackagePaths.Fault(name) is { } fault) throw Refused($"holds a file whose name {fault}");
            Admit(name, header.Size);
            return header with { Name = name };
        }
    }

    // Everything is asked of the header, before the first byte of the file is written.
    private void Admit(string name, long size)
    {
        if (size > limits.UnpackedBytes - _unpacked) throw Refused($"unpacks to more than {Text(limits.UnpackedBytes)}, the most that a package may have");
        var all = _unpacked + size;
        if (all > limits.FreeBytes && all / _packed > limits.Ratio)
            throw Refused($"would unpack to {all / _packed} times its size with {JsonNames.Quote(name)}; weights do not shrink so much, so it is taken for a bomb");
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (size > free - limits.ReserveBytes)
            throw new IOException($"{name} has {Text(size)}, and the disk has {Text(free)} left, of which {Text(limits.ReserveBytes)} stay free", 28);
        _unpacked = all;
    }

    private byte[] Small(GZipStream bytes, TarHeader header, int largest)
    {
        if (header.Size > largest) throw Refused($"holds a {header.Name} of {header.Size} bytes; {largest} is the most");
        var content = new byte[header.Size];
        bytes.ReadExactly(content);
        Skip(bytes, TarHeader.Padding(header.Size));
        return content;
    }

    private void Write(GZipStream bytes, TarHeader header, string hash, CancellationToken cancellation)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var file = Create(header.Name);
            for (var left = header.Size; left > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = bytes.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
                if (read == 0) throw new EndOfStreamException();
                sum.AppendData(buffer, 0, read);
                file.Write(buffer, 0, read);
                left -= read;
            }

            file.Flush(flushToDisk: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var actual = Convert.ToHexStringLower(sum.GetHashAndReset());
        if (actual != hash) throw Refused($"holds a {header.Name} with the hash {actual[..12]}…, but the manifest states {hash[..12]}…; it was changed after it was packed");
        Skip(bytes, TarHeader.Padding(header.Size));
    }

    private void Save(string name, ReadOnlySpan<byte> content)
    {
        using var file = Create(name);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    private FileStream Create(string name)
    {
        var path = Path.Combine(folder, name);
        for (var parent = Path.GetDirectoryName(path)!; parent.Length > folder.Length && _folders.Add(parent); parent = Path.GetDirectoryName(parent)!)
            Directory.CreateDirectory(parent);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    private void Skip(GZipStream bytes, int count) => bytes.ReadExactly(_block.AsSpan(0, count));

    private static string Foreign(string name, ManifestDocument document) =>
        name is ManifestReader.FileName or ManifestReader.SignatureFileName || document.Manifest.Files.ContainsKey(name) || document.Manifest.Variants.Values.Any(v => v.File == name)
            ? $"holds {JsonNames.Quote(name)} twice, or not where it belongs; pack it with \"edge-agent models pack\""
            : $"holds {JsonNames.Quote(name)}, which the manifest does not name; pack it with \"edge-agent models pack\"";

    private static T Guard<T>(string gate, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ModelException error)
        {
            throw new PackageRejectedException(gate, error.Message.ReplaceLineEndings(" "), error);
        }
    }

    private static PackageRejectedException Refused(string sentence, Exception? cause = null) => new("archive", "the archive " + sentence, cause);

    private static string Text(long bytes) => ByteText.Of(bytes);
}
