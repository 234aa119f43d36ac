using System.Threading.Channels;
using EdgeAgent.Configuration;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Hosting.Service;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Time;
using EdgeAgent.Run.Evidence;
using EdgeAgent.Run.Feed;
using EdgeAgent.Run.Frames;
using EdgeAgent.Run.Inference;
using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Run.Replays;
using EdgeAgent.Run.Variants;
using EdgeAgent.Telemetry;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>The daemon: runs every configured pipeline until it is told to stop.</summary>
/// <param name="settings">Its configuration.</param>
/// <param name="configuration">Where that came from, and comes from when it is read again.</param>
/// <param name="service">Its life as a service.</param>
/// <param name="terminal">Where it says what it does.</param>
/// <param name="time">Both clocks.</param>
internal sealed class LiveAgent(AgentSettings settings, ConfigurationSource configuration, ServiceLife service, Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(60);

    // The service manager's status line has it every ten seconds.
    private static readonly TimeSpan JournalInterval = TimeSpan.FromMinutes(10);

    // One waiting signal is as good as many: health is posted as it is then.
    private readonly Channel<bool> _sensorChanged = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private volatile ModelSwitchboard? _switchboard;
    private volatile HealthBoard? _board;
    private volatile OverloadVariants? _variants;

    /// <summary>Runs all pipelines.</summary>
    /// <param name="output">How events are shown.</param>
    /// <param name="stop">Stops intake and drains.</param>
    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(EventOutput output, CancellationToken stop)
    {
        var book = new VariantBook(settings.StateDirectory, $"{settings.Threads}/{BuildInfo.Version}{settings.OnnxRuntimeLibrary}/{ProcessorName.Read()}", terminal.Note);
        using var models = new ModelSet(settings, terminal.Note, package => book.Begin(package, settings.Models.Variants.FullShare, settings.Pipelines.Count(p => p.Models.Any(m => VariantReferences.NameOf(m) == package.Manifest.Name))));
        var permit = new InferencePermit();
        using var workers = InferenceWorkers.Live(permit);
        using var printer = new EventPrinter(terminal, output);
        var levels = new LogLevels(time);
        using var logs = NoteLogs.Create(terminal, levels);
        terminal.Note($"edge-agent {BuildInfo.Version}, ONNX Runtime {models.RuntimeVersion}, box {settings.Device}");
        using var telemetry = new AgentTelemetry(settings.Telemetry, time);
        var wishes = new OperatorWishes(settings.StateDirectory, terminal.Note);
        var opened = settings.Pipelines.Select(p => Open(p, wishes, models, telemetry)).ToArray();
        if (!service.IsUnattended && Array.TrueForAll(opened, o => o.Failure is not null)) return opened.Max(o => o.Failure!.Value.ExitCode);
        var pipelines = opened.Select(o => o.Pipeline).ToArray();
        var switchboard = _switchboard = new ModelSwitchboard(pipelines, models);
        _variants = new OverloadVariants((pipeline, package, variant) => switchboard.Lend(package, variant, pipeline), (package, variant) => book.WhyDemoted(package, variant) is null, switchboard, terminal.Note, time);
        var boot = new BootIdentity(time);
        await using var delivery = EventDelivery.Start(settings, boot.Id, logs, time);
        var sink = new EventTee(delivery, printer);
        var discipline = new KernelDiscipline();
        var watch = new ClockWatch(time, discipline, boot.Id);
        await using var evidence = new LiveEvidence(settings.Evidence, () => discipline.Read().Synchronized, time);
        foreach (var pipeline in pipelines) pipeline.Evidence = evidence;
        await using var anchors = new AnchorLog(settings.StateDirectory);
        using var intake = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var set = new PipelineSet([.. opened.Select(o => Live(o.Pipeline, o.Settings, o.Failure))], settings.Pipelines, wishes, time);
        var tap = new TapBoard(pipelines, time);
        foreach (var pipeline in pipelines) pipeline.Scores = new PipelineTap(pipeline, tap);
        using var replays = new ReplayDesk(settings, time);
        using var reload = new ConfigurationReload(configuration, set);
        await using var store = ModelUpdates.TryOpen(settings, models, _switchboard, terminal.Note, time);
        await using var inference = new ModelServer(settings.Inference, models, new ModelFinder(settings, store, time), permit, time);
        var sensors = new BoardSensors(settings.StateDirectory, time);
        var view = new AgentView(settings.Device, models.RuntimeVersion, boot.Id, pipelines, delivery, discipline, sensors, time);
        using var keeper = new VariantKeeper(settings.Models.Variants, book, switchboard, pipelines, () => sensors.Read().Temperatures.Select(t => (double?)t.Celsius).Max(), permit, terminal.Note, time);
        telemetry.Start(view, pipelines, delivery, settings.Device, boot.Id, terminal.Note);
        var contracts = new ControlContracts
        {
            Inference = inference,
            Agent = view,
            Pipelines = set,
            Configuration = reload,
            Logs = levels,
            Metrics = telemetry.Text,
            Tap = tap,
            Replays = replays,
            Audited = entry => delivery.Accept(AuditRecords.Of(entry)),
            Models = store,
            Support = new SupportSource(settings, configuration, terminal.Notes),
            Events = new EventFeed(new FeedStore(() => delivery.End, delivery.StoreDirectory), time),
        };
        foreach (var (pipeline, _, failure) in opened)
            if (failure is null && service.SafeMode is null) terminal.Note(pipeline.Describe());
        // A provider that is not installed is no news, and doctor tells it where there is a GPU; one that is and fails is.
        foreach (var runner in pipelines.SelectMany(p => p.Models).DistinctBy(m => m.Reference))
            foreach (var fallen in runner.ProviderNotes.Where(n => !n.Contains("was built without it", StringComparison.Ordinal) && !n.Contains("is not beside", StringComparison.Ordinal)))
                terminal.Note($"warning: {runner.Reference.Name} runs on {runner.Provider}: {fallen}");
        if (output is not EventOutput.None) terminal.Note("Ctrl-C stops.");

        using var finished = new CancellationTokenSource();
        var board = _board = new HealthBoard(settings.Device, settings.Delivery.HomeAssistant, pipelines, delivery, discipline, time);
        foreach (var life in set.Lives.Where(life => !life.IsAtRest))
        {
            if (service.SafeMode is { } reason) life.LeaveOff("safe-mode", reason);
            else if (wishes.Of(life.Pipeline.Name).Paused) life.LeaveOff("paused", "paused by an operator before the agent started");
            else life.Start();
        }

        if (store is not null)
        {
            foreach (var status in store.List().OrderBy(status => status.Since ?? DateTimeOffset.MinValue)) board.Tell(status);
            store.Changed += board.Tell;
        }

        // The box hears while it makes itself reachable, which takes a third of its start.
        await using var control = await StartControlAsync(contracts, set, logs, intake).ConfigureAwait(false);
        // What was on trial when the agent ended goes on being watched.
        if (service.SafeMode is null) store?.Resume();
        // The service manager first: whoever waits for the agent to be ready is not kept waiting for documents.
        var reports = Task.WhenAll(
            service.ReportAsync(pipelines, delivery, reload, finished.Token), ReportAsync(pipelines, printer, delivery, output, finished.Token), PostAsync(board, finished.Token),
            WatchAsync(watch, sink, finished.Token), keeper.RunAsync(finished.Token));
        bool drained;
        try
        {
            drained = await DrainAsync(set, stop).ConfigureAwait(false);
            await finished.CancelAsync().ConfigureAwait(false);
            await reports.ConfigureAwait(false);
            terminal.EndProgress();
            board.PostHealth();
        }
        finally
        {
            service.Stopping();
            // Whatever went wrong here: what was accepted is stored, sent as far as it goes, and the broker is told good-bye.
            await delivery.StopAsync(TimeSpan.FromSeconds(settings.StopDeadlineSeconds)).ConfigureAwait(false);
        }

        foreach (var (pipeline, _, failure) in opened)
            if (failure is null) terminal.Note(Status(pipeline) + " at the end");
        terminal.Note(Kept(delivery));
        if (anchors.Problem is { } unkept) terminal.Note(unkept);
        if (delivery.Store.Problem is { } problem)
        {
            terminal.Note($"not everything of this run is on disk: {problem}");
            return ExitCode.Failed;
        }

        if (!drained)
        {
            terminal.Note($"stopped before all input was analysed: draining took longer than Agent:StopDeadlineSeconds ({settings.StopDeadlineSeconds} s)");
            return ExitCode.Failed;
        }

        return set.Lives.Max(life => life.Code);

        PipelineLife Live(LivePipeline pipeline, PipelineSettings own, (int ExitCode, IReadOnlyList<string> Sentences)? failure)
        {
            var clock = new SourceClock(watch, anchors, pipeline.KnownRate);
            var life = new PipelineLife(
                pipeline, own, (p, wanted) => Prepare(p, wanted, models), (p, stopped) => p.RunAsync(settings.Device, boot, sink, workers, clock, time, stopped), sink, terminal.Note, time, intake.Token);
            if (failure is { } cause) life.Fail(cause.Sentences[0], cause.ExitCode);
            return life;
        }
    }

    // What was asked for and can't be served ends the agent, as if it had not begun to listen.
    private async Task<ControlServer?> StartControlAsync(ControlContracts contracts, PipelineSet set, ILoggerFactory logs, CancellationTokenSource intake)
    {
        try
        {
            return await RemoteControl.StartAsync(settings.Control, contracts, terminal, logs, time).ConfigureAwait(false);
        }
        catch
        {
            await intake.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(set.Lives.Select(life => life.Running)).ConfigureAwait(false);
            throw;
        }
    }

    // What an operator laid over it must not keep a pipeline from listening: thresholds that don't fit any more are forgotten, and that is said.
    private (LivePipeline Pipeline, PipelineSettings Settings, (int ExitCode, IReadOnlyList<string> Sentences)? Failure) Open(PipelineSettings configured, OperatorWishes wishes, ModelSet models, AgentTelemetry telemetry)
    {
        var own = wishes.Over(configured);
        var pipeline = new LivePipeline(own) { SensorChanged = Tell, PictureChanged = Tell, Noted = terminal.Note, OverloadChanged = Climbed, Watch = telemetry.Watch(own.Name), Overrides = wishes.Of(own.Name).Rules };
        var failure = service.SafeMode is null ? TryOpen(pipeline, own, models) : null;
        if (failure is null || own == configured) return (pipeline, own, failure);
        terminal.Note($"{own.Name}: thresholds that an operator had laid over its configuration are forgotten");
        wishes.Change(own.Name, wish => wish with { Rules = new Dictionary<string, string>() });
        return Open(configured, wishes, models, telemetry);
    }

    // A pipeline that can't start is named and does not keep the others from listening.
    private (int ExitCode, IReadOnlyList<string> Sentences)? TryOpen(LivePipeline pipeline, PipelineSettings own, ModelSet models)
    {
        try
        {
            Prepare(pipeline, own, models)();
            return null;
        }
        catch (Exception error) when (Failure.Describe(error) is { } failure)
        {
            foreach (var sentence in failure.Sentences) terminal.Note($"{pipeline.Name}: can't start: {sentence}");
            return failure;
        }
    }

    // Both are opened before anything is given up, so that what does not work changes nothing.
    private Action Prepare(LivePipeline pipeline, PipelineSettings own, ModelSet models)
    {
        if (models.AreImages(own.Models))
        {
            var frames = FramePipeline.Open(own, models, time, Switched);
            return () => pipeline.Equip(own, frames);
        }

        var source = LiveSources.Open(own.Source, time);
        // After a pause it goes on with the models that it had, which may be others than at the start; other wishes are others.
        var kept = pipeline.State == PipelineState.Paused && pipeline.Wants(own) ? pipeline.Places : null;
        var places = kept ?? new PipelineModels(own.Name, models.LendAll(own.Models, own.Rules), Switched);
        return () => pipeline.Equip(own, source, places);
    }

    private void Switched(ModelSwap swap)
    {
        terminal.Note($"{swap.Pipeline}: {swap.To.Name} {swap.To.Version} ({swap.To.Variant}) took over from {swap.From.Name} {swap.From.Version} ({swap.From.Variant}), {swap.Cause}{(swap.Detail is null ? "" : $": {swap.Detail}")}");
        _board?.PostModels();
        _switchboard?.Tell(swap);
    }

    private async Task<bool> DrainAsync(PipelineSet set, CancellationToken stop)
    {
        var all = set.AllAtRestAsync();
        using var stopped = new CancellationTokenSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(() => asked.TrySetResult()).ConfigureAwait(false))
        {
            await Task.WhenAny(all, asked.Task).ConfigureAwait(false);
            // Nobody is there to start it again: with what failed mended from afar it can go on, and what is stored goes out.
            if (all.IsCompletedSuccessfully && service.IsUnattended && set.Lives.Any(life => life.Pipeline.State == PipelineState.Failed))
            {
                await asked.Task.ConfigureAwait(false);
                all = set.AllAtRestAsync();
            }
        }

        if (all.IsCompleted)
        {
            await all.ConfigureAwait(false);
            return true;
        }

        // What is paused has nothing to finish.
        all = Task.WhenAll(set.Lives.Select(life => life.Running));
        var deadline = Task.Delay(TimeSpan.FromSeconds(settings.StopDeadlineSeconds), time, stopped.Token);
        await Task.WhenAny(all, deadline).ConfigureAwait(false);
        await stopped.CancelAsync().ConfigureAwait(false);
        return all.IsCompleted;
    }

    // On the analysing thread: it only leaves a note and wakes the one who posts.
    private void Tell(LivePipeline pipeline, SensorChange change)
    {
        terminal.Note($"{pipeline.Name}: {change.Sentence}");
        _sensorChanged.Writer.TryWrite(true);
    }

    private void Climbed(LivePipeline pipeline, OverloadChange change)
    {
        terminal.Note($"{pipeline.Name}: {OverloadSentences.Of(change)}");
        _variants?.Follow(pipeline, change);
        _sensorChanged.Writer.TryWrite(true);
    }

    private void Tell(LivePipeline pipeline, PictureChange change)
    {
        terminal.Note($"{pipeline.Name}: {change.Sentence}");
        _sensorChanged.Writer.TryWrite(true);
    }

    private async Task WatchAsync(ClockWatch watch, IEventSink sink, CancellationToken finished)
    {
        try
        {
            await watch.RunAsync(sink, finished).ConfigureAwait(false);
        }
        catch (Exception error) when (Failure.Describe(error) is { } failure)
        {
            // Nobody reads the output any more: the pipelines end of it too, and say so.
            terminal.Note($"the clock is not watched any more: {failure.Sentences[0]}");
        }
    }

    private async Task PostAsync(HealthBoard board, CancellationToken finished)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.Delivery.HealthSeconds), time);
        board.PostModels();
        try
        {
            var tick = timer.WaitForNextTickAsync(finished).AsTask();
            var change = _sensorChanged.Reader.ReadAsync(finished).AsTask();
            while (true)
            {
                board.PostHealth();
                await await Task.WhenAny(tick, change).ConfigureAwait(false);
                if (tick.IsCompleted) tick = timer.WaitForNextTickAsync(finished).AsTask();
                if (change.IsCompleted) change = _sensorChanged.Reader.ReadAsync(finished).AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The agent has ended.
        }
    }

    private async Task ReportAsync(IReadOnlyList<LivePipeline> pipelines, EventPrinter printer, EventDelivery delivery, EventOutput output, CancellationToken finished)
    {
        using var timer = new PeriodicTimer(terminal.NotesAreOnScreen ? TimeSpan.FromSeconds(1) : output is EventOutput.None ? JournalInterval : StatusInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(finished).ConfigureAwait(false))
            {
                var line = $"{string.Join(" · ", pipelines.Select(Status))} · {printer.Events} events · {Kept(delivery)}";
                if (terminal.NotesAreOnScreen) terminal.Progress(line);
                else terminal.Note(line);
            }
        }
        catch (OperationCanceledException)
        {
            // The agent has ended.
        }
    }

    private static string Kept(EventDelivery delivery)
    {
        var store = delivery.Store;
        return $"{store.LastSequence} messages stored, {store.Pending} to be confirmed";
    }

    private static string Status(LivePipeline pipeline)
    {
        // It was never opened, in safe mode.
        if (pipeline.Rate == 0) return $"{pipeline.Name} left off";
        var counters = pipeline.Counters;
        var heard = TimeSpan.FromSeconds((double)counters.Frames / pipeline.Rate);
        var (verb, units) = pipeline.Sees ? ("seen", "frames") : ("heard", "windows");
        var factor = counters.Busy > TimeSpan.Zero ? heard / counters.Busy : 0;
        return FormattableString.Invariant($"{pipeline.Name} {(int)heard.TotalHours:D2}:{heard.Minutes:D2}:{heard.Seconds:D2} {verb}, {counters.Windows} {units}, {factor:F0}x real time");
    }
}
