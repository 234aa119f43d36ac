namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Buffers for a session's tensors, and runs over them. Write the inputs, <see cref="Run"/>, read the outputs; nothing is copied and nothing is allocated.</summary>
/// <remarks>One thread at a time: a second one is refused. Several bindings may run on one session at once.
/// The spans point into native memory that <see cref="Dispose"/>, or the collector of a binding that nobody refers to, frees: they are valid
/// only while the binding is held and open.</remarks>
public sealed unsafe class OrtBinding : IDisposable
{
    private const int Idle = 0, Running = 1, DisposeAsked = 2, Disposed = 3;

    private readonly OrtSession _session;
    private readonly OrtApi _api;
    private readonly nint _nativeSession;
    private readonly bool _onCpu;
    private readonly string _what;
    private readonly BoundTensor[] _inputs;
    private readonly BoundTensor[] _outputs;

    // By batch size. Each is made at its first use and kept, so that alternating sizes costs nothing.
    private readonly OrtBatchBinding?[] _bound;
    private int _state;
    private int _lastBatch;

    private OrtBinding(OrtSession session, BoundTensor[] inputs, BoundTensor[] outputs)
    {
        _session = session;
        _api = session.Library.Api;
        _nativeSession = session.Handle.Value;
        _onCpu = session.Provider == OrtProvider.Cpu;
        _what = "A run of " + session.Name + " failed";
        _inputs = inputs;
        _outputs = outputs;
        MaxBatch = inputs.Concat(outputs).Max(t => t.Rows);
        _bound = new OrtBatchBinding?[MaxBatch + 1];
    }

    /// <summary>The largest batch of a run; 1 where no tensor is batched.</summary>
    public int MaxBatch { get; }

    /// <summary>Makes buffers for every input and output as the model declares them.</summary>
    /// <param name="session">The model.</param>
    /// <param name="maxBatch">The largest batch, from 1; the open first dimension of each tensor.</param>
    /// <exception cref="OrtException">A dimension other than the first is open.</exception>
    public static OrtBinding Create(OrtSession session, int maxBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        return Create(session,
            [.. session.Inputs.Select(t => OrtTensorSpec.From(t, maxBatch))],
            [.. session.Outputs.Select(t => OrtTensorSpec.From(t, maxBatch))]);
    }

    /// <summary>Makes zeroed buffers for the tensors that are named.</summary>
    /// <param name="session">The model. The binding keeps its native session alive, also after the session is disposed.</param>
    /// <param name="inputs">Every input of the model; <see cref="Input(int)"/> counts in this order.</param>
    /// <param name="outputs">The outputs to compute, at least one; <see cref="Output(int)"/> counts in this order.</param>
    /// <exception cref="OrtException">A tensor is not in the model, is missing, or its shape does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public static OrtBinding Create(OrtSession session, IReadOnlyList<OrtTensorSpec> inputs, IReadOnlyList<OrtTensorSpec> outputs)
    {
        ObjectDisposedException.ThrowIf(session.IsDisposed, session);
        CheckNames(session, inputs, outputs);
        // Holds the session open while the first native binding, which then holds it itself, is made.
        var held = false;
        session.Handle.DangerousAddRef(ref held);
        var made = new List<BoundTensor>();
        try
        {
            foreach (var spec in inputs) made.Add(BoundTensor.Create(session, session.Inputs, spec, "input"));
            foreach (var spec in outputs) made.Add(BoundTensor.Create(session, session.Outputs, spec, "output"));
            var binding = new OrtBinding(session, [.. made.Take(inputs.Count)], [.. made.Skip(inputs.Count)]);
            binding.Bind(binding.MaxBatch);
            return binding;
        }
        catch
        {
            foreach (var tensor in made) tensor.Dispose();
            throw;
        }
        finally
        {
            session.Handle.DangerousRelease();
        }
    }

    /// <summary>The buffer of a float input: <see cref="MaxBatch"/> rows, of which a run reads the first ones.</summary>
    /// <inheritdoc cref="Input{T}"/>
    public Span<float> Input(int index) => Input<float>(index);

    /// <summary>The buffer of an input: <see cref="MaxBatch"/> rows, of which a run reads the first ones. Row after row, without padding.</summary>
    /// <param name="index">Counts in the order in which the inputs were named.</param>
    /// <exception cref="ArgumentException">The model's elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public Span<T> Input<T>(int index) where T : unmanaged
    {
        ThrowIfDisposed();
        return _inputs[index].Elements<T>(MaxBatch);
    }

    /// <summary>The buffer of an input for several threads that share the work of filling it. Made once and kept; valid as long as the binding is open.</summary>
    /// <inheritdoc cref="Input{T}"/>
    public Memory<T> InputMemory<T>(int index) where T : unmanaged
    {
        _ = Input<T>(index);
        return new InputMemory<T>(this, index).Memory;
    }

    /// <summary>What the last run wrote to a float output: a row for each window of its batch.</summary>
    /// <inheritdoc cref="Output{T}"/>
    public ReadOnlySpan<float> Output(int index) => Output<float>(index);

