using System.Diagnostics.Metrics;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Control;
using EdgeAgent.Delivery.Documents;
using EdgeAgent.Delivery.Mqtt;

namespace EdgeAgent.Telemetry;

/// <summary>The instruments that read what the agent counts anyway; the data path pays nothing for them.</summary>
internal static class AgentInstruments
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<AgentInstrument> All { get; } =
    [
        // The box
        Box("edgeagent.uptime", "s", false, "Seconds since this run of the agent began.", r => (r.Agent.Time - r.Agent.Started).TotalSeconds),
        Box("edgeagent.memory.resident", "By", false, "Memory that the agent holds resident.", r => r.Agent.ResidentBytes),
        Box("edgeagent.disk.free", "By", false, "Free bytes of the disk that holds the state.", r => r.Agent.Disk?.FreeBytes),
        Box("edgeagent.disk.size", "By", false, "Size of that disk.", r => r.Agent.Disk?.TotalBytes),
        Box("edgeagent.clock.synchronized", "1", false, "1 while something (NTP, chrony) keeps the wall clock right.", r => r.Agent.Clock.Synchronized ? 1 : 0),
        Box("edgeagent.clock.offset", "s", false, "Estimated error of the wall clock.", r => r.Agent.Clock.OffsetSeconds),
        new("edgeagent.temperature", "Cel", false, "What the board's thermometers tell.", r => r.Agent.Temperatures.Select(t => new Measurement<double>(t.Celsius, Tag("zone", t.Zone)))),

        // Pipelines
        Pipe("edgeagent.pipeline.running", "1", false, "1 while the pipeline listens.", p => p.State == PipelineState.Running ? 1 : 0),
        Pipe("edgeagent.pipeline.elapsed", "s", true, "Seconds since it was started.", p => p.ElapsedSeconds),
        Pipe("edgeagent.pipeline.analysed", "s", true, "Seconds of input analysed.", p => p.AnalysedSeconds),
        Pipe("edgeagent.pipeline.coverage", "1", false, "Analysed seconds over elapsed seconds.", p => p.Coverage),
        Pipe("edgeagent.pipeline.realtime_factor", "1", false, "Seconds of input over seconds of work; below 1 it can't keep up.", p => p.RealTimeFactor),
        Pipe("edgeagent.pipeline.load", "1", false, "Seconds of work for a second of input lately.", p => p.Overload?.Load),
        Pipe("edgeagent.pipeline.queued", "s", false, "Seconds of input that have arrived and wait to be analysed.", p => p.Overload?.QueuedSeconds),
        Pipe("edgeagent.windows", "{window}", true, "Windows scored.", p => p.Windows),
        Pipe("edgeagent.windows.dropped", "{window}", true, "Windows left out or skipped because of overload.", p => p.DroppedWindows),
        Pipe("edgeagent.events", "{event}", true, "Events opened.", p => p.Events),
        Pipe("edgeagent.overload.step", "1", false, "Step of the overload ladder: 0 none, 1 batch, 2 variant, 3 hop, 4 skip.", p => p.Overload is { } o ? (int)o.Step : null),
        Pipe("edgeagent.overload.climbs", "{step}", true, "Steps taken because of overload.", p => p.Overload?.Climbs),
        Pipe("edgeagent.overload.skipped", "s", true, "Seconds of input skipped because of overload.", p => p.Overload?.SkippedSeconds),
        Pipe("edgeagent.source.missing", "1", false, "1 while the source is away.", p => p.Input is { } i ? (i.Missing ? 1 : 0) : null),
        Pipe("edgeagent.source.restarts", "{restart}", true, "How often the source was opened again after a fault.", p => p.Input?.Restarts),
        Pipe("edgeagent.source.drift", "[ppm]", false, "How far the source's sample clock is off; positive is fast.", p => p.Input?.DriftPpm),
        Pipe("edgeagent.sensor.deaf", "s", true, "Seconds of input in which the hydrophone gave nothing that could be heard.", p => p.Levels?.DeafSeconds),
        Pipe("edgeagent.sensor.ok", "1", false, "1 while the hydrophone sounds as it should.", p => p.Levels is { } l ? (l.State == SensorState.Ok ? 1 : 0) : null),
        Pipe("edgeagent.sensor.rms", "dB", false, "Level of the last minute, dB re full scale.", p => p.Levels?.RmsDb),
        Pipe("edgeagent.sensor.floor", "dB", false, "Noise floor of the last minute, dB re full scale.", p => p.Levels?.FloorDb),
        Gap("edgeagent.gaps", "{gap}", "Gaps declared, by cause.", g => g.Count),
        Gap("edgeagent.gaps.lost", "s", "Seconds of input lost in gaps, by cause.", g => g.Seconds),
        new("edgeagent.window.added", "s", false, "What the agent adds to the model's run, from the arrival of the last sample that a window needs to its events: percentiles since the start.",
            r => r.Agent.Pipelines.Where(p => p.Latency is not null).SelectMany(p => Quantiles(p.Latency!.Added, new KeyValuePair<string, object?>("pipeline", p.Name)))),
        new("edgeagent.window.stage", "s", false, "Where the time of windows goes, by stage: percentiles since the start.", Stages),
        new("edgeagent.model.info", "1", false, "1 for each model that hears; its labels say which.", r => r.Agent.Pipelines.SelectMany(p => p.Models.Select(m => new Measurement<double>(
            1, Tag("pipeline", p.Name), Tag("model", m.Name), Tag("version", m.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)), Tag("variant", m.Variant), Tag("provider", m.Provider))))),

        Twin("edgeagent.twin.compared", "{window}", true, "Windows that a quantized variant and the full model both scored.", t => t.Compared),
        Twin("edgeagent.twin.agreement", "1", false, "Share of these that both decided alike.", t => t.Agreement),
        Twin("edgeagent.twin.missed", "{window}", true, "Windows that were due for that and not compared.", t => t.Missed),

        // Clips and recordings
        Kept("edgeagent.clips", "{clip}", true, "Clips kept.", e => e.Clips),
        Kept("edgeagent.clips.missing", "{event}", true, "Events without a clip: no time, no disk, or the sound was gone.", e => e.WithoutClip),
        Kept("edgeagent.recording.lost", "s", true, "Seconds of sound that were heard and not recorded.", e => e.UnrecordedSeconds),
        new("edgeagent.evidence.size", "By", false, "Disk that clips, pictures and recordings take.", r => r.Evidence.Take(1).Select(e => new Measurement<double>(e.Health.BytesOnDisk))),
        new("edgeagent.evidence.files", "{file}", false, "Their files.", r => r.Evidence.Take(1).Select(e => new Measurement<double>(e.Health.Files))),

        // Store and link
        Box("edgeagent.store.working", "1", false, "1 while records get to the disk.", r => r.Store.Problem is null ? 1 : 0),
        Box("edgeagent.store.accepted", "{record}", true, "Records on disk.", r => r.Store.Accepted),
        Box("edgeagent.store.queue", "{record}", false, "Records that wait for the disk.", r => r.Store.Waiting),
        Box("edgeagent.store.refused", "{record}", true, "Records turned away because too many waited; each is declared.", r => r.Store.Refused),
        Box("edgeagent.store.dropped", "{message}", true, "Messages given up for want of disk, age or damage, and declared.", r => r.Store.Dropped),
        Box("edgeagent.store.commits", "{transaction}", true, "Transactions.", r => r.Store.Commits),
        Box("edgeagent.store.size", "By", false, "Bytes that the store holds on disk.", r => r.Store.BytesUsed),
        Box("edgeagent.store.written", "By", true, "Bytes written to the disk.", r => r.Store.BytesWritten),
        Box("edgeagent.outbox.pending", "{message}", false, "Messages that the broker has not confirmed.", r => r.Store.Pending),
        Box("edgeagent.outbox.dead", "{message}", false, "Messages that the broker refuses for good.", r => r.Store.DeadLetters),
        new("edgeagent.store.durable", "s", false, "From the acceptance of a record to the disk: percentiles since the start.", r => r.Store.Durable is { Count: > 0 } d ? Quantiles(d) : []),
        new("edgeagent.outbox.published", "s", false, "From the acceptance of a record to the broker's confirmation, of those confirmed soon: percentiles since the start.", r => r.Store.Published is { Count: > 0 } d ? Quantiles(d) : []),
        Link("edgeagent.mqtt.connected", "1", false, "1 while there is a connection to a broker.", l => l.State == MqttState.Connected ? 1 : 0),
        Link("edgeagent.mqtt.inflight", "{packet}", false, "Packets that wait for the broker's confirmation.", l => l.InFlight),
        Link("edgeagent.mqtt.published", "{packet}", true, "Packets published, repetitions included.", l => l.Published),
        Link("edgeagent.mqtt.acknowledged", "{message}", true, "Messages that the broker confirmed.", l => l.Acknowledged),
        Link("edgeagent.mqtt.refused", "{message}", true, "Messages that the broker refused for good.", l => l.Refused),
        Link("edgeagent.mqtt.retries", "{message}", true, "Refusals for passing reasons.", l => l.Retries),
        Link("edgeagent.mqtt.folded", "{message}", true, "Messages folded into declared gap records to save bytes.", l => l.Folded),
        Link("edgeagent.mqtt.reconnects", "{connection}", true, "Connections after the first.", l => l.Reconnects),
        Link("edgeagent.mqtt.sent", "By", true, "Bytes of MQTT packets sent.", l => l.BytesSent),
    ];

    private static AgentInstrument Box(string name, string unit, bool isTotal, string description, Func<AgentReadings, double?> value) =>
        new(name, unit, isTotal, description, r => value(r) is { } v ? [new Measurement<double>(v)] : []);

    private static AgentInstrument Link(string name, string unit, bool isTotal, string description, Func<MqttHealth, double?> value) =>
        Box(name, unit, isTotal, description, r => r.Link is { } link ? value(link) : null);

    private static AgentInstrument Pipe(string name, string unit, bool isTotal, string description, Func<PipelineSnapshot, double?> value) =>
        new(name, unit, isTotal, description, r => r.Agent.Pipelines.Where(p => value(p) is not null).Select(p => new Measurement<double>(value(p)!.Value, Tag("pipeline", p.Name))));

    private static AgentInstrument Twin(string name, string unit, bool isTotal, string description, Func<TwinFigures, double?> value) =>
        new(name, unit, isTotal, description, r =>
            from pipeline in r.Agent.Pipelines
            from model in pipeline.Models
            where model.Twin is not null && value(model.Twin) is not null
            select new Measurement<double>(value(model.Twin!)!.Value, Tag("pipeline", pipeline.Name), Tag("model", model.Name), Tag("variant", model.Variant)));

    private static AgentInstrument Kept(string name, string unit, bool isTotal, string description, Func<EvidenceHealth, double?> value) =>
        new(name, unit, isTotal, description, r => r.Evidence.Where(e => value(e.Health) is not null).Select(e => new Measurement<double>(value(e.Health)!.Value, Tag("pipeline", e.Pipeline))));

    private static AgentInstrument Gap(string name, string unit, string description, Func<GapFigures, double> value) =>
        new(name, unit, true, description, r => r.Agent.Pipelines.SelectMany(p => p.Gaps.Select(g => new Measurement<double>(value(g), Tag("pipeline", p.Name), Tag("cause", g.Cause)))));

    private static IEnumerable<Measurement<double>> Stages(AgentReadings readings) =>
        from pipeline in readings.Agent.Pipelines
        where pipeline.Latency is not null
        from stage in new (string Name, LatencyFigures Figures)[] { ("queue", pipeline.Latency!.Queue), ("features", pipeline.Latency.Features), ("run", pipeline.Latency.Run), ("aggregation", pipeline.Latency.Aggregation) }
        from measurement in Quantiles(stage.Figures, Tag("pipeline", pipeline.Name), Tag("stage", stage.Name))
        select measurement;

    private static Measurement<double>[] Quantiles(LatencyFigures figures, params KeyValuePair<string, object?>[] tags) =>
        [new(figures.P50, [.. tags, Tag("percentile", "50")]), new(figures.P99, [.. tags, Tag("percentile", "99")])];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
