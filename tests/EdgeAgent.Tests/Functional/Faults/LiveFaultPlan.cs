using System.Globalization;

namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>How many faults are injected: few in the ordinary tests, hundreds in <c>make soak-faults</c>.</summary>
/// <param name="Each">Faults of each kind.</param>
/// <param name="Seed">Decides order and moments.</param>
/// <param name="IsSoak">Whether bounds on times count: in ordinary tests the machine may be busy with others.</param>
/// <param name="OutageSeconds">How long a device or a network is away.</param>
/// <param name="StarvedSeconds">How long the cores are busy.</param>
internal sealed record LiveFaultPlan(int Each, int Seed, bool IsSoak, double OutageSeconds, double StarvedSeconds)
{
    /// <summary>The only kind that is wanted; null for all.</summary>
    public LiveFaultKind? Only { get; init; }

    /// <summary>Whether a kind is wanted.</summary>
    public bool Wants(LiveFaultKind kind) => Only is null || Only == kind;

    /// <summary>The plan that the environment asks for: EDGEAGENT_FAULTS (of each kind), EDGEAGENT_FAULTS_SEED, EDGEAGENT_FAULTS_ONLY (a kind).</summary>
    public static LiveFaultPlan FromEnvironment()
    {
        var each = Number("EDGEAGENT_FAULTS");
        var seed = Number("EDGEAGENT_FAULTS_SEED") ?? 20260315;
        LiveFaultKind? only = Enum.TryParse<LiveFaultKind>(Environment.GetEnvironmentVariable("EDGEAGENT_FAULTS_ONLY"), out var kind) ? kind : null;
        return each is { } many ? new LiveFaultPlan(many, seed, IsSoak: true, Number("EDGEAGENT_FAULTS_OUTAGE") ?? 30, Number("EDGEAGENT_FAULTS_STARVED") ?? 60) { Only = only }
            : new LiveFaultPlan(1, seed, IsSoak: false, 1, 3);
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
