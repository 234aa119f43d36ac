using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Inference.Twins;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>A model that is ready to score windows: one session, shared by every stream that uses it, and its pool of batches.</summary>
public sealed class ModelRunner : IDisposable
{
    /// <summary>On the CPU a larger batch only costs memory: eight windows already hide what a run costs beside its work.</summary>
    private const int MaxCpuBatch = 8;

    private readonly OrtSession _session;
    private readonly OrtTensorSpec _input;
    private readonly OrtTensorSpec _output;
    private readonly Lock _lock = new();
    private readonly Stack<WindowBatch> _idle = new();
    private readonly bool _ownsSession;
    private volatile TwinCheck? _twin;
    private bool _disposed;

    private ModelRunner(ModelPackage package, ModelVariant variant, OrtSession session, OrtTensorSpec input, OrtTensorSpec output, int maxBatch, IReadOnlyList<EventRules> rules, bool ownsSession = true)
    {
        _ownsSession = ownsSession;
        Package = package;
        Variant = variant;
        _session = session;
        _input = input;
        _output = output;
        MaxBatch = maxBatch;
        Rules = rules;
        Provider = session.Provider.DisplayName();
        Reference = new ModelReference(package.Manifest.Name, package.Manifest.Version, variant.Name, package.Digest, Provider);
    }

    /// <summary>The package.</summary>
    public ModelPackage Package { get; }

    /// <summary>The variant that runs.</summary>
    public ModelVariant Variant { get; }

    /// <summary>The execution provider really in use: CPU, CUDA or TensorRT.</summary>
    public string Provider { get; }

    /// <summary>Why better providers were not taken, a sentence each.</summary>
    public IReadOnlyList<string> ProviderNotes => _session.ProviderNotes;

    /// <summary>Which provider took how many nodes of the model, the most first; empty where the library does not tell.</summary>
    public IReadOnlyList<OrtPlacement> Placement => _session.Placement;

    /// <summary>Largest batch in use.</summary>
    public int MaxBatch { get; }

    /// <summary>Effective event rules by class index.</summary>
    public IReadOnlyList<EventRules> Rules { get; }

    /// <summary>What events say of the model.</summary>
    public ModelReference Reference { get; }

    /// <summary>Compares some of its windows with the full model; null while nothing does.</summary>
    public TwinCheck? Twin
    {
        get => _twin;
        internal set => _twin = value;
    }

    /// <summary>Opens a variant of a package and checks that it fits its manifest.</summary>
    /// <exception cref="ModelException">The model can't be opened or does not fit; one sentence.</exception>
    public static ModelRunner Open(OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        if (package.Manifest.IsImage)
            throw new ModelException($"model {package.Manifest.Name}:{package.Manifest.Version} takes images and can't listen; give sound a model whose task is audio-classification");
        var session = ModelSession.Open(library, package, variant, options);
        try
        {
            var problems = ModelFit.Problems(package, variant, OnnxModelProbe.Describe(session));
            if (problems.Count > 0) throw new ModelException($"{package.PathOf(variant)} does not fit its manifest: {string.Join("; ", problems)}");
            var onCpu = session.Provider == OrtProvider.Cpu;
            var batch = Math.Min(package.Manifest.MaxBatch(variant), options.MaxBatch ?? (onCpu ? MaxCpuBatch : int.MaxValue));
            var input = Spec(session.Inputs, package.Manifest.Input.Tensor, package.Manifest.Input.WindowSamples, batch);
            var output = Spec(session.Outputs, package.Manifest.Output.Tensor, package.Labels.Count, batch);
            var rules = package.Labels.Select(label => options.Rules?.Invoke(label, package.Manifest.RulesFor(label)) ?? package.Manifest.RulesFor(label));
            return new ModelRunner(package, variant, session, input, output, batch, [.. rules]);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Digest of everything besides the package that changes scores or events.</summary>
    /// <param name="channel">Channel that is read, from 1; 0 when the channels are averaged.</param>
    public string ConfigurationDigest(int channel) =>
        EventRulesDigest.Create(Package.Labels, Rules, Package.Manifest.Input.HopSamples, channel);

    /// <summary>Runs one window of silence, so that what a session prepares at its first run is not waited for by the first live window.</summary>
    /// <exception cref="OrtException">The session fails.</exception>
    public void Rehearse()
    {
        var batch = Rent();
        try
        {
            batch.Add([], 0, 0);
            batch.Run();
        }
        catch (ModelException)
        {
            // Silence gives no number. Verification asks about that; here it is sound that counts.
        }
        finally
        {
            Return(batch);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_idle.TryPop(out var batch)) batch.Dispose();
        }

        if (_ownsSession) _session.Dispose();
    }

    /// <summary>The same session under the package's own rules, whatever rules this one has; the session stays this one's, and must stay open as long as the other is used.</summary>
    public ModelRunner WithPackageRules() =>
        new(Package, Variant, _session, _input, _output, MaxBatch, [.. Package.Labels.Select(Package.Manifest.RulesFor)], ownsSession: false);

    /// <summary>Lends an empty batch; give it back with <see cref="Return"/>.</summary>
    internal WindowBatch Rent()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle.TryPop(out var batch)) return batch;
        }

        return new WindowBatch(OrtBinding.Create(_session, [_input], [_output]), MaxBatch,
            Package.Manifest.Input.WindowSamples, Package.Labels.Count, Package.Manifest.Output.Activation) { Owner = this };
    }

    /// <summary>Takes a batch back.</summary>
    internal void Return(WindowBatch owned)
    {
        owned.Clear();
        lock (_lock)
        {
            if (!_disposed)
            {
                _idle.Push(owned);
                return;
            }
        }

        owned.Dispose();
    }

    /// <summary>Buffers for the tensors of a request, on this session.</summary>
    internal (OrtSession Session, OrtTensorSpec Input, OrtTensorSpec Output) Tensors => (_session, _input, _output);

    private static OrtTensorSpec Spec(IReadOnlyList<TensorInfo> tensors, string name, int elements, int batch)
    {
        var declared = OnnxModelProbe.Describe(tensors.First(t => t.Name == name));
        if (!TensorShapes.TryResolve(declared, elements, batch, out var shape, out var batched))
            throw new ModelException($"tensor {declared} can't hold rows of {elements} elements");
        return batched ? OrtTensorSpec.Batched(name, shape) : OrtTensorSpec.Fixed(name, shape);
    }
}
