using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Live;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Time;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Run.Evidence;
using EdgeAgent.Run.Frames;
using EdgeAgent.Telemetry;

namespace EdgeAgent.Run;

/// <summary>One pipeline from its source to the sink.</summary>
internal sealed class LivePipeline
{
    private PipelineSettings _settings;
    private readonly EventCount _events = new();
    private readonly GapTally _gaps = new();
    private IEventSink? _sink;
    private volatile SourceClock? _clock;
    private volatile OverloadControl? _overload;
    private IByteSource? _source;
    private volatile PipelineModels? _places;
    private bool _stopsForAWhile;
    private volatile FramePipeline? _frames;
    private volatile PictureWatch? _picture;

    /// <summary>Makes a pipeline that has neither source nor models yet.</summary>
    public LivePipeline(PipelineSettings settings)
    {
        _settings = settings;
        Sensor = new SensorWatch(settings.Source.Calibration, change => SensorChanged?.Invoke(this, change), settings.Source.Levels);
    }

    /// <summary>Told of each change of its sensor's state, on the thread that analyses: it must return at once.</summary>
    public Action<LivePipeline, SensorChange>? SensorChanged { get; init; }

    /// <summary>Told when it took or gave up a step because of overload, on the thread that analyses: it must return at once.</summary>
    public Action<LivePipeline, OverloadChange>? OverloadChanged { get; init; }

    /// <summary>Times its windows; null when nobody asks.</summary>
    public WindowWatch? Watch { get; init; }

    /// <summary>Keeps it from falling behind; null before it ran, and where its source waits instead.</summary>
    public OverloadControl? Overload => _overload;

    /// <summary>Told of each change of how its camera looks, on the thread that analyses: it must return at once.</summary>
    public Action<LivePipeline, PictureChange>? PictureChanged { get; init; }

    /// <summary>Takes sentences for people; null for nobody.</summary>
    public Action<string>? Noted { get; init; }

    /// <summary>Told of every window's scores; null when nobody asks.</summary>
    public IScoreSink? Scores { get; set; }

    /// <summary>Keeps the sound behind its events; null where nothing is kept.</summary>
    public LiveEvidence? Evidence { get; set; }

    /// <summary>Measures and judges what it hears, over all its epochs.</summary>
    public SensorWatch Sensor { get; }

    /// <summary>Its name.</summary>
    public string Name => _settings.Name;

    /// <summary>What it has done.</summary>
    public StreamCounters Counters { get; } = new();

    /// <summary>What became of its frames.</summary>
    public FrameCounters FrameCounters { get; } = new();

    /// <summary>Whether it looks at frames.</summary>
    public bool Sees => _frames is not null;

    /// <summary>The models that hear or see it now.</summary>
    public IReadOnlyList<ModelReference> References => _frames is { } frames ? [frames.Model.Reference] : [.. Models.Select(m => m.Reference)];

    /// <summary>What is known of its source's rate beforehand; null where nothing is.</summary>
    public RateEstimate? KnownRate => _frames?.KnownRate;

    /// <summary>Labels whose events are told.</summary>
    public IEnumerable<string> ReportedLabels => (_frames?.Labels ?? Models.SelectMany(m => m.Package.Labels.Where((_, index) => m.Rules[index].Report))).Distinct(StringComparer.Ordinal);

    /// <summary>Seconds after which an event is cut.</summary>
    public double LongestEvent => _frames is not null ? _settings.Frames.Counting?.Options.Interval.TotalSeconds ?? _settings.Frames.Tracks.MaxSeconds : Models.SelectMany(m => m.Rules).Max(r => r.MaxSeconds);

    /// <summary>The models that hear it now.</summary>
    public IReadOnlyList<ModelRunner> Models => _places?.Runners ?? [];

    /// <summary>Where its models can be changed while it runs; null before it was first opened.</summary>
    public PipelineModels? Places => _places;

    /// <summary>What it is doing.</summary>
    public PipelineState State { get; private set; } = PipelineState.Failed;

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Problem { get; private set; }

