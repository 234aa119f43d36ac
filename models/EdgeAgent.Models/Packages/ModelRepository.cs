using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;

using EdgeAgent.Core.Text;

namespace EdgeAgent.Models.Packages;

/// <summary>The packages below one folder: <c>&lt;name&gt;/&lt;version&gt;/model.json</c>. Folders that begin with a dot are not looked at.</summary>
/// <param name="root">The repository's folder; it need not exist while it is only listed.</param>
public sealed class ModelRepository(string root)
{
    /// <summary>Absolute path of the repository.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>Opens every package, by name and then by version; those that can't be used are listed with the reason. Every file is hashed.</summary>
    /// <exception cref="ModelException">The repository's folder can't be read.</exception>
    public IReadOnlyList<RepositoryEntry> List(CancellationToken cancellation = default)
    {
        var entries = new List<RepositoryEntry>();
        foreach (var name in Folders(Root))
        {
            var folders = Folders(Path.Combine(Root, name)).OrderBy(v => ModelSelector.ParseVersion(v) ?? int.MaxValue).ThenBy(v => v, StringComparer.Ordinal);
            entries.AddRange(folders.Select(version => Entry(name, version, cancellation)));
        }

        return entries;
    }

    /// <summary>Finds a model.</summary>
    /// <param name="reference">
    /// <c>NAME</c> or <c>NAME:latest</c> (its newest version), <c>NAME:VERSION</c>, <c>NAME:VERSION/VARIANT</c>,
    /// <c>latest</c> (newest version of the only model), or the path of a package's folder or of its <c>model.json</c>.
    /// A broken newest version is refused, not passed over.
    /// </param>
    /// <param name="cancellation">Ends the hashing of large files.</param>
    /// <exception cref="ModelException">There is no such model, or it can't be used; the message says what is there.</exception>
    public ResolvedModel Resolve(string reference, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        var selector = ModelSelector.TryParse(reference);
        if (AsFolder(reference, selector) is { } folder) return WithVariant(PackageReader.Open(folder, cancellation), null);
        if (selector is null)
        {
            throw new ModelException(
                $"\"{reference}\" is neither a model nor a package's folder; write NAME, NAME:VERSION, NAME:VERSION/VARIANT, latest, or a path. {WhatIsThere()}");
        }

        var name = selector.Name ?? OnlyName();
        var versions = Versions(name);
        if (versions.Count == 0) throw new ModelException(NoSuchModel(name));
        if (selector.Label is { } label) throw new ModelException($"model {name} has no version or label \"{label}\"; it has {string.Join(", ", versions)}");
        var version = selector.Version ?? versions[^1];
        if (!versions.Contains(version))
            throw new ModelException($"model {name} has no version {version}; it has {string.Join(", ", versions)}");
        return WithVariant(OpenVersion(name, version, cancellation), selector.Variant);
    }

    internal static ResolvedModel WithVariant(ModelPackage package, string? variant)
    {
        var wanted = variant ?? VariantsReader.Reference;
        return package.Manifest.Variants.TryGetValue(wanted, out var found)
            ? new ResolvedModel(package, found)
            : throw new ModelException($"model {package.Manifest.Name}:{package.Manifest.Version} has no variant \"{wanted}\"; it has {string.Join(", ", package.Manifest.Variants.Keys)}");
    }

    private RepositoryEntry Entry(string name, string folder, CancellationToken cancellation)
    {
        var directory = Path.Combine(Root, name, folder);
        var version = ModelSelector.ParseVersion(folder);
        try
        {
            if (version is null) throw new ModelException($"{directory} is not a version; folders below a model are named 1, 2, 3 …");
            return new RepositoryEntry(name, version, directory, OpenVersion(name, version.Value, cancellation), null);
        }
        catch (ModelException error)
        {
            return new RepositoryEntry(name, version, directory, null, error.Message);
        }
    }

    internal ModelPackage OpenVersion(string name, int version, CancellationToken cancellation, bool peek = false)
    {
        var directory = Path.Combine(Root, name, version.ToString(CultureInfo.InvariantCulture));
        var package = peek ? PackageReader.Peek(directory) : PackageReader.Open(directory, cancellation);
        if (package.Manifest.Name == name && package.Manifest.Version == version) return package;
        throw new ModelException(
            $"{directory}: the manifest says {package.Manifest.Name}:{package.Manifest.Version}, but the folder says {name}:{version}; they must agree");
    }

    // A name wins over a folder of the same name in the working directory, unless the repository lacks it.
    internal string? AsFolder(string reference, ModelSelector? selector)
    {
        if (selector?.Name is { } name && (selector.Version is not null || selector.Variant is not null || Versions(name).Count > 0)) return null;
        if (Path.GetFileName(reference) == ManifestReader.FileName && File.Exists(reference)) return Path.GetDirectoryName(Path.GetFullPath(reference));
        var explicitly = reference[0] is '/' or '.';
        return explicitly || File.Exists(Path.Combine(reference, ManifestReader.FileName)) ? reference : null;
    }

    private string NoSuchModel(string name)
    {
        var hint = DidYouMean.Suggest(name, Folders(Root)) is { } near ? $" Did you mean \"{near}\"?" : "";
        return $"there is no model \"{name}\".{hint} {WhatIsThere()}";
    }

    private string OnlyName()
    {
        var names = Folders(Root).Where(name => Versions(name).Count > 0).ToList();
        if (names.Count == 1) return names[0];
        throw new ModelException(names.Count == 0
            ? $"there is no latest model. {WhatIsThere()}"
            : $"\"latest\" alone needs a repository with one model; write NAME:latest. {WhatIsThere()}");
    }

    private string WhatIsThere()
    {
        if (!Directory.Exists(Root)) return $"The repository {Root} does not exist.";
        var models = Folders(Root).Select(name => (name, versions: Versions(name))).Where(m => m.versions.Count > 0)
            .Select(m => $"{m.name}:{string.Join(",", m.versions)}").ToList();
        return models.Count == 0 ? $"The repository {Root} holds no model." : $"In {Root}: {EventRulesReader.Some(models)}.";
    }

    /// <summary>The versions of a model by their folders, ascending, usable or not.</summary>
    internal List<int> Versions(string name) =>
        PackageNames.IsName(name) ? [.. Folders(Path.Combine(Root, name)).Select(ModelSelector.ParseVersion).OfType<int>().Order()] : [];

    /// <summary>Names of the folders in a folder, those with a dot in front left out.</summary>
    internal static List<string> Folders(string directory)
    {
        try
        {
            return Directory.Exists(directory)
                ? [.. new DirectoryInfo(directory).EnumerateDirectories().Select(d => d.Name).Where(n => n[0] != '.').Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"the model repository {directory} can't be read: {error.Message}", error);
        }
    }
}
