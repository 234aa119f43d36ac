using System.Security.Cryptography;
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
    public static ModelPackage Open(string directory, CancellationToken cancellation = default)
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
        PackageFiles.Check(folder, document.Manifest, problems, cancellation);
        problems.ThrowIfAny(folder);
        return new ModelPackage(folder, document.Manifest, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), labels);
    }

    private static IReadOnlyList<string> ReadLabelFile(string folder, ManifestDocument document, ManifestProblems problems)
    {
        if (document.LabelFile is not { } file) return [];
        if (PackagePaths.FileFault(folder, file) is { } fault)
        {
            problems.Add("labels", fault);
            return [];
        }

        try
        {
            var labels = LabelList.File(SmallFile.Read(Path.Combine(folder, file), LabelList.LargestFile), file, problems);
            EventRulesReader.RefuseForeignLabels(document.Manifest.EventsPerLabel.Keys, labels, problems);
            return labels;
        }
        catch (ModelException error)
        {
            problems.Add("labels", error.Message);
            return [];
        }
    }
}
