using System.IO.Compression;
using System.Text;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.Files;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Archive;

/// <summary>
/// Packs a package's folder into one file: gzip over ustar, <c>model.json</c> first, then <c>model.sig</c>, then every file that the manifest names,
/// by path. The same package gives the same bytes. What the manifest does not name stays behind.
/// </summary>
public static class PackageArchiveWriter
{
    /// <summary>Packs a folder.</summary>
    /// <param name="directory">The package's folder; a manifest that does not state the hash of a file is completed in the archive, not in the folder.</param>
    /// <param name="file">The archive; must not exist, and is there whole or not at all.</param>
    /// <param name="cancellation">Gives up, leaving nothing.</param>
    /// <exception cref="ModelException">The package is not right, a name does not fit an archive, or the file can't be written.</exception>
    public static PackedArchive Pack(string directory, string file, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var package = PackageReader.Open(directory, cancellation);
        var manifestFile = Path.Combine(package.Directory, ManifestReader.FileName);
        var document = ManifestReader.ReadDocument(SmallFile.Read(manifestFile, ManifestReader.LargestFile), manifestFile);
        var names = package.Manifest.Variants.Values.Select(v => v.File).Concat(PackageFiles.Named(document).Select(named => named.File)).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var name in names)
            if (Encoding.UTF8.GetByteCount(name) > TarHeader.LongestName) throw new ModelException($"{name} is longer than the {TarHeader.LongestName} bytes that fit an archive; give it a shorter name");
        var target = Path.GetFullPath(file);
        if (File.Exists(target) || Directory.Exists(target)) throw new ModelException($"{target} exists already; name another file or remove it");
        var partial = target + ".partial";
        try
        {
            var unpacked = Write(partial, package, document, names, cancellation);
            File.Move(partial, target, overwrite: false);
            DirectoryFlush.Flush(Path.GetDirectoryName(target)!);
            return new PackedArchive(target, "sha256:" + PackageFiles.Hash(target, cancellation), new FileInfo(target).Length, unpacked, package);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{target} can't be written: {error.Message}", error);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static long Write(string path, ModelPackage package, ManifestDocument document, List<string> names, CancellationToken cancellation)
    {
        using var archive = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        long unpacked = 0;
        using (var packed = new GZipStream(archive, CompressionLevel.Optimal, leaveOpen: true))
        {
            var problems = new ManifestProblems();
            var hashes = PackageFiles.Check(package.Directory, document, problems, cancellation);
            problems.ThrowIfAny(package.Directory);
            var source = SmallFile.Read(Path.Combine(package.Directory, ManifestReader.FileName), ManifestReader.LargestFile);
            var manifest = ManifestCompletion.WithFiles(source, document.Manifest.Files, hashes);
            unpacked += Entry(packed, ManifestReader.FileName, new MemoryStream(manifest));
            var signature = Path.Combine(package.Directory, ManifestReader.SignatureFileName);
            if (File.Exists(signature)) unpacked += Entry(packed, ManifestReader.SignatureFileName, new MemoryStream(SmallFile.Read(signature, Signing.SignatureFile.LargestFile)));
            foreach (var name in names)
            {
                cancellation.ThrowIfCancellationRequested();
                using var content = new FileStream(Path.Combine(package.Directory, name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
                unpacked += Entry(packed, name, content);
            }

            packed.Write(new byte[2 * TarHeader.BlockBytes]);
        }

        archive.Flush(flushToDisk: true);
        return unpacked;
    }

    private static long Entry(GZipStream packed, string name, Stream content)
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockBytes];
        var size = content.Length;
        new TarHeader(name, size, TarHeader.File).Write(block);
        packed.Write(block);
        content.CopyTo(packed);
        if (content.Position != size) throw new ModelException($"{name} changed while it was packed; pack again");
        block.Clear();
        packed.Write(block[..TarHeader.Padding(size)]);
        return size;
    }
}
