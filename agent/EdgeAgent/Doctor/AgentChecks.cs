using System.Globalization;
using EdgeAgent.Configuration;

namespace EdgeAgent.Doctor;

/// <summary>The agent itself: its configuration and its service.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class AgentChecks(DoctorContext context)
{
    /// <summary>Name of the check whose failure means that the configuration can't be used.</summary>
    public const string Configuration = "configuration";

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All() => [new DoctorCheck(Configuration, Keys), new DoctorCheck("service", DoctorCheck.Usual, ServiceAsync)];

    private CheckOutcome Keys()
    {
        if (context.Problems.Count > 0) return CheckOutcome.Fail(string.Join("; ", context.Problems), "mend these keys; edge-agent validate lists them one by one, docs/configuration.md has them all");
        var pipelines = context.Settings.Pipelines;
        if (pipelines.Count == 0) return CheckOutcome.Fail("no pipeline: there is nothing to listen to", "edge-agent setup proposes one");
        var seen = $"{pipelines.Count} {(pipelines.Count == 1 ? "pipeline" : "pipelines")}: {string.Join(", ", pipelines.Select(p => $"{p.Name} ({p.Source.Kind.ToString().ToLowerInvariant()})"))}";
        return pipelines.All(p => p.Source.Kind is SourceKind.Synthetic or SourceKind.File)
            ? CheckOutcome.Warn($"{seen}: nothing real is listened to", "edge-agent setup finds sound cards")
            : CheckOutcome.Ok(seen);
    }

    private async Task<CheckOutcome> ServiceAsync(CancellationToken cancellation)
    {
        if (await ServiceState.ReadAsync(context, cancellation).ConfigureAwait(false) is not { } unit) return CheckOutcome.Skip("no systemd runs here");
        if (unit.Load != "loaded") return CheckOutcome.Skip($"{ServiceState.Unit} is not installed ({unit.Load})");
        var restarts = unit.Restarts == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", restarted {unit.Restarts} times");
        var seen = $"{unit.Active}, {unit.UnitFile}{restarts}{(unit.Status.Length == 0 ? "" : ": " + unit.Status)}";
        return unit.Active switch
        {
            "active" or "reloading" when unit.Status.Contains("safe mode", StringComparison.Ordinal) || unit.Status.Contains("STUCK", StringComparison.Ordinal) => CheckOutcome.Fail(seen, "journalctl -u edge-agent -p warning"),
            "active" or "reloading" when unit.UnitFile != "enabled" => CheckOutcome.Warn($"{seen}; it does not start with the box", "systemctl enable edge-agent"),
            "active" or "reloading" => CheckOutcome.Ok(seen),
            "activating" => CheckOutcome.Warn(seen, "wait until it is ready, and look again"),
            "failed" => CheckOutcome.Fail($"{seen} ({unit.Result})", "journalctl -u edge-agent, then systemctl restart edge-agent"),
            _ => CheckOutcome.Warn(seen, "systemctl start edge-agent; without /etc/edge-agent/appsettings.json it does not start: edge-agent setup"),
        };
    }
}
