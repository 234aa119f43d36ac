using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>
/// One epoch of one model: samples in, events out. Resamples, cuts windows, runs them in batches, and follows their scores in order.
/// One resampler, window buffer and aggregator live exactly as long as the epoch, so that no window ever spans a gap.
/// </summary>
/// <remarks>Called from one thread at a time. Allocates nothing per window.</remarks>
internal sealed class EpochRunner : IDisposable
{
    private readonly ModelRunner _model;
    private readonly IBatchExecutor _executor;
    private readonly IRateConverter _converter;
    private readonly SlidingWindow _windows;
    private readonly WindowGrid _grid;
    private readonly EventAggregator _aggregator;
    private readonly EventComposer _composer;
    private readonly IEventSink _sink;
    private readonly AnalysedRange _range;
    private readonly bool _prompt;
    private readonly Queue<WindowBatch> _underWay;
    private readonly int _depth;
    private WindowBatch? _filling;
    private long _frames;
    private long _cellEnd;
    private bool _settled;
    private bool _ended;

    /// <summary>Makes the runner of one epoch.</summary>
    /// <param name="model">The model; shared with other streams.</param>
    /// <param name="executor">Runs batches.</param>
    /// <param name="timeline">The epoch's stream time.</param>
    /// <param name="identity">What events say of their origin.</param>
    /// <param name="sink">Takes the events.</param>
    /// <param name="range">The owned part of the epoch.</param>
    /// <param name="prompt">Runs a window as soon as it is there (live) instead of filling batches (replay).</param>
    public EpochRunner(ModelRunner model, IBatchExecutor executor, StreamTimeline timeline, StreamIdentity identity, IEventSink sink, AnalysedRange range, bool prompt)
    {
        var input = model.Package.Manifest.Input;
        _model = model;
        _executor = executor;
        _converter = timeline.Rate == input.SampleRate ? new SameRate() : new SoxrRate(timeline.Rate, input.SampleRate);
        _windows = new SlidingWindow(input.WindowSamples, input.HopSamples);
        _grid = new WindowGrid(input.WindowSamples, input.HopSamples, input.SampleRate, timeline.Rate);
        _aggregator = new EventAggregator(model.Rules, timeline.Rate);
        _composer = new EventComposer(identity, timeline, model.Package.Labels, model.Reference, model.ConfigurationDigest(identity.Channel));
        _sink = sink;
        _range = range;
        _prompt = prompt;
        _depth = executor.Depth;
        _underWay = new Queue<WindowBatch>(_depth + 1);
        _settled = range.LeadIn == 0;
    }

    /// <summary>Windows scored so far.</summary>
    public long Windows { get; private set; }

    /// <summary>Whether the owned range is complete: later samples can't change its events.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>
    /// Whether the lead-in turned out too short: a run that may have begun before it reaches into the owned range.
    /// Nothing of it was sent; the epoch must be run again with a longer lead-in.
    /// </summary>
    public bool NeedsLongerLeadIn { get; private set; }

    /// <summary>Takes the next samples of the epoch, at the source's rate.</summary>
    public void Push(ReadOnlySpan<float> samples)
    {
        _frames += samples.Length;
        while (!samples.IsEmpty && !IsComplete)
        {
            _converter.Process(samples, _windows.Free, out var consumed, out var produced);
            samples = samples[consumed..];
            _windows.Append(produced);
            TakeWindows();
        }

        if (_prompt) Drain();
    }

    /// <summary>Ends the epoch: scores what is left, closes what is open.</summary>
    /// <param name="reason">Why it ends; open events carry it.</param>
    public void Finish(string reason)
    {
        _ended = true;
        for (var produced = -1; produced != 0 && !IsComplete;)
        {
            produced = _converter.Flush(_windows.Free);
            _windows.Append(produced);
            TakeWindows();
        }

        if (!IsComplete) TakeTail();
        Drain();
        if (IsComplete) return;
        foreach (var change in _aggregator.Finish(_frames, reason)) Send(change);
        IsComplete = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A batch that a worker still runs must not be freed or lent again under it.
        while (_underWay.TryDequeue(out var batch))
        {
            batch.Completed.Wait();
            _model.Return(batch);
        }

        if (_filling is not null) _model.Return(_filling);
        _filling = null;
        _converter.Dispose();
    }

    private void TakeWindows()
    {
        while (!IsComplete && _windows.TryPeek(out var window))
        {
            var start = _windows.NextStart;
            var cellEnd = _grid.CellEnd(start);
            // Conversion rounds: the last window may reach a sample frame beyond the input, its cell must not.
            if (_ended) cellEnd = Math.Min(cellEnd, _frames);
            if (_ended && cellEnd <= _cellEnd) return;
            if (cellEnd > _range.LeadIn) Add(window, cellEnd);
            else _cellEnd = cellEnd;
            _windows.Advance();
        }
    }

    // What the grid leaves at the end is scored with one last window that ends with the epoch; an epoch shorter than a window is padded with zeros.
    private void TakeTail()
    {
        if (_windows.Total == 0) return;
        var size = _model.Package.Manifest.Input.WindowSamples;
        var scoredTo = _windows.NextStart - _model.Package.Manifest.Input.HopSamples + size;
        if (_windows.NextStart > 0 && scoredTo >= _windows.Total) return;
        if (_cellEnd < _frames) Add(_windows.Tail(), _frames);
    }

    private void Add(ReadOnlySpan<float> window, long cellEnd)
    {
        _filling ??= _model.Rent();
        _filling.Add(window, _cellEnd, cellEnd);
        _cellEnd = cellEnd;
        if (!_filling.IsFull) return;
        Submit();
        while (_underWay.Count >= _depth) Collect();
    }

    private void Submit()
    {
        _executor.Submit(_filling!);
        _underWay.Enqueue(_filling!);
        _filling = null;
    }

    private void Drain()
    {
        if (_filling is { Count: > 0 }) Submit();
        while (_underWay.Count > 0) Collect();
    }

    private void Collect()
    {
        var batch = _underWay.Peek();
        _executor.Wait(batch);
        for (var i = 0; i < batch.Count && !IsComplete; i++)
        {
            var (first, last) = batch.Cell(i);
            Windows++;
            var changes = _aggregator.Add(first, last, batch.Scores(i));
            FollowLeadIn();
            if (NeedsLongerLeadIn) break;
            foreach (var change in changes) Send(change);
            FollowRangeEnd();
        }

        _underWay.Dequeue();
        _model.Return(batch);
    }

    private void FollowLeadIn()
    {
        if (_settled) return;
        if (_aggregator.Position <= _range.From) _settled = _aggregator.IsSettled;
        else NeedsLongerLeadIn = IsComplete = true;
    }

    private void FollowRangeEnd()
    {
        if (_aggregator.Position < _range.To) return;
        var open = _aggregator.OpenOnset;
        if (open < 0 || open >= _range.To) IsComplete = true;
    }

    private void Send(in EventChange change)
    {
        if (change.First >= _range.From && change.First < _range.To) _sink.Accept(_composer.Compose(change));
    }
}
