using System.Globalization;
using EdgeAgent.Control.V1;

namespace EdgeAgent.Edgectl.Output;

/// <summary>A box's status for people.</summary>
internal static class StatusTable
{
    /// <summary>Its lines.</summary>
    public static IEnumerable<string> Lines(GetStatusResponse status, int width)
    {
        var up = status.Time.ToDateTimeOffset() - status.Started.ToDateTimeOffset();
        yield return Cut($"{status.Device}  edge-agent {status.Version}  up {Duration(up)}  {status.BootId}", width);
        yield return Cut($"clock {Clock(status.Clock)}  disk {Disk(status.Disk)}  memory {Bytes(status.ResidentBytes)}{string.Concat(status.Temperatures.Select(t => Invariant($"  {t.Zone} {t.Celsius:F0} °C")))}", width);
        if (status.Store is { } store)
        {
            yield return Cut($"store {store.LastSequence} messages, {store.Pending} to be confirmed, {store.Refused} refused, {Bytes(store.BytesUsed)} of {Bytes(store.BudgetBytes)}, broker {(store.Connected ? "connected" : "not connected")}", width);
            if (store.Problem.Length > 0) yield return Cut("store: " + store.Problem, width);
        }

        if (status.Dial is { } dial)
            yield return Cut($"{dial.Relay} {(dial.State == DialState.Connected ? "connected" : dial.State == DialState.Connecting ? "connecting" : "not connected")} since {dial.Since.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)}{(dial.Problem.Length > 0 ? $": {TextTable.Clean(dial.Problem)}" : "")}", width);
        foreach (var line in Pipelines(status.Pipelines, width)) yield return line;
    }

    /// <summary>Pipelines alone.</summary>
    public static IEnumerable<string> Pipelines(IReadOnlyCollection<PipelineStatus> pipelines, int width)
    {
        var table = new TextTable("PIPELINE", "STATE", "COVERAGE", "SPEED", "WINDOWS", "DROPPED", "EVENTS", "P99", "SENSOR", "MODELS");
        foreach (var p in pipelines)
        {
            table.Add(
                p.Name, Word(p.State), p.HasCoverage ? Invariant($"{p.Coverage:P1}") : "-", p.HasRealTimeFactor ? Invariant($"{p.RealTimeFactor:F0}x") : "-",
                Invariant($"{p.Windows}"), Invariant($"{p.DroppedWindows}"), Invariant($"{p.Events}"), Latency(p), p.Levels?.Sensor ?? p.Picture?.State ?? "-",
                string.Join(", ", p.Models.Select(m => Invariant($"{m.Name}:{m.Version}/{m.Variant} {m.Provider}"))));
        }

        foreach (var line in table.Lines(width)) yield return line;
        foreach (var p in pipelines.Where(p => p.Latency is not null || p.Overload is { Step: not OverloadStep.Unspecified } || p.Input is { Restarts: > 0 } || p.Gaps.Count > 0)) yield return Cut(Keeping(p), width);
        foreach (var p in pipelines)
            if (p.Frames is { } f) yield return Cut(Invariant($"{p.Name}: {f.Received} frames, {f.Analysed} analysed, {f.Limited} over the rate limit, {f.Still} still, {f.Dropped} dropped, {f.Damaged} damaged, {f.Faulty} not to be trusted"), width);
        foreach (var p in pipelines.Where(p => p.Overrides.Count > 0)) yield return Cut($"{p.Name}: {string.Join(", ", p.Overrides.Select(o => $"{o.Key} {o.Value}"))} laid over its configuration; edgectl pipelines thresholds {p.Name} --reset", width);
        foreach (var p in pipelines.Where(p => p.Detail.Length > 0)) yield return Cut($"{p.Name}: {p.Detail}", width);
    }

    // The slowest of its models.
    private static string Latency(PipelineStatus p) => p.Models.Any(m => m.Latency is not null) ? Invariant($"{1000 * p.Models.Max(m => m.Latency?.P99 ?? 0):0.#} ms") : "-";

    // What is worth a line beside the table: how it keeps up, what it adds to the model's run, what its source does.
    private static string Keeping(PipelineStatus p)
    {
        var parts = new List<string>();
        if (p.Latency is { } l) parts.Add(Invariant($"run {l.Run.P50 * 1000:F1}/{l.Run.P99 * 1000:F1} ms, added {l.Added.P50 * 1000:F1}/{l.Added.P99 * 1000:F1} ms (p50/p99)"));
        if (p.Overload is { Step: not OverloadStep.Unspecified } o) parts.Add(Invariant($"overloaded: {Word(o.Step)}, {o.QueuedSeconds:F1} s wait, load {o.Load:F2}"));
        if (p.Input is { HasDriftPpm: true } drift) parts.Add(Invariant($"drift {drift.DriftPpm:+0.0;-0.0} ppm"));
        if (p.Input is { Restarts: > 0 } input) parts.Add(Invariant($"{input.Restarts} restarts"));
        if (p.Gaps.Count > 0) parts.Add("gaps: " + string.Join(", ", p.Gaps.Select(g => Invariant($"{g.Count} {g.Cause} ({g.Seconds:F1} s)"))));
        return $"{p.Name}: {string.Join("; ", parts)}";
    }

    private static string Word(OverloadStep step) => step switch
    {
        OverloadStep.Batch => "batches",
        OverloadStep.Variant => "faster variant",
        OverloadStep.Hop => "every other window",
        _ => "skips windows",
    };

    private static string Clock(ClockStatus clock) => clock.Synchronized ? clock.HasOffsetSeconds ? Invariant($"synchronized (±{clock.OffsetSeconds * 1000:F1} ms)") : "synchronized" : "not synchronized";

    private static string Disk(DiskStatus? disk) => disk is null ? "unknown" : $"{Bytes(disk.FreeBytes)} free";

    /// <summary>The word for a state.</summary>
    public static string Word(PipelineState state) => state switch
    {
        PipelineState.Running => "running",
        PipelineState.Paused => "paused",
        PipelineState.Stopped => "stopped",
        PipelineState.Ended => "ended",
        PipelineState.Failed => "failed",
        _ => "unknown",
    };

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => Invariant($"{bytes / (double)(1L << 30):F1} GiB"),
        >= 1L << 20 => Invariant($"{bytes / (double)(1L << 20):F1} MiB"),
        _ => Invariant($"{bytes / 1024.0:F0} KiB"),
    };

    private static string Duration(TimeSpan time) => time.TotalDays >= 1 ? Invariant($"{(int)time.TotalDays} d {time.Hours} h") : time.TotalHours >= 1 ? Invariant($"{time.Hours} h {time.Minutes} min") : Invariant($"{time.Minutes} min {time.Seconds} s");

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
