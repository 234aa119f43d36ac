using EdgeAgent.Control.Dial;
using EdgeAgent.Control.V1;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Control;
using Google.Protobuf.WellKnownTypes;
using State = EdgeAgent.Core.Control.PipelineState;

namespace EdgeAgent.Control.Services;

/// <summary>Puts snapshots into messages.</summary>
internal static class StatusMessages
{
    /// <summary>The whole agent.</summary>
    public static GetStatusResponse Of(AgentSnapshot agent)
    {
        var message = new GetStatusResponse
        {
            Device = agent.Device,
            Version = agent.Version,
            RuntimeVersion = agent.RuntimeVersion,
            BootId = agent.BootId,
            Time = Timestamp.FromDateTimeOffset(agent.Time),
            Started = Timestamp.FromDateTimeOffset(agent.Started),
            Clock = new ClockStatus { Synchronized = agent.Clock.Synchronized },
            ResidentBytes = agent.ResidentBytes,
        };
        if (agent.Clock.OffsetSeconds is { } offset) message.Clock.OffsetSeconds = offset;
        if (agent.Store is { } store) message.Store = Of(store);
        if (agent.Disk is { } disk) message.Disk = new DiskStatus { Path = disk.Path, FreeBytes = disk.FreeBytes, TotalBytes = disk.TotalBytes };
        foreach (var pipeline in agent.Pipelines) message.Pipelines.Add(Of(pipeline));
        foreach (var reading in agent.Temperatures) message.Temperatures.Add(new Temperature { Zone = reading.Zone, Celsius = reading.Celsius });
        return message;
    }

    /// <summary>One pipeline.</summary>
    public static PipelineStatus Of(PipelineSnapshot pipeline)
    {
        var message = new PipelineStatus
        {
            Name = pipeline.Name,
            State = pipeline.State switch
            {
                State.Running => V1.PipelineState.Running,
                State.Paused => V1.PipelineState.Paused,
                State.Stopped => V1.PipelineState.Stopped,
                State.Ended => V1.PipelineState.Ended,
                _ => V1.PipelineState.Failed,
            },
            Detail = pipeline.Detail ?? "",
            Source = pipeline.Source,
            SampleRate = pipeline.SampleRate,
            ElapsedSeconds = pipeline.ElapsedSeconds,
            AnalysedSeconds = pipeline.AnalysedSeconds,
            Windows = pipeline.Windows,
            DroppedWindows = pipeline.DroppedWindows,
            Events = pipeline.Events,
        };
        if (pipeline.Coverage is { } coverage) message.Coverage = coverage;
        if (pipeline.RealTimeFactor is { } factor) message.RealTimeFactor = factor;
        if (pipeline.Levels is { } levels) message.Levels = Of(levels);
        if (pipeline.Frames is { } frames)
        {
            message.Frames = new Frames
            {
                Received = frames.Received, Analysed = frames.Analysed, Limited = frames.Limited, Still = frames.Still, Dropped = frames.Dropped,
                Damaged = frames.Damaged, Faulty = frames.Faulty, SizeChanges = frames.SizeChanges,
            };
        }

        if (pipeline.Video is { } video) message.Picture = new Picture { Brightness = video.Brightness, Sharpness = video.Sharpness, State = SensorWords.Of(video.State), Detail = video.Detail ?? "" };
        foreach (var model in pipeline.Models) message.Models.Add(Of(model));
        foreach (var (key, value) in pipeline.Overrides) message.Overrides.Add(key, value);
        foreach (var gap in pipeline.Gaps) message.Gaps.Add(new GapCount { Cause = gap.Cause, Count = gap.Count, Seconds = gap.Seconds });
        if (pipeline.Input is { } input)
        {
            message.Input = new SourceStatus { Missing = input.Missing, Restarts = input.Restarts };
            if (input.DriftPpm is { } drift) message.Input.DriftPpm = drift;
            if (input.DriftUncertaintyPpm is { } uncertainty) message.Input.DriftUncertaintyPpm = uncertainty;
        }

        if (pipeline.Overload is { } o)
            message.Overload = new OverloadStatus { Step = (V1.OverloadStep)(int)o.Step, QueuedSeconds = o.QueuedSeconds, Load = o.Load, Climbs = o.Climbs, SkippedSeconds = o.SkippedSeconds };
        if (pipeline.Latency is { } l)
            message.Latency = new LatencyStatus { Queue = Of(l.Queue), Features = Of(l.Features), Run = Of(l.Run), Aggregation = Of(l.Aggregation), Added = Of(l.Added) };
        return message;
    }

