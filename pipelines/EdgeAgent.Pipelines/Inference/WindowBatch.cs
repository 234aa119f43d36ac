using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>Windows of one epoch that go through the model together, in the session's own buffers.</summary>
internal sealed class WindowBatch : IDisposable
{
    private readonly OrtBinding _binding;
    private readonly int _windowSamples;
    private readonly int _labels;
    private readonly ScoreActivation _activation;
    private readonly float[] _scores;
    private readonly (long First, long Last)[] _cells;
    private readonly (long Arrived, long Began, long Ready)[] _stamps;

    public WindowBatch(OrtBinding binding, int maxBatch, int windowSamples, int labels, ScoreActivation activation)
    {
        _binding = binding;
        _windowSamples = windowSamples;
        _labels = labels;
        _activation = activation;
        _scores = new float[maxBatch * labels];
        _cells = new (long, long)[maxBatch];
        _stamps = new (long, long, long)[maxBatch];
    }

    /// <summary>Windows in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no window fits any more.</summary>
    public bool IsFull => Count == _cells.Length;

    /// <summary>The model whose batch it is; null for nobody's.</summary>
    public ModelRunner? Owner { get; init; }

    /// <summary>Set when a worker has run the batch.</summary>
    public ManualResetEventSlim Completed { get; } = new(initialState: true);

    /// <summary>What a worker's run threw.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The clock that its run is measured with; null when nobody asks.</summary>
    public TimeProvider? Time { get; set; }

    /// <summary>When its run began, where it has a clock.</summary>
    public long RunBegan { get; private set; }

    /// <summary>When its run ended, where it has a clock.</summary>
    public long RunEnded { get; private set; }

    /// <summary>Adds a window; one that is too short is padded with zeros.</summary>
    /// <param name="window">At most the model's window of samples.</param>
    /// <param name="cellFirst">Where the window's cell begins, a source position.</param>
    /// <param name="cellLast">Where it ends.</param>
    public void Add(ReadOnlySpan<float> window, long cellFirst, long cellLast)
    {
        var slot = _binding.Input(0).Slice(Count * _windowSamples, _windowSamples);
        window.CopyTo(slot);
        slot[window.Length..].Clear();
        _cells[Count++] = (cellFirst, cellLast);
    }

    /// <summary>The cell of a window, in source positions.</summary>
    public (long First, long Last) Cell(int index) => _cells[index];

    /// <summary>Notes when the window that was added last arrived, was begun with, and was ready.</summary>
    public void Stamp(long arrived, long began, long ready) => _stamps[Count - 1] = (arrived, began, ready);

    /// <summary>What <see cref="Stamp"/> noted of a window.</summary>
    public (long Arrived, long Began, long Ready) Stamps(int index) => _stamps[index];

    /// <summary>The scores of a window after activation, by class index.</summary>
    public ReadOnlySpan<float> Scores(int index) => _scores.AsSpan(index * _labels, _labels);

    /// <summary>Runs the model over the windows.</summary>
    /// <exception cref="OrtException">The model failed.</exception>
    /// <exception cref="ModelException">The model gave a score that is not a finite number.</exception>
    public void Run()
    {
        if (Time is not null) RunBegan = Time.GetTimestamp();
        _binding.Run(Count);
        if (Time is not null) RunEnded = Time.GetTimestamp();
        var raw = _binding.Output(0);
        for (var i = 0; i < Count; i++)
            Activation.Apply(_activation, raw.Slice(i * _labels, _labels), _scores.AsSpan(i * _labels, _labels));
        if (Owner?.Twin is not { } twin) return;
        for (var i = 0; i < Count; i++) twin.Offer(_binding.Input(0).Slice(i * _windowSamples, _windowSamples), Scores(i));
    }

    /// <summary>Empties the batch for the next windows.</summary>
    public void Clear()
    {
        Count = 0;
        Failure = null;
        Time = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        Completed.Dispose();
    }
}
