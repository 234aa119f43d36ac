using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>
/// One epoch of one model: samples in, events out. Resamples, cuts windows, runs them in batches, and follows their scores in order.
/// One resampler, window buffer and aggregator live no longer than the epoch, so that no window ever spans a gap.
/// </summary>
/// <remarks>
/// Called from one thread at a time. Allocates nothing per window. A model may come into the epoch later (<see cref="EpochEntry"/>) and leave it earlier (<see cref="EndAt"/>):
/// its windows lie on the epoch's grid all the same, and only their cells are cut at these positions.
/// </remarks>
internal sealed class EpochRunner : IModelEpoch
{
    private readonly ModelRunner _model;
    private readonly IBatchExecutor _executor;
    private readonly IRateConverter _converter;
    private readonly SlidingWindow _windows;
    private readonly WindowGrid _grid;
    private readonly WindowTiming? _timing;
    private readonly SkippedStretch _skipped;
    private readonly StreamTimeline _timeline;
    private readonly EventComposer _composer;
    private readonly IEventSink _sink;
    private readonly AnalysedRange _range;
    private readonly EpochEntry _entry;
    private readonly bool _prompt;
    private readonly Queue<WindowBatch> _underWay;
    private readonly int _depth;
    private readonly Dictionary<string, string> _cut = new(StringComparer.Ordinal);
    private EventAggregator _aggregator;
    private HeldRows? _held;
    private WindowBatch? _filling;
    private long _frames;
    private long _until = long.MaxValue;
    private long _arrived;
    private long _began;
    private long _submitted;
    private double _windowSeconds;
    private long _taken;
    private bool _settled;
    private bool _ended;
    private bool _leftOut;

    /// <summary>Makes the runner of one epoch.</summary>
    /// <param name="model">The model; shared with other streams.</param>
    /// <param name="executor">Runs batches.</param>
    /// <param name="timeline">The epoch's stream time.</param>
    /// <param name="identity">What events say of their origin.</param>
    /// <param name="sink">Takes the events.</param>
    /// <param name="range">The owned part of the epoch.</param>
    /// <param name="prompt">Runs a window as soon as it is there (live) instead of filling batches (replay).</param>
    /// <param name="entry">How it comes into the epoch; null for its start.</param>
    public EpochRunner(ModelRunner model, IBatchExecutor executor, StreamTimeline timeline, StreamIdentity identity, IEventSink sink, AnalysedRange range, bool prompt, EpochEntry? entry = null)
    {
        var input = model.Package.Manifest.Input;
        _entry = entry ?? new EpochEntry();
        _model = model;
        _executor = executor;
        _converter = timeline.Rate == input.SampleRate ? new SameRate() : new SoxrRate(timeline.Rate, input.SampleRate);
        // Samples of both rates coincide where a model comes in (WarmUp), so that this division is exact.
        _windows = new SlidingWindow(input.WindowSamples, input.HopSamples, _entry.Start * input.SampleRate / timeline.Rate);
        _grid = new WindowGrid(input.WindowSamples, input.HopSamples, input.SampleRate, timeline.Rate);
        _aggregator = new EventAggregator(model.Rules, timeline.Rate);
        _composer = new EventComposer(identity, timeline, model.Package.Labels, model.Reference, model.ConfigurationDigest(identity.Channel)) { Rules = model.Rules, Continuation = _entry.Continuation };
        _sink = sink;
        _range = range;
        _prompt = prompt;
        _depth = executor.Depth;
        _underWay = new Queue<WindowBatch>(_depth + 1);
        _settled = range.LeadIn == 0;
        _frames = _taken = _entry.Start;
        (_timing, _timeline) = (_entry.Timing, timeline);
        _skipped = new SkippedStretch(timeline, identity, model.Reference);
        CellEnd = ScoredTo = _entry.From;
        if (_entry.Held) _held = new HeldRows(model.Package.Labels.Count);
    }

    /// <inheritdoc/>
    public long Windows { get; private set; }

    /// <summary>Whether the owned range is complete: later samples can't change its events.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>
    /// Whether the lead-in turned out too short: a run that may have begun before it reaches into the owned range.
    /// Nothing of it was sent; the epoch must be run again with a longer lead-in.
    /// </summary>
    public bool NeedsLongerLeadIn { get; private set; }

    /// <summary>End of the last cell whose window was cut.</summary>
    public long CellEnd { get; private set; }

