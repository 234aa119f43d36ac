using EdgeAgent.Configuration;
using EdgeAgent.Core.Events;
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
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Run.Frames;

/// <summary>What a pipeline that sees is equipped with for its next run: its input, its model and its rules; and the run.</summary>
internal sealed class FramePipeline : IDisposable
{
    private readonly PipelineSettings _settings;
    private readonly ImageModelLease _model;
    private readonly FrameInput _input;
    private readonly FrameEventOptions _options;

    private FramePipeline(PipelineSettings settings, FrameInput input, ImageModelLease owned, FrameEventOptions options) => (_settings, _input, _model, _options) = (settings, input, owned, options);

    /// <summary>The model that looks.</summary>
    public ImageModel Model => _model.Model;

    /// <summary>What is kept going; null for files and folders.</summary>
    public SupervisedSource? Live => _input.Live;

    /// <summary>Whether it may wait for input for as long as it takes.</summary>
    public bool MayWait => _input.Folder is not null;

    /// <summary>Frames a second, as far as it is known; 0 before the stream has said it.</summary>
    public double FramesPerSecond { get; private set; }

    /// <summary>Labels whose events are told.</summary>
    public IEnumerable<string> Labels => Model.Plan.Labels.Where((_, index) => _options.Tracks.LimitsOf(index).Report && _options.Scores[index].Report);

    /// <summary>For people: what it looks at.</summary>
    public string Input => _input.Description;

    /// <summary>Opens input and model.</summary>
    /// <param name="settings">The pipeline's.</param>
    /// <param name="models">Lends the model.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Core.Models.ModelException">The model can't be used, or there are several.</exception>
    /// <exception cref="SourceException">There can be no frames.</exception>
    /// <exception cref="ConfigException">The rules don't go with the model.</exception>
    public static FramePipeline Open(PipelineSettings settings, ModelSet models, TimeProvider time)
    {
        if (settings.Models.Count > 1) throw new Core.Models.ModelException($"{settings.Name}: one model looks at a source's frames; list {string.Join(" and ", settings.Models)} in pipelines of their own");
        var model = models.LendImage(settings.Models[0]);
        try
        {
            return new FramePipeline(settings, FrameInput.Open(settings.Source, time), model, FrameRules.Make(model.Model, settings.Frames, settings.Rules));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

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
        using var runner = new FrameRunner(Model, counters, _options.Tiles, Merge()) { Live = run.Permit };
        using var snapshots = _settings.Frames.Snapshots is { } options && _options.Counting is null && run.Evidence is not null && OpenCvLibrary.WhyMissing() is null ? new SnapshotTaker(options) { ProblemChanged = TellProblem } : null;
        using var tally = Tally(run);
        var ended = false;
        string? said = null;
        // Last, as it has a thread and a clock that only its end stops.
        var keeper = snapshots is null ? null : run.Evidence!.Pictures(_settings.Name, run.Sink);
        IEventSink sink = keeper is null ? run.Sink : keeper;
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
            var events = new FrameEvents(Model, _options, new StreamIdentity(run.Device, _settings.Name, _settings.Source.Name, 0, Replay: false), sink, snapshots, declares: true)
            {
                Tally = tally,
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
                    Runner = runner,
                    Sink = events,
                    Counters = counters,
                    Progress = run.Progress,
                    Time = run.Time,
                    Begin = Begin,
                    Received = stills is null ? run.Clock.Heard : null,
                    FrameRateLimit = _options.FrameRateLimit,
                    Gate = _options.Motion is { } motion ? new MotionGate(motion) : null,
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
                var timeline = new StreamTimeline(run.Boot.NextStreamId(), format.Rate);
                if (stills is null) run.Clock.Begin(timeline);
                else stills.Begin(timeline);
                events.Begin(timeline, format);
            }
        }

        void TellProblem(string? problem) =>
            run.Note(problem is null ? $"{_settings.Name}: pictures of its events can be taken again" : $"{_settings.Name}: no pictures of its events can be taken: {problem}");

        void Declare(SourceGap gap) =>
            sink.Accept(new GapRecord(_settings.Name, _settings.Source.Name, gap.Cause, gap.From, gap.To, gap.LostSeconds is { } seconds ? GapLoss.OfInput(seconds) : null, gap.Detail));
    }

    private FieldTally? Tally(FrameRun run)
    {
        if (_options.Counting is null || _settings.Frames.Counting is not { } counting) return null;
        var ledger = FieldLedger.Open(counting.Ledger, $"{Model.Reference.Digest} {_options.Digest(Model.Plan.Labels)}");
        return new FieldTally(Model.Plan.Labels, Model.Reference, _options, new StreamIdentity(run.Device, _settings.Name, _settings.Source.Name, 0, Replay: false), run.Sink, run.Evidence?.Store, ledger);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private TileMerge? Merge() => _options.Tiles is { FullFrame: true } ? TileMerge.ByNms(NmsKind.PerClass, Model.Plan.Output.Iou, Model.Plan.Output.MaxDetections) : null;

    /// <summary>Stands where a folder's images take the place of bytes.</summary>
    private sealed class NoVideo(string description) : IVideoSource
    {
        public string Description => description;

        public Task FillAsync(System.IO.Pipelines.PipeWriter writer, CancellationToken cancellation) => Task.CompletedTask;
    }
}
