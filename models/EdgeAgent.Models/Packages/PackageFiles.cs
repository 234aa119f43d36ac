using System.Buffers;
using System.Security.Cryptography;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Packages;

/// <summary>Compares the files of a package with its manifest.</summary>
internal static class PackageFiles
{
    private const int BlockBytes = 1 << 20;

    // An hour of sound at 96 kHz: nothing that a package carries beside its models is longer.
    private const long LargestFile = 1L << 30;

    /// <summary>
    /// Reports files that are absent, lead out of the package or have another hash than the manifest says. Answers with the hash of every file
    /// that the manifest names outside of its variants, also where it does not tell the hash itself.
    /// </summary>
    /// <param name="directory">The package's folder.</param>
    /// <param name="document">Its manifest.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="cancellation">Ends the hashing of large files.</param>
    /// <param name="trust">Believes the hashes that the manifest states and only looks whether the files are there.</param>
    public static IReadOnlyDictionary<string, string> Check(string directory, ManifestDocument document, ManifestProblems problems, CancellationToken cancellation, bool trust = false)
    {
        var manifest = document.Manifest;
        foreach (var variant in manifest.Variants.Values)
        {
            var path = JsonNames.Child("variants", variant.Name);
            _ = Check(directory, variant.File, variant.Sha256, long.MaxValue, (path + ".file", path + ".sha256"), problems, trust, cancellation);
        }

        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (where, file) in Named(document))
        {
            if (hashes.ContainsKey(file) || manifest.Variants.Values.Any(v => v.File == file)) continue;
            var stated = manifest.Files.GetValueOrDefault(file);
            if (Check(directory, file, stated, LargestFile, (where, JsonNames.Child("files", file)), problems, trust, cancellation) is { } hash) hashes[file] = hash;
        }

        return hashes;
    }

    /// <summary>Every file that a manifest names outside of its variants, with the place that names it; a file may come twice.</summary>
    public static IEnumerable<(string Where, string File)> Named(ManifestDocument document)
    {
        if (document.LabelFile is { } labels) yield return ("labels", labels);
        for (var index = 0; index < document.Manifest.Golden.Count; index++)
        {
            yield return ($"golden[{index}].input", document.Manifest.Golden[index].Input);
            yield return ($"golden[{index}].expect", document.Manifest.Golden[index].Expect);
        }

        foreach (var file in document.Manifest.Files.Keys) yield return (JsonNames.Child("files", file), file);
    }

    /// <summary>SHA-256 of a file of any size in constant memory, 64 lower-case hex digits.</summary>
    public static string Hash(string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int read;
            while ((read = file.Read(block)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, read);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static string? Check(string directory, string file, string? stated, long largest, (string Named, string Hashed) where, ManifestProblems problems, bool trust, CancellationToken cancellation)
    {
        if (PackagePaths.FileFault(directory, file) is { } fault)
        {
            problems.Add(where.Named, fault);
            return null;
        }

        try
        {
            var path = Path.Combine(directory, file);
            if (new FileInfo(path).Length is var bytes && bytes > largest)
            {
                problems.Add(where.Named, $"names {file}, which has {bytes} bytes; {largest} is the most for a file that is no model");
                return null;
            }

            if (trust && stated is not null) return stated;
            var actual = Hash(path, cancellation);
            if (stated is not null && actual != stated)
                problems.Add(where.Hashed, $"is {stated[..12]}…, but {file} has {actual}; it is not the file that the manifest was written for, or it was damaged on the way");
            return actual;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(where.Hashed, $"can't be compared, because {file} can't be read: {error.Message}");
            return null;
        }
    }
}
