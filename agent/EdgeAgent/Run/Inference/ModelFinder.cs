using System.Collections.Concurrent;
using System.Globalization;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Hosting;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Run.Inference;

/// <summary>Finds which version a request means, as the model store does.</summary>
/// <param name="settings">Where models are.</param>
/// <param name="store">Says what is active and what labels mean; null where models can't be changed.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelFinder(AgentSettings settings, IModelStore? store, TimeProvider time)
{
    // Asking the store reads manifests; a version that was activated is used within this time.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);
    private const int MostRemembered = 256;
    private const string Latest = "latest";

    private readonly ModelShelf _shelf = Shelves.Open(settings);
    private readonly ConcurrentDictionary<(string Name, string Version), (long At, FoundModel Found)> _found = new();

    /// <summary>Every version on the box that can be used, and those that can't with the reason.</summary>
    public IReadOnlyList<ShelfEntry> List() => _shelf.List();

    /// <summary>The versions of a package that can be used, ascending.</summary>
    public IReadOnlyList<int> Versions(string name) => [.. _shelf.List(name).Where(entry => entry.Package is not null).Select(entry => entry.Version)];

    /// <summary>Finds what a name and a version mean.</summary>
    /// <param name="name">Name of the package.</param>
    /// <param name="version">A number or a label; empty for the default.</param>
    /// <exception cref="ControlRefusedException">There is no such model.</exception>
    public FoundModel Find(string name, string version)
    {
        if (_found.TryGetValue((name, version), out var known) && time.GetElapsedTime(known.At) < Remembered) return known.Found;
        var found = Look(name, version);
        if (_found.Count >= MostRemembered) _found.Clear();
        _found[(name, version)] = (time.GetTimestamp(), found);
        return found;
    }

    /// <summary>Opens what was found, and hashes all of it.</summary>
    /// <exception cref="ModelException">It can't be used.</exception>
    public ResolvedModel Open(FoundModel found) => _shelf.Resolve(found.Reference);

    private FoundModel Look(string name, string version)
    {
        // Only names: a reference may also be a path, and a caller must not choose that.
        if (!IsName(name)) throw NotFound($"'{(name.Length <= 80 ? name : name[..80] + "…")}' is not the name of a model");
        var versions = Versions(name);
        if (versions.Count == 0) throw NotFound($"there is no model {name} here; there are {Names()}");
        var held = store?.List(name).Where(status => status.State is not (ModelState.Receiving or ModelState.Rejected)).ToArray() ?? [];
        if (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (!versions.Contains(number)) throw NotFound($"model {name} has no version {number}; it has {string.Join(", ", versions)}");
            var status = Array.Find(held, status => status.Model.Version == number);
            return new FoundModel(name, number, status?.Variant, status?.Model.Digest ?? "");
        }

        var label = version.Length == 0 ? Latest : version;
        if (Array.Find(held, status => status.Labels.Contains(label, StringComparer.Ordinal)) is { } labelled) return new FoundModel(name, labelled.Model.Version, labelled.Variant, labelled.Model.Digest);
        if (!IsName(label)) throw NotFound($"'{(label.Length <= 80 ? label : label[..80] + "…")}' is neither a version nor a label; {name} has {string.Join(", ", versions)}");
        return LookOnShelf(name, label, versions);
    }

    private FoundModel LookOnShelf(string name, string label, IReadOnlyList<int> versions)
    {
        try
        {
            var resolved = _shelf.Resolve($"{name}:{label}");
            return new FoundModel(name, resolved.Package.Manifest.Version, resolved.Variant.Name, resolved.Package.Digest);
        }
        catch (ModelException error)
        {
            throw new ControlRefusedException(RefusalKind.NotFound, $"model {name} has no version or label {label}; it has {string.Join(", ", versions)}", error);
        }
    }

    private string Names() => string.Join(", ", _shelf.List().Select(entry => entry.Name).Distinct()) is { Length: > 0 } names ? names : "none";

    private static bool IsName(string text) => text.Length is > 0 and <= 128 && text[0] != '.' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    private static ControlRefusedException NotFound(string sentence) => new(RefusalKind.NotFound, sentence);
}