    /// <summary>When it was started, on the clock's monotonic scale.</summary>
    public long Began { get; private set; }

    /// <summary>Bytes that its source has given; null where nobody can tell, as of a pipe's writer or a folder's recorder.</summary>
    public long? Delivered => Supervised?.Delivered;

    /// <summary>Whether its source is away and is being waited for.</summary>
    public bool IsSourceMissing => Supervised is { State: SourceState.Missing };

    /// <summary>Whether it may wait for input for as long as it takes.</summary>
    public bool MayWait => IsSourceMissing || (_frames?.MayWait ?? _source is not (SupervisedSource or RecordingSource));

    /// <summary>Events it has opened.</summary>
    public long Events => _events.Opened;

    /// <summary>Sample or video frames a second of its source; 0 before it was first opened.</summary>
    public int Rate { get; private set; }

    /// <summary>Whether intake is being stopped only for a while: an operator pauses it, or it is opened afresh. What is not heard then is declared.</summary>
    public bool StopsForAWhile
    {
        get => Volatile.Read(ref _stopsForAWhile);
        set => Volatile.Write(ref _stopsForAWhile, value);
    }

    /// <summary>Event rules that an operator has laid over the configured ones.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; set; } = new Dictionary<string, string>();

    /// <summary>Its settings, as it was last equipped.</summary>
    public PipelineSettings Settings => _settings;

    /// <summary>Whether its models and their rules are those of some settings.</summary>
    public bool Wants(PipelineSettings settings) => settings.Models.SequenceEqual(_settings.Models, StringComparer.Ordinal)
        && settings.Rules.Count == _settings.Rules.Count && settings.Rules.All(rule => _settings.Rules.GetValueOrDefault(rule.Key) == rule.Value);

    /// <summary>Gives it its source, opened for the next run, and its models; others that it had are given back. Not while it runs.</summary>
    public void Equip(PipelineSettings settings, IByteSource source, PipelineModels places)
    {
        if (_places != places) _places?.Dispose();
        _frames?.Dispose();
        if (settings.Overload != _settings.Overload) _overload = null;
        (_settings, _source, _places, _frames) = (settings, source, places, null);
        Rate = source.Format.SampleRate;
    }

    /// <summary>Gives it input and model for frames; what it had is given back. Not while it runs.</summary>
    public void Equip(PipelineSettings settings, FramePipeline owned)
    {
        _places?.Dispose();
        if (_frames != owned) _frames?.Dispose();
        (_settings, _source, _places, _frames) = (settings, null, null, owned);
        // A file says its rate when it is played.
        Rate = Math.Max(1, (int)Math.Round(owned.FramesPerSecond));
    }

    /// <summary>One line that says what it does, with what.</summary>
    public string Describe()
    {
        if (_frames is { } frames)
        {
            var model = frames.Model.Reference;
            return $"{Name}: looks at {frames.Input} with {model.Name} {model.Version} ({model.Variant}, {model.Provider}, {model.Digest[..15]}…)";
        }

        var from = (_source, _settings.Source.Kind) switch
        {
            (IEpochSource live, _) => live.Description,
            (_, SourceKind.Stdin) => "standard input",
            (_, SourceKind.Pipe) => $"named pipe {_settings.Source.Path}",
            _ => $"recording {_settings.Source.Path}{(_settings.Source.Loop ? ", looped in real time" : ", in real time")}",
        };
        var rate = _settings.Source.Kind == SourceKind.Directory ? "" : $" ({Rate} Hz)";
        var models = Models.Select(m => $"{m.Reference.Name} {m.Reference.Version} ({m.Variant.Name}, {m.Provider}, {m.Reference.Digest[..15]}…)");
        return $"{Name}: listens to {from}{rate} with {string.Join(" and ", models)}";
    }

    /// <summary>Declares what others found missing of it, from any thread.</summary>
    public void Declare(GapRecord gap) => _sink?.Accept(gap);

