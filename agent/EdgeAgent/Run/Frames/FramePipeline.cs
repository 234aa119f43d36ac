using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Aggregation.Counting;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Frames.Snapshots;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Live;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Run.Frames;

/// <summary>What a pipeline that sees is equipped with for its next run: its input, its model and its rules; and the run.</summary>
internal sealed class FramePipeline : IDisposable
{
    private readonly PipelineSettings _settings;
    private readonly ModelSet _models;
    private readonly FrameInput _input;
    private readonly PicturePlace _place;
    private volatile FrameCounters _counters = new();
    private volatile InferencePermit? _permit;

    private FramePipeline(PipelineSettings settings, ModelSet models, TimeProvider time, Action<ModelSwap>? switched)
    {
        (_settings, _models) = (settings, models);
        var first = models.LendImage(settings.Models[0]);
        try
        {
            var seat = Seat(first);
            _input = FrameInput.Open(settings.Source, time);
            _place = new PicturePlace(settings.Name, seat, switched);
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>The model that looks.</summary>
    public ImageModel Model => _place.Active.Model;

    // Of the model that looks now.
    private FrameEventOptions Options => _place.Active.Options;

    /// <summary>What is kept going; null for files and folders.</summary>
    public SupervisedSource? Live => _input.Live;

    /// <summary>Whether it may wait for input for as long as it takes.</summary>
    public bool MayWait => _input.Folder is not null;

    /// <summary>Frames a second, as far as it is known; 0 before the stream has said it.</summary>
    public double FramesPerSecond { get; private set; }

    /// <summary>Labels whose events are told.</summary>
    public IEnumerable<string> Labels => LabelsOf(_place.Active);

    /// <summary>For people: what it looks at.</summary>
    public string Input => _input.Description;

    /// <summary>Opens input and model.</summary>
    /// <param name="settings">The pipeline's.</param>
    /// <param name="models">Lends the model.</param>
    /// <param name="time">The clock.</param>
    /// <param name="switched">Told of every change of the model; null when nobody asks.</param>
    /// <exception cref="ModelException">The model can't be used, or there are several.</exception>
    /// <exception cref="SourceException">There can be no frames.</exception>
    /// <exception cref="ConfigException">The rules don't go with the model.</exception>
    public static FramePipeline Open(PipelineSettings settings, ModelSet models, TimeProvider time, Action<ModelSwap>? switched = null)
    {
        if (settings.Models.Count > 1) throw new ModelException($"{settings.Name}: one model looks at a source's frames; list {string.Join(" and ", settings.Models)} in pipelines of their own");
        return new FramePipeline(settings, models, time, switched);
    }

    /// <summary>What its model has done; empty where its model can't be changed while it runs, because what it counts does not add up with another one's.</summary>
    public IReadOnlyList<ModelObservation> Observe() => Options.Counting is null ? [_place.Observe()] : [];

    /// <inheritdoc cref="IModelSwitch.SwitchAsync"/>
    public async Task<SwitchOutcome> SwitchAsync(SwitchRequest request, CancellationToken cancellation) => WhyFixed(request.Package) is { } refusal
        ? SwitchOutcome.Refused(refusal)
        : await _place.SwitchAsync(request, () => Open(request.Package, request.Variant), cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="IModelSwitch.Accept"/>
    public string? Accept(string model) => _place.Accept(model);

    /// <inheritdoc cref="IModelSwitch.RollBackAsync"/>
    public Task<SwitchOutcome> RollBackAsync(string model, string reason, CancellationToken cancellation) => _place.RollBackAsync(model, reason, cancellation);

    /// <summary>A clock for its source: the rate of stream time is a whole number, a camera's is not always.</summary>
    public RateEstimate? KnownRate => _input.FramesPerSecond > 0 ? new RateEstimate(((_input.FramesPerSecond / new VideoFormat(default, _input.FramesPerSecond).Rate) - 1) * 1e6, 200) : null;

    /// <summary>Runs until the source ends or intake is stopped; what was seen is finished.</summary>
    /// <param name="run">What it needs of the agent.</param>
    /// <param name="counters">Counts frames.</param>
    /// <param name="watch">The camera's watch, once its rate is known.</param>
    /// <param name="began">Told when an epoch's format is known, before its first frame is looked at.</param>
    /// <param name="stopIntake">Stops intake.</param>
    public async Task RunAsync(FrameRun run, FrameCounters counters, Func<PictureWatch?> watch, Action<VideoFormat> began, CancellationToken stopIntake)
    {
        (_counters, _permit) = (counters, run.Permit);
        using var snapshots = _settings.Frames.Snapshots is { } options && Options.Counting is null && run.Evidence is not null && OpenCvLibrary.WhyMissing() is null ? new SnapshotTaker(options) { ProblemChanged = TellProblem } : null;
        using var tally = Tally(run);
        var ended = false;
        string? said = null;
        // Last, as it has a thread and a clock that only its end stops.
        var keeper = snapshots is null ? null : run.Evidence!.Pictures(_settings.Name, run.Sink);
        IEventSink sink = keeper is null ? run.Sink : keeper;
        var pictures = new PictureLedger(_settings.Name, _settings.Source.Name, sink);
        try
        {
            if (_input.Live is { } live)
            {
                await using (live.ConfigureAwait(false))
                    while (await live.NextEpochAsync(Declare, stopIntake).ConfigureAwait(false) is not null)
                        await LookAsync(live, null, endsInGap: true).ConfigureAwait(false);
            }
            else if (_input.Folder is { } folder)
            {
                using var stills = new StillFolder(folder, _settings.Source.Directory, ImageDecodeOptions.Default, Declare, run.Time);
                await LookAsync(new NoVideo(stills.Description), stills, endsInGap: false).ConfigureAwait(false);
            }
            else
            {
                await LookAsync(_input.Once!, null, endsInGap: false).ConfigureAwait(false);
                ended = !stopIntake.IsCancellationRequested;
            }
        }
        finally
        {
            // What goes on after a restart is not told yet.
            tally?.Finish(tells: ended);
            if (keeper is not null) await keeper.DisposeAsync().ConfigureAwait(false);
        }

        async Task LookAsync(IVideoSource source, StillFolder? stills, bool endsInGap)
        {
            using var epoch = _place.Begin(run.Time);
            var events = new FrameEvents(epoch.Seat.Model, epoch.Seat.Options, new StreamIdentity(run.Device, _settings.Name, _settings.Source.Name, 0, Replay: false), sink, snapshots, declares: true)
            {
                Tally = tally,
                Opened = epoch.Opened,
                Origin = stills is null ? null : stills.OriginOf,
                FaultChanged = fault => run.Note(fault is null ? $"{_settings.Name}: the model's outputs can be trusted again" : $"{_settings.Name}: the model's outputs can't be trusted, and show nothing as long: {fault}"),
            };
            try
            {
                await FrameAnalysis.RunAsync(new FrameJob
                {
                    Source = source,
                    Stills = stills,
                    Format = _input.Format,
                    Runner = epoch,
                    Sink = events,
                    Counters = counters,
                    Progress = run.Progress,
                    Time = run.Time,
                    Begin = Begin,
                    Received = stills is null ? run.Clock.Heard : null,
                    FrameRateLimit = Options.FrameRateLimit,
                    Gate = Options.Motion is { } motion ? new MotionGate(motion) : null,
                    WatchFor = stills is null ? watch : null,
                    // A file and a folder wait until they are asked.
                    IsLive = endsInGap,
                }, stopIntake).ConfigureAwait(false);
            }
            catch (SourceException error) when (endsInGap)
            {
                // What comes from a live source is no video: its supervisor opens it again, and that is a gap with this cause.
                if (error.Message != said) run.Note($"{_settings.Name}: {said = error.Message}");
            }
            finally
            {
                events.Finish(isGap: endsInGap && !stopIntake.IsCancellationRequested);
            }

            void Begin(VideoFormat format)
            {
                FramesPerSecond = format.FramesPerSecond;
                began(format);
                if (watch() is { } camera) camera.Told = pictures.Tell;
                var timeline = new StreamTimeline(run.Boot.NextStreamId(), format.Rate);
                if (stills is null) run.Clock.Begin(timeline);
                else stills.Begin(timeline);
                pictures.Begin(timeline);
                events.Begin(timeline, format);
                epoch.Begin(events, timeline, format.FramesPerSecond, _settings.Source.Name, sink.Accept);
            }
        }

        void TellProblem(string? problem) =>
            run.Note(problem is null ? $"{_settings.Name}: pictures of its events can be taken again" : $"{_settings.Name}: no pictures of its events can be taken: {problem}");

        void Declare(SourceGap gap) =>
            sink.Accept(new GapRecord(_settings.Name, _settings.Source.Name, gap.Cause, gap.From, gap.To, gap.LostSeconds is { } seconds ? GapLoss.OfInput(seconds) : null, gap.Detail));
    }

    private FieldTally? Tally(FrameRun run)
    {
        if (Options.Counting is null || _settings.Frames.Counting is not { } counting) return null;
        var ledger = FieldLedger.Open(counting.Ledger, $"{Model.Reference.Digest} {Options.Digest(Model.Plan.Labels)}");
        return new FieldTally(Model.Plan.Labels, Model.Reference, Options, new StreamIdentity(run.Device, _settings.Name, _settings.Source.Name, 0, Replay: false), run.Sink, run.Evidence?.Store, ledger);
    }

    /// <inheritdoc/>
    public void Dispose() => _place.Dispose();

    private string? WhyFixed(ModelPackage package) => Options.Counting is not null ? $"{_settings.Name} counts, and counts of two models don't add up; activate or configure the version, then restart {_settings.Name}"
        : !package.Manifest.IsImage ? $"{_settings.Name} looks at frames, and {package.Manifest.Name} {package.Manifest.Version} listens; activate a version that looks at images"
        : null;

    // Rules that contradict a package make that package unusable here; what changes models knows nothing of configuration.
    private PictureSeat Open(ModelPackage package, ModelVariant variant)
    {
        var lease = _models.LendImage(package, variant);
        try
        {
            var seat = Seat(lease);
            seat.Bind();
            return seat;
        }
        catch (ConfigException error)
        {
            lease.Dispose();
            throw new ModelException(string.Join("; ", error.Problems), error);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private PictureSeat Seat(ImageModelLease lease)
    {
        var (model, options) = (lease.Model, FrameRules.Make(lease.Model, _settings.Frames, _settings.Rules));
        return new PictureSeat(model, options, () => new FrameRunner(model, _counters, options.Tiles, Merge(model, options)) { Live = _permit }, lease);
    }

    private static IEnumerable<string> LabelsOf(PictureSeat seat) => seat.Model.Plan.Labels.Where((_, index) => seat.Options.Tracks.LimitsOf(index).Report && seat.Options.Scores[index].Report);

    private static TileMerge? Merge(ImageModel model, FrameEventOptions options) => options.Tiles is { FullFrame: true } ? TileMerge.ByNms(NmsKind.PerClass, model.Plan.Output.Iou, model.Plan.Output.MaxDetections) : null;

    /// <summary>Stands where a folder's images take the place of bytes.</summary>
    private sealed class NoVideo(string description) : IVideoSource
    {
        public string Description => description;

        public Task FillAsync(System.IO.Pipelines.PipeWriter writer, CancellationToken cancellation) => Task.CompletedTask;
    }
}