    /// <summary>End of the last cell whose scores have reached aggregation.</summary>
    public long ScoredTo { get; private set; }

    /// <summary>Ids of the events that a change of model has cut, by label.</summary>
    public IReadOnlyDictionary<string, string> Cut => _cut;

    /// <summary>Takes the next samples of the epoch, at the source's rate.</summary>
    public void Push(ReadOnlySpan<float> samples)
    {
        if (_entry.Meter is not null) _arrived = _began = _entry.Time!.GetTimestamp();
        _frames += samples.Length;
        while (!samples.IsEmpty && !IsComplete && CellEnd < _until)
        {
            _converter.Process(samples, _windows.Free, out var consumed, out var produced);
            samples = samples[consumed..];
            _taken += consumed;
            _windows.Append(produced);
            TakeWindows();
        }

        if (_prompt && !MoreIsThere) Drain();
        if (CellEnd < _until || IsComplete) return;
        Drain();
        Close(_until, CloseReason.ModelSwap);
    }

    /// <summary>Ends the epoch: scores what is left, closes what is open.</summary>
    /// <param name="reason">Why it ends; open events carry it.</param>
    public void Finish(string reason)
    {
        _ended = true;
        // What is left at the end is scored: it holds nobody up any more.
        if (_skipped.IsOpen) EndSkipped();
        if (_entry.Meter is not null) _arrived = _began = _entry.Time!.GetTimestamp();
        for (var produced = -1; produced != 0 && !IsComplete && CellEnd < _until;)
        {
            produced = _converter.Flush(_windows.Free);
            _windows.Append(produced);
            TakeWindows();
        }

        if (!IsComplete) TakeTail();
        Drain();
        if (!IsComplete) Close(Math.Min(_frames, _until), _until <= _frames ? CloseReason.ModelSwap : reason);
    }

    /// <summary>Lets the model's cells end at a position, not before <see cref="CellEnd"/>: it scores its windows whose cells begin before it, the last cell is cut there, and open events close.</summary>
    public void EndAt(long position) => _until = position;

    /// <summary>Takes <see cref="EndAt"/> back, as long as it is not complete.</summary>
    public void GoOn() => _until = long.MaxValue;

    /// <summary>Gives held scores to aggregation, and those that follow at once.</summary>
    public void Release(Continuation? continuation)
    {
        if (_held is not { } held) return;
        _composer.Continuation = continuation;
        _held = null;
        for (var row = 0; row < held.Count && !IsComplete; row++) Follow(held.Cell(row), held.Scores(row));
    }