    /// <summary>Notes what it is doing now, and why.</summary>
    public void Note(PipelineState state, string? problem) => (Problem, State) = (problem, state);

    /// <summary>How it is now. May be called from any thread.</summary>
    public PipelineSnapshot Snapshot(TimeProvider time)
    {
        var perSecond = _frames is { FramesPerSecond: > 0 } camera ? camera.FramesPerSecond : Rate;
        var heard = Rate == 0 ? 0 : Counters.Frames / perSecond;
        var frames = FrameCounters;
        var overload = _overload;
        // What was skipped was heard, but not analysed.
        var analysed = Math.Max(0, heard - (overload?.SkippedSeconds ?? 0));
        var drift = _clock?.Measured;
        return new PipelineSnapshot
        {
            Name = Name,
            State = State,
            Detail = Problem,
            Source = _settings.Source.Name,
            SampleRate = Rate,
            ElapsedSeconds = Began == 0 ? 0 : Math.Round(time.GetElapsedTime(Began).TotalSeconds, 3),
            AnalysedSeconds = Math.Round(analysed, 3),
            RealTimeFactor = Counters.Busy > TimeSpan.Zero ? Math.Round(heard / Counters.Busy.TotalSeconds, 2) : null,
            Windows = Counters.Windows,
            DroppedWindows = frames.Dropped + (overload?.LeftOut ?? 0),
            Events = Events,
            Levels = Sensor.Snapshot(),
            Frames = Sees ? new FrameFigures(frames.Received, frames.Analysed, frames.Limited, frames.Still, frames.Dropped, frames.Damaged, frames.Faulty, frames.SizeChanges) : null,
            Video = Sees ? _picture?.Snapshot() : null,
            Overrides = Overrides,
            Models = Uses(),
            Input = new SourceFigures
            {
                Missing = IsSourceMissing,
                Restarts = Supervised?.Restarts ?? 0,
                DriftPpm = drift is { } rate ? Math.Round(rate.Ppm, 2) : null,
                DriftUncertaintyPpm = drift is { } measured ? Math.Round(measured.Uncertainty, 2) : null,
            },
            Gaps = _gaps.Read(),
            Overload = overload?.Read(),
            Latency = Watch?.Read() is { } latency ? Placed(latency) : null,
        };
    }

    private ModelUse[] Uses()
    {
        var observed = _places?.Observe() ?? [];
        return [.. References.Select(m => new ModelUse(m.Name, m.Version, m.Variant, m.Digest, m.Provider)
        {
            Latency = observed.FirstOrDefault(o => o.Role is ModelRole.Active or ModelRole.Probation && o.Figures.Model.Digest == m.Digest)?.Figures.Latency,
        })];
    }