    private static Percentiles Of(LatencyFigures figures) => new() { Count = figures.Count, P50 = figures.P50, P95 = figures.P95, P99 = figures.P99, Longest = figures.Longest };

    /// <summary>A look into a pipeline.</summary>
    public static TapResponse Of(TapReading reading)
    {
        var message = new TapResponse { Pipeline = reading.Pipeline, Time = Timestamp.FromDateTimeOffset(reading.Time), Dropped = reading.Dropped };
        if (reading.Levels is { } levels) message.Levels = Of(levels);
        if (reading.Scores is not { } window) return message;
        var model = window.Model;
        message.Scores = new V1.WindowScores
        {
            Model = new PipelineModel { Name = model.Name, Version = model.Version, Variant = model.Variant, Digest = model.Digest, Provider = model.Provider },
            First = window.First, Last = window.Last,
        };
        message.Scores.Scores.AddRange(window.Scores);
        message.Scores.Labels.AddRange(window.Labels);
        return message;
    }

    private static PipelineModel Of(ModelUse model)
    {
        var message = new PipelineModel { Name = model.Name, Version = model.Version, Variant = model.Variant, Digest = model.Digest, Provider = model.Provider };
        if (model.Latency is { Count: > 0 } latency) message.Latency = Of(latency);
        if (model.Twin is { } twin) message.Twin = new TwinAgreement { Compared = twin.Compared, Same = twin.Same, Heard = twin.Heard, HeardSame = twin.HeardSame, Missed = twin.Missed, Drift = twin.Drift ?? "" };
        return message;
    }

    /// <summary>A log level.</summary>
    public static V1.LogLevel Of(LogLevelEntry entry)
    {
        var message = new V1.LogLevel { Area = entry.Area, Level = entry.Level };
        if (entry.Until is { } until) message.Until = Timestamp.FromDateTimeOffset(until);
        return message;
    }

    /// <summary>A change of the configuration.</summary>
    public static V1.ConfigurationChange Of(Core.Control.ConfigurationChange change) => new()
    {
        Key = change.Key, Before = change.Before ?? "", After = change.After ?? "",
        Effect = change.Effect == ChangeEffect.PipelineRestart ? ConfigurationEffect.PipelineRestart : ConfigurationEffect.AgentRestart,
    };

    /// <summary>Levels of a hydrophone.</summary>
    public static Levels Of(LevelSnapshot levels)
    {
        var message = new Levels { Seconds = levels.Seconds, DcOffset = levels.DcOffset, ClippedShare = levels.ClippedShare, Sensor = SensorWords.Of(levels.State), Detail = levels.Detail ?? "" };
        if (levels.RmsDb is { } rms) message.RmsDb = rms;
        if (levels.PeakDb is { } peak) message.PeakDb = peak;
        if (levels.FloorDb is { } floor) message.FloorDb = floor;
        if (levels.PressureDb is { } pressure) message.PressureDb = pressure;
        return message;
    }

    /// <summary>What a replay says.</summary>
    public static ReplayResponse Of(ReplayNews news) => news switch
    {
        { Document: { } document } => new ReplayResponse { Document = document },
        { Progress: var (heard, total) } => new ReplayResponse { Progress = new ReplayProgress { HeardSeconds = heard, TotalSeconds = total, Events = news.Events } },
        { ExitCode: { } code } => new ReplayResponse { Result = new ReplayResult { ExitCode = code, Events = news.Events, Problem = news.Problem ?? "" } },
        _ => new ReplayResponse { Note = news.Note ?? "" },
    };

    /// <summary>The way to the relay.</summary>
    public static DialStatus Of(DialSnapshot dial) => new()
    {
        Relay = dial.Relay,
        State = dial.Phase switch { DialPhase.Connected => DialState.Connected, DialPhase.Waiting => DialState.Waiting, _ => DialState.Connecting },
        Since = Timestamp.FromDateTimeOffset(dial.Since),
        Callers = dial.Callers,
        Problem = dial.Problem ?? "",
    };

    private static StoreStatus Of(StoreSnapshot store) => new()
    {
        StoreId = store.StoreId,
        LastSequence = store.LastSequence,
        Pending = store.Pending,
        Refused = store.Refused,
        BytesUsed = store.BytesUsed,
        BudgetBytes = store.BudgetBytes,
        Problem = store.Problem ?? "",
        Connected = store.Connected,
    };
}
