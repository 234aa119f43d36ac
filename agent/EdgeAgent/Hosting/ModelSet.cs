using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Run.Variants;

namespace EdgeAgent.Hosting;

/// <summary>The models of a run: each package, variant and set of rules is opened once and shared by every stream that uses it.</summary>
/// <param name="settings">Where models are and how they run.</param>
/// <param name="warn">Told when what should be used can't be; null for nobody.</param>
/// <param name="begin">Which variant of a package of sound a pipeline begins with where its reference names none; null for the full one.</param>
internal sealed class ModelSet(AgentSettings settings, Action<string>? warn = null, Func<ModelPackage, ModelVariant>? begin = null) : IDisposable
{
    private readonly OnnxRuntimeLibrary _library = OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary);
    private readonly ModelShelf _shelf = Shelves.Open(settings, warn);
    private static readonly Dictionary<string, string> NoRules = [];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Shared> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SharedImages> _images = new(StringComparer.Ordinal);

    /// <summary>Version of the native ONNX Runtime.</summary>
    public string RuntimeVersion => _library.Version;

    /// <summary>Opens models for as long as the set lives.</summary>
    /// <exception cref="ModelException">A model can't be used, or one version is named twice: its events would have the same ids.</exception>
    public IReadOnlyList<ModelRunner> OpenAll(IEnumerable<string> references, IReadOnlyDictionary<string, string> rules) => [.. LendAll(references, rules).Select(m => m.Owned.Runner)];

    /// <summary>Lends the models of one pipeline, each with what lends it again.</summary>
    /// <param name="references">NAME, NAME:VERSION, NAME:VERSION/VARIANT or the path of a package, each.</param>
    /// <param name="rules">Event rules laid over the packages'.</param>
    /// <exception cref="ModelException">A model can't be used, or one version is named twice: its events would have the same ids.</exception>
    /// <exception cref="ConfigException">The rules contradict a package's.</exception>
    public IReadOnlyList<(ModelLease Owned, Func<ModelLease> Open)> LendAll(IEnumerable<string> references, IReadOnlyDictionary<string, string> rules)
    {
        var lent = new List<(ModelLease Owned, Func<ModelLease> Open)>();
        try
        {
            foreach (var reference in references)
            {
                var model = _shelf.Resolve(reference);
                // What somebody activated in another variant than the full one stays as it is.
                var variant = begin is not null && model.Variant.Name == VariantPolicy.Reference && VariantReferences.IsOpen(reference) ? begin(model.Package) : model.Variant;
                Func<ModelLease> open = () => Lend(model.Package, variant, rules);
                lent.Add((open(), open));
            }

            var twice = lent.Select(m => m.Owned.Runner.Reference).GroupBy(r => (r.Name, r.Version)).FirstOrDefault(g => g.Count() > 1);
            if (twice is not null) throw new ModelException($"{twice.Key.Name}:{twice.Key.Version} is named {twice.Count()} times; name each version once, its events would have the same ids");
            return lent;
        }
        catch
        {
            foreach (var (owned, _) in lent) owned.Dispose();
            throw;
        }
    }

    /// <summary>Lends a model: opened now, or the one that is open already. It is closed when the last lease is given back.</summary>
    /// <param name="package">The package.</param>
    /// <param name="variant">Its variant.</param>
    /// <param name="rules">Event rules laid over the package's.</param>
    /// <exception cref="ModelException">The model can't be used.</exception>
    /// <exception cref="ConfigException">The rules contradict the package's.</exception>
    public ModelLease Lend(ModelPackage package, ModelVariant variant, IReadOnlyDictionary<string, string> rules)
    {
        var key = string.Join('\n', [KeyOf(package, variant), .. rules.OrderBy(r => r.Key, StringComparer.OrdinalIgnoreCase).Select(r => $"{r.Key}={r.Value}")]);
        // Asked from many threads; one session is opened at a time, so that none is opened twice.
        lock (_lock)
        {
            if (!_open.TryGetValue(key, out var shared)) _open[key] = shared = new Shared(OpenNew(package, variant, rules));
            shared.Users++;
            return new ModelLease(shared.Runner, () => Release(key, shared));
        }
    }

    /// <summary>Lends a model to requests: the session that is open already under whatever rules, or one that is opened now.</summary>
    /// <param name="package">The package.</param>
    /// <param name="variant">Its variant.</param>
    /// <exception cref="ModelException">The model can't be used.</exception>
    public ModelLease LendAny(ModelPackage package, ModelVariant variant)
    {
        var key = KeyOf(package, variant);
        lock (_lock)
        {
            foreach (var (open, shared) in _open)
            {
                if (open != key && !open.StartsWith(key + '\n', StringComparison.Ordinal)) continue;
                shared.Users++;
                return new ModelLease(shared.Runner, () => Release(open, shared));
            }

            return Lend(package, variant, NoRules);
        }
    }

    /// <summary>Whether models see; models that see and models that hear don't share a source.</summary>
    /// <param name="references">NAME, NAME:VERSION, NAME:VERSION/VARIANT or the path of a package, each.</param>
    /// <exception cref="ModelException">A model is not there, or some see and others hear.</exception>
    public bool AreImages(IReadOnlyList<string> references)
    {
        var seeing = references.Where(reference => _shelf.Resolve(reference).Package.Manifest.IsImage).ToArray();
        return seeing.Length == 0 || seeing.Length == references.Count
            ? seeing.Length > 0
            : throw new ModelException($"{string.Join(" and ", seeing)} look at images, {string.Join(" and ", references.Except(seeing))} listen; give each kind a pipeline of its own");
    }

    /// <summary>Lends a model that sees: opened now, or the one that is open already. Rules of events are the pipeline's own.</summary>
    /// <param name="reference">NAME, NAME:VERSION, NAME:VERSION/VARIANT or the path of a package.</param>
    /// <exception cref="ModelException">The model can't be used.</exception>
    public ImageModelLease LendImage(string reference)
    {
        var model = _shelf.Resolve(reference);
        return LendImage(model.Package, model.Variant);
    }

    /// <summary>As <see cref="LendImage(string)"/>, of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="variant">Its variant.</param>
    /// <exception cref="ModelException">The model can't be used.</exception>
    public ImageModelLease LendImage(ModelPackage package, ModelVariant variant)
    {
        var key = KeyOf(package, variant);
        lock (_lock)
        {
            if (!_images.TryGetValue(key, out var shared))
                _images[key] = shared = new SharedImages(ImageModels.Open(_library, new ResolvedModel(package, variant), reference => _shelf.Resolve(reference), new ModelOptions { Provider = settings.Provider, Threads = settings.Threads, CacheDirectory = settings.CacheDirectory }));
            shared.Users++;
            return new ImageModelLease(shared.Model, () => Release(key, shared));
        }
    }

    /// <summary>A runner of its own for trying a model; the caller disposes it.</summary>
    public IModelProbe Probe() => new OnnxModelProbe(_library, new ModelOptions { Provider = settings.Provider, Threads = settings.Threads, CacheDirectory = settings.CacheDirectory });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var shared in _open.Values) shared.Runner.Dispose();
            _open.Clear();
            foreach (var shared in _images.Values) shared.Model.Dispose();
            _images.Clear();
        }
    }

    private static string KeyOf(ModelPackage package, ModelVariant variant) => string.Join('\n', package.Directory, package.Digest, variant.Name);

    private void Release(string key, Shared shared)
    {
        lock (_lock)
        {
            if (--shared.Users > 0 || !_open.Remove(key)) return;
        }

        shared.Runner.Dispose();
    }

    private void Release(string key, SharedImages shared)
    {
        lock (_lock)
        {
            if (--shared.Users > 0 || !_images.Remove(key)) return;
        }

        shared.Model.Dispose();
    }

    private ModelRunner OpenNew(ModelPackage package, ModelVariant variant, IReadOnlyDictionary<string, string> rules) => ModelRunner.Open(_library, package, variant, new ModelOptions
    {
        Provider = settings.Provider,
        Threads = settings.Threads,
        CacheDirectory = settings.CacheDirectory,
        Rules = (_, own) => EventRulesText.Overlay(own, rules),
    });

    private sealed class SharedImages(ImageModel model)
    {
        public ImageModel Model { get; } = model;

        public int Users { get; set; }
    }

    private sealed class Shared(ModelRunner runner)
    {
        public ModelRunner Runner { get; } = runner;

        public int Users { get; set; }
    }
}
