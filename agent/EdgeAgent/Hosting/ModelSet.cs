using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Store;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Hosting;

/// <summary>The models of a run: each package, variant and set of rules is opened once and shared by every stream that uses it.</summary>
/// <param name="settings">Where models are and how they run.</param>
/// <param name="warn">Told when what should be used can't be; null for nobody.</param>
internal sealed class ModelSet(AgentSettings settings, Action<string>? warn = null) : IDisposable
{
    private readonly OnnxRuntimeLibrary _library = OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary);
    private readonly ModelShelf _shelf = Shelves.Open(settings, warn);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ModelRunner> _open = new(StringComparer.Ordinal);

    /// <summary>Version of the native ONNX Runtime.</summary>
    public string RuntimeVersion => _library.Version;

    /// <summary>Opens the models of one pipeline.</summary>
    /// <exception cref="ModelException">A model can't be used, or one version is named twice: its events would have the same ids.</exception>
    public IReadOnlyList<ModelRunner> OpenAll(IEnumerable<string> references, IReadOnlyDictionary<string, string> rules)
    {
        var runners = references.Select(reference => Open(reference, rules)).ToArray();
        var twice = runners.GroupBy(r => (r.Reference.Name, r.Reference.Version)).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? runners : throw new ModelException($"{twice.Key.Name}:{twice.Key.Version} is named {twice.Count()} times; name each version once, its events would have the same ids");
    }

    /// <summary>Opens a model, or gives the one that is open already.</summary>
    /// <param name="reference">NAME, NAME:VERSION, NAME:VERSION/VARIANT or the path of a package.</param>
    /// <param name="rules">Event rules laid over the package's.</param>
    /// <exception cref="ModelException">The model can't be used.</exception>
    /// <exception cref="ConfigException">The rules contradict the package's.</exception>
    public ModelRunner Open(string reference, IReadOnlyDictionary<string, string> rules)
    {
        var key = reference + "\n" + string.Join('\n', rules.OrderBy(r => r.Key, StringComparer.OrdinalIgnoreCase).Select(r => $"{r.Key}={r.Value}"));
        // Pipelines that are opened again ask from threads of their own.
        lock (_lock) return _open.TryGetValue(key, out var open) ? open : _open[key] = OpenNew(reference, rules);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in _open.Values) model.Dispose();
    }

    private ModelRunner OpenNew(string reference, IReadOnlyDictionary<string, string> rules)
    {
        var model = _shelf.Resolve(reference);
        return ModelRunner.Open(_library, model.Package, model.Variant, new ModelOptions
        {
            Provider = settings.Provider,
            Threads = settings.Threads,
            Rules = (_, own) => EventRulesText.Overlay(own, rules),
        });
    }
}
