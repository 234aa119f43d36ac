using System.Buffers;
using System.Security.Cryptography;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Packages;

/// <summary>Compares the files of a package with its manifest.</summary>
internal static class PackageFiles
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Reports variant files that are absent, lead out of the package or have another hash, and golden files that are absent.</summary>
    public static void Check(string directory, ModelManifest manifest, ManifestProblems problems, CancellationToken cancellation)
    {
        foreach (var variant in manifest.Variants.Values)
        {
            var path = JsonNames.Child("variants", variant.Name);
            if (PackagePaths.FileFault(directory, variant.File) is { } fault) problems.Add(path + ".file", fault);
            else if (HashFault(Path.Combine(directory, variant.File), variant, cancellation) is { } other) problems.Add(path + ".sha256", other);
        }

        for (var index = 0; index < manifest.Golden.Count; index++)
        {
            var golden = manifest.Golden[index];
            if (PackagePaths.FileFault(directory, golden.Input) is { } input) problems.Add($"golden[{index}].input", input);
            if (PackagePaths.FileFault(directory, golden.Expect) is { } expect) problems.Add($"golden[{index}].expect", expect);
        }
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

    private static string? HashFault(string path, ModelVariant variant, CancellationToken cancellation)
    {
        try
        {
            var actual = Hash(path, cancellation);
            return actual == variant.Sha256
                ? null
                : $"is {variant.Sha256[..12]}…, but {variant.File} has {actual}; it is not the file that the manifest was written for, or it was damaged on the way";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"can't be compared, because {variant.File} can't be read: {error.Message}";
        }
    }
}
