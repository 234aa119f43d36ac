using EdgeAgent.Core.Models;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Store;

/// <summary>
/// The versions on the box, installed and shipped, and what a reference means. Reads only. <c>latest</c> is what was activated, and where nothing was,
/// the newest shipped version: a version that was only pushed is never used by itself.
/// </summary>
/// <param name="installed">Folder of the store; need not exist.</param>
/// <param name="shipped">The repository that the agent was installed with.</param>
/// <param name="warn">Told loudly when what should be used can't be; null for nobody.</param>
public sealed class ModelShelf(string installed, string shipped, Action<string>? warn = null)
{
    /// <summary>The label of the last version that passed its probation.</summary>
    public const string Stable = "stable";

    /// <summary>The label of the version that is being tried.</summary>
    public const string Canary = "canary";

    private readonly ModelRepository _installed = new(installed);
    private readonly ModelRepository _shipped = new(shipped);
    private readonly DefaultFiles _defaults = new(new StorePaths(Path.GetFullPath(installed)), new StoreFiles(null));

    /// <summary>Every version, by name and version; of a version that is both installed and shipped the installed one.</summary>
    /// <param name="name">Only this package; null for all.</param>
    public IReadOnlyList<ShelfEntry> List(string? name = null)
    {
        var names = name is null ? ModelRepository.Folders(_installed.Root).Union(ModelRepository.Folders(_shipped.Root)).Order(StringComparer.Ordinal) : Enumerable.Repeat(name, 1);
        return [.. names.SelectMany(model => _installed.Versions(model).Union(_shipped.Versions(model)).Order().Select(version => Entry(model, version)))];
    }

    /// <summary>One version; null when it is not there.</summary>
    public ShelfEntry? Find(string name, int version) =>
        _installed.Versions(name).Contains(version) || _shipped.Versions(name).Contains(version) ? Entry(name, version) : null;

    /// <summary>Opens a version and hashes all of it.</summary>
    /// <exception cref="ModelException">It is not there, can't be used, or is installed and shipped with different content.</exception>
    public ModelPackage Open(string name, int version, CancellationToken cancellation = default)
    {
        var entry = Find(name, version) ?? throw new ModelException($"model {name} has no version {version}");
        if (entry.Problem is { } problem) throw new ModelException(problem);
        return (entry.IsShipped ? _shipped : _installed).OpenVersion(name, version, cancellation);
    }

    /// <summary>Finds what a reference means, and opens it: <c>NAME</c>, <c>NAME:latest</c>, <c>NAME:LABEL</c>, <c>NAME:VERSION</c>, each with <c>/VARIANT</c>; <c>latest</c>; or a path.</summary>
    /// <remarks>When the default can't be used, the last good version is, then the newest shipped one, with a loud warning. A version that is named is never replaced.</remarks>
    /// <exception cref="ModelException">There is no such model, or it can't be used.</exception>
    public ResolvedModel Resolve(string reference, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        var selector = ModelSelector.TryParse(reference);
        if (selector?.Name is { } name && _installed.Versions(name).Count > 0 | _defaults.Read(name, warn) is not null)
            return Resolve(name, selector, cancellation);
        if (selector is { Name: null } && ModelRepository.Folders(_installed.Root) is [var only] && ModelRepository.Folders(_shipped.Root) is [] or [_])
            return Resolve(only, selector, cancellation);
        return selector?.Label is Stable or Canary
            ? _shipped.Resolve($"{selector.Name}:{ModelSelector.Latest}{(selector.Variant is { } variant ? "/" + variant : "")}", cancellation)
            : _shipped.Resolve(reference, cancellation);
    }

    /// <summary>The version that was activated; null where nothing was, and the newest shipped version is used.</summary>
    public int? ActivatedVersion(string name) => _defaults.Read(name)?.Default?.Version;

    /// <summary>The version that a name or label means; null when there is none.</summary>
    /// <param name="name">Package name.</param>
    /// <param name="label">Label, or null for the default.</param>
    internal DefaultVersion? VersionOf(string name, string? label)
    {
        var record = _defaults.Read(name, warn);
        if (label is not null && record?.Labels.TryGetValue(label, out var labelled) == true && Find(name, labelled) is { Package: { } package })
            return new DefaultVersion(labelled, package.Digest, null);
        if (label is not (null or Stable or Canary)) return null;
        if (record?.Default is { } chosen) return chosen;
        return _shipped.Versions(name) is [.., var newest] && Entry(name, newest).Package is { } shippedPackage ? new DefaultVersion(newest, shippedPackage.Digest, null) : null;
    }

    private ResolvedModel Resolve(string name, ModelSelector selector, CancellationToken cancellation)
    {
        if (selector.Version is { } version) return ModelRepository.WithVariant(Open(name, version, cancellation), selector.Variant);
        if (selector.Label is { } label)
        {
            var labelled = VersionOf(name, label) ?? throw new ModelException($"model {name} has no version or label \"{label}\"; it has {string.Join(", ", List(name).Select(e => e.Version))}");
            return ModelRepository.WithVariant(Open(name, labelled.Version, cancellation), selector.Variant ?? labelled.Variant);
        }

        ModelException? first = null;
        foreach (var candidate in Candidates(name))
        {
            try
            {
                var package = Open(name, candidate.Version, cancellation);
                if (candidate.Digest.Length > 0 && package.Digest != candidate.Digest)
                    throw new ModelException($"{package.Directory} has the digest {package.Digest}, but {candidate.Digest} was activated");
                var found = ModelRepository.WithVariant(package, selector.Variant ?? candidate.Variant);
                if (first is not null) warn?.Invoke($"{name}: version {candidate.Version} is used in its place");
                return found;
            }
            catch (ModelException error)
            {
                first ??= error;
                warn?.Invoke($"{name}: version {candidate.Version} can't be used: {error.Message.ReplaceLineEndings(" ")}");
            }
        }

        throw first ?? new ModelException($"of model {name} no version was activated and none is shipped; activate one of {string.Join(", ", _installed.Versions(name))}");
    }

    // What is tried in turn when no version is named.
    private IEnumerable<DefaultVersion> Candidates(string name)
    {
        var record = _defaults.Read(name);
        var chosen = new[] { record?.Default, record?.LastGood }.OfType<DefaultVersion>().ToList();
        return chosen.Concat(_shipped.Versions(name).OrderDescending().Where(version => chosen.All(c => c.Version != version)).Select(version => new DefaultVersion(version, "", null)));
    }

    private ShelfEntry Entry(string name, int version)
    {
        var (there, isShipped) = (_installed.Versions(name).Contains(version), _shipped.Versions(name).Contains(version));
        var repository = there ? _installed : _shipped;
        var directory = Path.Combine(repository.Root, name, version.ToString(System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            var package = repository.OpenVersion(name, version, CancellationToken.None, peek: true);
            if (there && isShipped && _shipped.OpenVersion(name, version, CancellationToken.None, peek: true).Digest != package.Digest)
                throw new ModelException($"{name}:{version} is installed in {directory} and shipped in {_shipped.Root} with different content; remove the installed one or ship another version");
            return new ShelfEntry(name, version, directory, !there, package, null);
        }
        catch (ModelException error)
        {
            return new ShelfEntry(name, version, directory, !there, null, error.Message);
        }
    }
}