    /// <summary>Runs until the source ends or intake is stopped; what was heard is finished.</summary>
    /// <remarks>A source that goes on after a gap gives one epoch after the other. A named pipe whose writer goes away is opened again: what comes then is a new epoch, and the hole is a gap.</remarks>
    public async Task RunAsync(string device, BootIdentity boot, IEventSink sink, InferenceWorkers workers, SourceClock clock, TimeProvider time, CancellationToken stopIntake)
    {
        if (_frames is { } frames)
        {
            if (Began == 0) Began = time.GetTimestamp();
            var run = new FrameRun(device, boot, _events.Before(sink), Evidence, clock, Counters, sentence => Noted?.Invoke(sentence), time) { Permit = workers.Permit };
            await frames.RunAsync(run, FrameCounters, () => _picture, Seen, stopIntake).ConfigureAwait(false);
            return;
        }

        var source = _source ?? throw new InvalidOperationException($"{Name} runs without a source");
        // What was lost while it was paused or down is part of the time that it should have listened.
        if (Began == 0) Began = time.GetTimestamp();
        // Left last: the closes that wait for clips go out before the pipeline is at rest.
        await using var evidence = Evidence?.For(this, device, sink);
        _sink = sink = _gaps.Before(_events.Before((IEventSink?)evidence ?? sink));
        _clock = clock;
        if (_settings.Overload is { } rules) _overload ??= new OverloadControl(rules, time) { Changed = change => Climbed(change, time) };
        try
        {
            if (source is IEpochSource live) await RunEpochsAsync(live).ConfigureAwait(false);
            else await RunStreamAsync().ConfigureAwait(false);
        }
        finally
        {
            if (source is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
        }

        async Task RunEpochsAsync(IEpochSource live)
        {
            while (await live.NextEpochAsync(Declare, stopIntake).ConfigureAwait(false) is { } epoch)
                await EpochAnalysis.RunAsync(Job(epoch), stopIntake).ConfigureAwait(false);
        }

        async Task RunStreamAsync()
        {
            while (true)
            {
                await EpochAnalysis.RunAsync(Job(EpochStart.Live), stopIntake).ConfigureAwait(false);
                if (stopIntake.IsCancellationRequested || _settings.Source.Kind != SourceKind.Pipe) return;
                sink.Accept(new GapRecord(Name, _settings.Source.Name, "source-ended", time.GetUtcNow(), null, null, $"the writer of {_settings.Source.Path} has closed it; waiting for the next one"));
            }
        }

        void Declare(SourceGap gap) =>
            sink.Accept(new GapRecord(Name, _settings.Source.Name, gap.Cause, gap.From, gap.To, gap.LostSeconds is { } seconds ? GapLoss.OfInput(seconds) : null, gap.Detail));

        EpochJob Job(EpochStart epoch) => new()
        {
            Source = source,
            Name = $"{Name} ({_settings.Source.Name})",
            Timeline = epoch.Timeline ?? new StreamTimeline(boot.NextStreamId(), Rate),
            Identity = new StreamIdentity(device, Name, _settings.Source.Name, _settings.Source.Channel, Replay: false, Locate: epoch.Locate),
            Places = _places,
            Scores = Scores,
            Sink = sink,
            Workers = workers,
            Counters = Counters,
            Sensor = Sensor,
            Overload = _overload,
            Watch = Watch,
            Tap = evidence,
            Time = time,
            Prompt = true,
            DrainOnStop = true,
            Clock = epoch.Timeline is null ? clock : null,
            StopIsGap = () => StopsForAWhile,
            EndsInGap = source is IEpochSource || _settings.Source.Kind == SourceKind.Pipe,
        };
    }

    private void Climbed(OverloadChange change, TimeProvider time)
    {
        var now = time.GetUtcNow();
        // What the steps before left out is told with the step that follows; what is skipped has records of its own, with its seconds.
        _sink?.Accept(new GapRecord(Name, _settings.Source.Name, "overload", now - TimeSpan.FromSeconds(change.Seconds), now,
            new GapLoss { Seconds = 0, Windows = change.WindowsLeftOut }, OverloadSentences.Of(change)));
        OverloadChanged?.Invoke(this, change);
    }

    private LatencyBreakdown Placed(LatencyBreakdown latency)
    {
        var inputs = Models.Select(m => m.Package.Manifest.Input).ToArray();
        return latency with
        {
            HopSeconds = Same(inputs.Select(i => (double)i.HopSamples / i.SampleRate)),
            WindowSeconds = Same(inputs.Select(i => (double)i.WindowSamples / i.SampleRate)),
        };

        static double Same(IEnumerable<double> lengths) => lengths.Distinct().ToArray() is [var one] ? Math.Round(one, 6) : 0;
    }

    private SupervisedSource? Supervised => _frames is { } frames ? frames.Live : _source as SupervisedSource;

    // The watch remembers over epochs what the camera usually looks like; another rate is another camera.
    private void Seen(Core.Vision.VideoFormat format)
    {
        if (_picture is null || Rate != format.Rate) _picture = new PictureWatch(format.FramesPerSecond, change => PictureChanged?.Invoke(this, change));
        Rate = format.Rate;
    }
}