    /// <summary>What the last run wrote to an output: a row for each window of its batch; empty before the first run and after one that failed.</summary>
    /// <param name="index">Counts in the order in which the outputs were named.</param>
    /// <exception cref="ArgumentException">The model's elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public ReadOnlySpan<T> Output<T>(int index) where T : unmanaged
    {
        ThrowIfDisposed();
        var elements = _outputs[index].Elements<T>(_lastBatch);
        // Never scores of another run: a fixed output too has rows only when a run has written it.
        return _lastBatch == 0 ? [] : elements;
    }

    /// <summary>The dimensions that the last run gave an output that is open (<see cref="OrtTensorSpec.Open"/>); none for others.</summary>
    /// <param name="index">Counts in the order in which the outputs were named.</param>
    public ReadOnlySpan<long> OpenShape(int index)
    {
        ThrowIfDisposed();
        return _lastBatch == 0 ? [] : _outputs[index].Made;
    }

    /// <summary>Runs the model over the first rows of the inputs. Allocates nothing, but at a batch size's first use.</summary>
    /// <param name="batch">Rows to run, 1 to <see cref="MaxBatch"/>.</param>
    /// <exception cref="OrtException">The model refused or failed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is running this binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public void Run(int batch)
    {
        Enter();
        try
        {
            _lastBatch = 0;
            ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, MaxBatch);
            var bound = _bound[batch] ?? Bind(batch);
            bound.BeginRun();
            if (_onCpu) OrtStatus.Check(_api, _api.RunWithBinding(_nativeSession, 0, bound.Native), _what);
            else RunOnDevice(bound);
            bound.EndRun();
            _lastBatch = batch;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Frees the buffers and gives up the session; at once, or when the run that another thread is in has ended.</summary>
    public void Dispose()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _state);
            if (seen is DisposeAsked or Disposed) return;
            if (Interlocked.CompareExchange(ref _state, seen == Idle ? Disposed : DisposeAsked, seen) != seen) continue;
            if (seen == Idle) Free();
            return;
        }
    }

    /// <summary>Providers with memory of their own copy an input when it is bound, so every run binds again; the copies are dropped
    /// after it because each batch size would keep its own in device memory. Outputs are bound to our memory and copied back by the run.</summary>
    private void RunOnDevice(OrtBatchBinding bound)
    {
        bound.BindInputs();
        try
        {
            OrtStatus.Check(_api, _api.SynchronizeBoundInputs(bound.Native), _what);
            OrtStatus.Check(_api, _api.RunWithBinding(_nativeSession, 0, bound.Native), _what);
            OrtStatus.Check(_api, _api.SynchronizeBoundOutputs(bound.Native), _what);
        }
        finally
        {
            _api.ClearBoundInputs(bound.Native);
        }
    }

    private OrtBatchBinding Bind(int batch)
    {
        var bound = new OrtBatchBinding(_session.Library, _session.Handle, _inputs, _outputs, batch);
        try
        {
            if (_onCpu) bound.BindInputs();
            return _bound[batch] = bound;
        }
        catch
        {
            bound.Dispose();
            throw;
        }
    }

    private static void CheckNames(OrtSession session, IReadOnlyList<OrtTensorSpec> inputs, IReadOnlyList<OrtTensorSpec> outputs)
    {
        if (outputs.Count == 0) throw Refusal("needs at least one output to compute");
        foreach (var input in session.Inputs)
            if (!inputs.Any(spec => spec.Name == input.Name)) throw Refusal($"also needs the input {input}");
        foreach (var specs in (ReadOnlySpan<IReadOnlyList<OrtTensorSpec>>)[inputs, outputs])
            if (specs.GroupBy(spec => spec.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw Refusal($"has the tensor {twice.Key} bound twice");
        var batches = inputs.Concat(outputs).Where(spec => spec.IsBatched && spec.Shape.Count > 0).Select(spec => spec.Shape[0]).Distinct().ToArray();
        if (batches.Length > 1) throw Refusal($"is bound with different largest batches ({string.Join(", ", batches)})");

        OrtException Refusal(string what) => new(OrtErrorCode.InvalidArgument, $"{session.Name} {what}.");
    }

    private void Enter()
    {
        var seen = Interlocked.CompareExchange(ref _state, Running, Idle);
        if (seen == Idle) return;
        ObjectDisposedException.ThrowIf(seen is Disposed or DisposeAsked, this);
        throw new InvalidOperationException($"A binding of {_session.Name} is running on another thread; each thread needs a binding of its own.");
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Running) == Running) return;
        Volatile.Write(ref _state, Disposed);
        Free();
    }

    private void Free()
    {
        foreach (var bound in _bound) bound?.Dispose();
        foreach (var tensor in _inputs) tensor.Dispose();
        foreach (var tensor in _outputs)
        {
            tensor.Drop(_api);
            tensor.Dispose();
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _state) is Disposed or DisposeAsked, this);
}