    /// <summary>After the session failed: closes what is open at <see cref="ScoredTo"/>.</summary>
    public void Abandon() => Close(ScoredTo, CloseReason.ModelSwap);

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
        var limit = _ended ? Math.Min(_frames, _until) : _until;
        while (!IsComplete && _windows.TryPeek(out var window))
        {
            var cellEnd = _grid.CellEnd(_windows.NextStart);
            if (_entry.From == 0 || cellEnd > _entry.From)
            {
                // Conversion rounds: the last window may reach a sample frame beyond the input, its cell must not.
                cellEnd = Math.Min(cellEnd, limit);
                if (cellEnd <= CellEnd && (_ended || cellEnd == limit)) return;
                if (_entry.Overload is { } overload && IsLeftOut(overload, cellEnd, limit)) _leftOut = true;
                else if (cellEnd > _range.LeadIn) Add(window, cellEnd);
                else CellEnd = cellEnd;
            }

            _windows.Advance();
        }
    }

    // What the grid leaves at the end is scored with one last window that ends with the epoch; an epoch shorter than a window is padded with zeros.
    private void TakeTail()
    {
        var end = Math.Min(_frames, _until);
        if (_windows.IsEmpty || CellEnd >= end) return;
        var scoredTo = _windows.NextStart - _model.Package.Manifest.Input.HopSamples + _model.Package.Manifest.Input.WindowSamples;
        // Where the last window ends with the input, its event is stretched to there; a model that has scored nothing, or hands over, has no such window.
        var stretched = !_leftOut && _until == long.MaxValue && CellEnd > _entry.From && scoredTo >= _windows.Total;
        if (!stretched) Add(_windows.Tail(), end);
    }

    private void Add(ReadOnlySpan<float> window, long cellEnd)
    {
        if (_filling is null)
        {
            _filling = _model.Rent();
            _filling.Time = _timing?.Time;
        }

        _leftOut = false;
        _filling.Add(window, CellEnd, cellEnd);
        if (_timing is { } timing) _filling.Stamp(timing.Arrivals.At(_taken), _began, timing.Time.GetTimestamp());
        CellEnd = cellEnd;
        if (!_filling.IsFull) return;
        Submit();
        while (_underWay.Count >= _depth) Collect();
    }

    private void Submit()
    {
        if (_entry.Overload is not null) _submitted = _entry.Time!.GetTimestamp();
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
        if (_entry.Overload is not null) _windowSeconds = _entry.Time!.GetElapsedTime(_submitted).TotalSeconds / batch.Count;
        for (var i = 0; i < batch.Count && !IsComplete; i++)
        {
            Windows++;
            _entry.Meter?.AddWindow(_entry.Time!.GetElapsedTime(_arrived));
            if (_held is { } held) held.Add(batch.Cell(i).First, batch.Cell(i).Last, batch.Scores(i));
            else if (_timing is { } timing) FollowTimed(timing, batch, i);
            else Follow(batch.Cell(i), batch.Scores(i));
            if (NeedsLongerLeadIn) break;
        }

        _underWay.Dequeue();
        _model.Return(batch);
    }

    private void Follow((long First, long Last) cell, ReadOnlySpan<float> scores)
    {
        _entry.Scores?.Accept(_model.Reference, cell.First, cell.Last, scores);
        var changes = _aggregator.Add(cell.First, cell.Last, scores);
        ScoredTo = cell.Last;
        FollowLeadIn();
        if (NeedsLongerLeadIn) return;
        foreach (var change in changes) Send(change);
        FollowRangeEnd();
    }

    private void FollowTimed(WindowTiming timing, WindowBatch batch, int index)
    {
        var trace = timing.Watch.Trace();
        _composer.Traceparent = trace;
        Follow(batch.Cell(index), batch.Scores(index));
        _composer.Traceparent = null;
        var (arrived, began, ready) = batch.Stamps(index);
        timing.Watch.Scored(new WindowTimes(arrived, began, ready, batch.RunBegan, batch.RunEnded, timing.Time.GetTimestamp()), _model.Reference, trace);
    }

    // What waits is enough for another window, so that nothing waits for sound that is not there yet.
    private bool MoreIsThere => _entry.Overload is { Batches: true } overload
        && overload.MayHold((_filling?.Count ?? 0) * _windowSeconds, (double)_model.Package.Manifest.Input.HopSamples / _model.Package.Manifest.Input.SampleRate);

    // Whether the window at the front is not scored: every other one while the hop is longer, each while windows are skipped. Not while models change, whose cells are cut.
    private bool IsLeftOut(OverloadControl overload, long cellEnd, long limit)
    {
        var changes = _held is not null || _until != long.MaxValue || _ended;
        if (overload.Skips && !changes)
        {
            if (!_skipped.IsOpen)
            {
                Drain();
                Interrupt();
            }

            _skipped.Add(CellEnd);
            overload.Skip((double)(cellEnd - CellEnd) / _timeline.Rate);
            CellEnd = ScoredTo = cellEnd;
            return true;
        }

        if (_skipped.IsOpen) EndSkipped();
        var input = _model.Package.Manifest.Input;
        if (changes || cellEnd == limit || !overload.Stretches || 2 * input.HopSamples > input.WindowSamples || (_windows.NextStart / input.HopSamples & 1) == 0) return false;
        overload.LeaveOut();
        return true;
    }

    // What is open ends here; what follows begins anew, as behind any gap.
    private void Interrupt()
    {
        foreach (var change in _aggregator.Finish(CellEnd, CloseReason.Gap)) Send(change);
        _aggregator = new EventAggregator(_model.Rules, _timeline.Rate);
    }

    private void EndSkipped() => _sink.Accept(_skipped.End(CellEnd));

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

    private void Close(long end, string reason)
    {
        if (_skipped.IsOpen) EndSkipped();
        foreach (var change in _aggregator.Finish(end, reason)) Send(change);
        IsComplete = true;
    }

    private void Send(in EventChange change)
    {
        if (change.First < _range.From || change.First >= _range.To) return;
        var detection = _composer.Compose(change);
        if (change.Reason == CloseReason.ModelSwap) _cut[detection.Label] = detection.Id;
        _sink.Accept(detection);
    }
}
