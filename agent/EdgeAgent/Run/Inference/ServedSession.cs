using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Run.Inference;

/// <summary>A model that is open for requests: the pipelines' session where they have one, and buffers of its own for tensors.</summary>
/// <remarks>Who uses it holds it (<see cref="TryHold"/>); it closes when it was disposed and nobody holds it any more. Its buffers are for one thread at a time.</remarks>
internal sealed class ServedSession : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ModelLease? _lease;
    private readonly ImageModelLease? _images;
    private int _users = 1;
    private bool _disposed;

    private ServedSession(ModelPackage package, string variant, ModelLease? lease, ImageModelLease? images, TensorRun tensors, SessionMeter meter)
    {
        (Package, Variant, _lease, _images, Tensors, Meter) = (package, variant, lease, images, tensors, meter);
        Provider = lease?.Runner.Provider ?? images!.Model.Reference.Provider!;
        IsBatched = tensors.IsBatched;
        Inputs = [.. tensors.Inputs.Select(Served)];
        Outputs = [.. tensors.Outputs.Select(Served)];
    }

    /// <summary>The package.</summary>
    public ModelPackage Package { get; }

    /// <summary>Variant that runs.</summary>
    public string Variant { get; }

    /// <summary>Execution provider in use.</summary>
    public string Provider { get; }

    /// <summary>Its buffers.</summary>
    public TensorRun Tensors { get; }

    /// <summary>Counts what was asked.</summary>
    public SessionMeter Meter { get; }

    /// <summary>The model where it listens; null where it looks.</summary>
    public ModelRunner? Listener => _lease?.Runner;

    /// <summary>The model where it looks; null where it listens.</summary>
    public ImageModel? Image => _images?.Model;

    /// <summary>Whether its tensors count rows.</summary>
    public bool IsBatched { get; }

    /// <summary>Rows of a run at most.</summary>
    public int MaxBatch => IsBatched ? Tensors.MaxBatch : 1;

    /// <summary>How long a request waits for others.</summary>
    public TimeSpan Delay => MaxBatch > 1 ? TimeSpan.FromMilliseconds(Package.Manifest.Batch.DelayMs) : TimeSpan.Zero;

    /// <summary>What it takes.</summary>
    public IReadOnlyList<ServedTensor> Inputs { get; }

    /// <summary>What it gives.</summary>
    public IReadOnlyList<ServedTensor> Outputs { get; }

    /// <summary>Opens a model for requests.</summary>
    /// <exception cref="ModelException">It can't be used; one sentence.</exception>
    public static ServedSession Open(ModelSet models, ModelPackage package, ModelVariant variant, SessionMeter meter)
    {
        IDisposable opened;
        TensorRun tensors;
        if (package.Manifest.IsImage)
        {
            var images = models.LendImage(package, variant);
            opened = images;
            tensors = MakeTensors(() => TensorRun.Of(images.Model));
            return new ServedSession(package, variant.Name, null, images, tensors, meter);
        }

        var lease = models.LendAny(package, variant);
        opened = lease;
        tensors = MakeTensors(() => TensorRun.Of(lease.Runner));
        return new ServedSession(package, variant.Name, lease, null, tensors, meter);

        TensorRun MakeTensors(Func<TensorRun> make)
        {
            try
            {
                return make();
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }
    }

    /// <summary>Holds it open; false when it is closed, then another one must be opened.</summary>
    public bool TryHold()
    {
        lock (_lock)
        {
            if (_users == 0) return false;
            _users++;
            return true;
        }
    }

    /// <summary>Lets it go.</summary>
    public void Release()
    {
        lock (_lock)
            if (--_users > 0) return;
        Tensors.Dispose();
        _images?.Dispose();
        _lease?.Dispose();
    }

    /// <summary>Closes it once nobody holds it any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
        }

        Release();
    }

    /// <summary>Checks a request against the model.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostBytes">Bytes of an answer at most.</param>
    /// <returns>Its inputs in the model's order, the outputs that are wanted, and its rows.</returns>
    /// <exception cref="ControlRefusedException">It does not fit.</exception>
    public (TensorData[] Inputs, int[] Outputs, int Rows) Fit(InferenceRequest request, int mostBytes)
    {
        var inputs = new TensorData[Inputs.Count];
        int? rows = null;
        foreach (var given in request.Inputs)
        {
            var index = IndexOf(Inputs, given.Name);
            if (index < 0) throw Invalid($"{Package.Manifest.Name} has no input {Short(given.Name)}; it has {Names(Inputs)}");
            if (inputs[index] is not null) throw Invalid($"input {given.Name} is given twice");
            var wanted = Inputs[index];
            if (given.Type != wanted.Type) throw Invalid($"input {given.Name} must be {wanted.Type}, and {given.Type} came");
            if (!HasShape(given.Shape, wanted.Shape)) throw Invalid($"input {given.Name} must have the shape [{string.Join(", ", wanted.Shape)}]{(IsBatched ? " (-1 for 1 row or more)" : "")}, and [{string.Join(", ", given.Shape.Take(8))}] came");
            if (IsBatched && rows is { } other && given.Shape[0] != other) throw Invalid($"input {given.Name} has {given.Shape[0]} rows, and another input has {other}");
            rows = IsBatched ? (int)Math.Min(given.Shape[0], int.MaxValue) : 1;
            inputs[index] = given;
        }

        for (var i = 0; i < inputs.Length; i++)
            if (inputs[i] is null) throw Invalid($"{Package.Manifest.Name} also needs the input {Inputs[i].Name}");
        if (rows < 1 || rows > MaxBatch) throw Invalid($"the request has {rows} rows; {Package.Manifest.Name} takes 1 to {MaxBatch} at once");
        var outputs = request.Outputs.Count == 0 ? [.. Enumerable.Range(0, Outputs.Count)] : request.Outputs.Select(IndexOfOutput).ToArray();
        if (outputs.Sum(index => (long)rows!.Value * Tensors.Outputs[index].RowElements * Outputs[index].Type.Size()) > mostBytes)
            throw Invalid($"the answer would be longer than the {mostBytes} bytes that are allowed; ask for fewer rows or outputs");
        return (inputs, outputs, rows!.Value);
    }

    /// <summary>What there is to know of it.</summary>
    public ServedModel Describe(IReadOnlyList<int> versions) => new()
    {
        Name = Package.Manifest.Name, Version = Package.Manifest.Version, Versions = versions, Variant = Variant, Digest = Package.Digest, Provider = Provider, Task = Package.Manifest.Task,
        Inputs = Inputs, Outputs = Outputs, MaxBatch = MaxBatch, IsBatched = IsBatched, DelayMs = Delay.TotalMilliseconds, Labels = Package.Labels,
    };

    private int IndexOfOutput(string name)
    {
        var index = IndexOf(Outputs, name);
        return index >= 0 ? index : throw Invalid($"{Package.Manifest.Name} has no output {Short(name)}; it has {Names(Outputs)}");
    }

    private ServedTensor Served(TensorSlot slot)
    {
        var shape = slot.Shape.ToArray();
        if (slot.IsBatched) shape[0] = IsBatched ? -1 : 1;
        return new ServedTensor(slot.Name, TypeOf(slot.Type), shape);
    }

    private static bool HasShape(IReadOnlyList<long> given, IReadOnlyList<long> wanted)
    {
        if (given.Count != wanted.Count) return false;
        for (var i = 0; i < given.Count; i++)
            if (wanted[i] >= 0 && given[i] != wanted[i]) return false;
        return true;
    }

    private static int IndexOf(IReadOnlyList<ServedTensor> tensors, string name)
    {
        for (var i = 0; i < tensors.Count; i++)
            if (tensors[i].Name == name) return i;
        return -1;
    }

    private static string Names(IReadOnlyList<ServedTensor> tensors) => string.Join(", ", tensors.Select(tensor => tensor.Name));

    private static string Short(string name) => name.Length <= 80 ? $"'{name}'" : $"'{name[..80]}…'";

    private static ControlRefusedException Invalid(string sentence) => new(RefusalKind.Invalid, sentence);

    private static TensorType TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Bool => TensorType.Bool,
        TensorElementType.UInt8 => TensorType.UInt8,
        TensorElementType.UInt16 => TensorType.UInt16,
        TensorElementType.UInt32 => TensorType.UInt32,
        TensorElementType.UInt64 => TensorType.UInt64,
        TensorElementType.Int8 => TensorType.Int8,
        TensorElementType.Int16 => TensorType.Int16,
        TensorElementType.Int32 => TensorType.Int32,
        TensorElementType.Int64 => TensorType.Int64,
        TensorElementType.Float16 => TensorType.Float16,
        TensorElementType.Double => TensorType.Float64,
        _ => TensorType.Float32,
    };
}
