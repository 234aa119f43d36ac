using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Packages;

/// <summary>Opens model packages: the manifest is right, the labels are read, every file it names is there and has its hash.</summary>
public static class PackageReader
{
    /// <summary>Opens the package in a folder.</summary>
    /// <param name="directory">Folder that holds <c>model.json</c>.</param>
    /// <param name="cancellation">Ends the hashing of large files.</param>
    /// <exception cref="ModelException">The package can't be used; the message names the folder and lists every problem.</exception>
    public static ModelPackage Open(string directory, CancellationToken cancellation = default) => Open(directory, trust: false, cancellation);

    /// <summary>Opens the package in a folder without hashing the files whose hash the manifest states: quick, for lists.</summary>
    /// <exception cref="ModelException">The manifest is not right, or a file is not there.</exception>
    internal static ModelPackage Peek(string directory) => Open(directory, trust: true, CancellationToken.None);

    private static ModelPackage Open(string directory, bool trust, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (File.Exists(folder)) throw new ModelException($"{folder} is a file; a model package is a folder that holds {ManifestReader.FileName}");
        if (!Directory.Exists(folder)) throw new ModelException($"{folder} does not exist; a model package is a folder that holds {ManifestReader.FileName}");
        var manifestFile = Path.Combine(folder, ManifestReader.FileName);
        if (!File.Exists(manifestFile)) throw new ModelException($"{folder} is not a model package: it holds no {ManifestReader.FileName}");
        if (PackagePaths.FileFault(folder, ManifestReader.FileName) is { } fault) throw new ModelException($"{folder} {fault}");

        var bytes = SmallFile.Read(manifestFile, ManifestReader.LargestFile);
        var document = ManifestReader.ReadDocument(bytes, manifestFile);
        var problems = new ManifestProblems();
        var labels = document.InlineLabels ?? ReadLabelFile(folder, document, problems);
        var hashes = PackageFiles.Check(folder, document, problems, cancellation, trust);
        problems.ThrowIfAny(folder);
        return new ModelPackage(folder, document.Manifest, CanonicalManifest.DigestOf(CanonicalManifest.Write(bytes, hashes)), labels);
    }

    /// <summary>The canonical manifest of the package in a folder, with the hashes of the files as they are now.</summary>
    /// <exception cref="ModelException">A file can't be read or has another hash than the manifest says.</exception>
    internal static byte[] CanonicalOf(string directory, CancellationToken cancellation = default)
    {
        var path = Path.Combine(directory, ManifestReader.FileName);
        var bytes = SmallFile.Read(path, ManifestReader.LargestFile);
        var problems = new ManifestProblems();
        var hashes = PackageFiles.Check(directory, ManifestReader.ReadDocument(bytes, path), problems, cancellation);
        problems.ThrowIfAny(directory);
        return CanonicalManifest.Write(bytes, hashes);
    }

    private static IReadOnlyList<string> ReadLabelFile(string folder, ManifestDocument document, ManifestProblems problems)
    {
        if (document.LabelFile is not { } file || PackagePaths.FileFault(folder, file) is not null) return [];
        try
        {
            var labels = LabelList.File(SmallFile.Read(Path.Combine(folder, file), LabelList.LargestFile), file, problems, document.Manifest.IsImage);
            if (document.Manifest.Then is null) EventRulesReader.RefuseForeignLabels(document.Manifest.EventsPerLabel.Keys, labels, problems);
            return labels;
        }
        catch (ModelException error)
        {
            problems.Add("labels", error.Message);
            return [];
        }
    }
}
