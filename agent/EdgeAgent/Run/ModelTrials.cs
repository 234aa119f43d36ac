using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Delivery.Documents;

namespace EdgeAgent.Run;

/// <summary>Of each model the version that is being tried, or the last that was. Thread-safe.</summary>
internal sealed class ModelTrials
{
    // A subscriber looks for what to look at; the rest is told over gRPC.
    private const int MostLabels = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ModelStatus> _newest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Version, ShadowReport Report)> _shadows = new(StringComparer.Ordinal);

    /// <summary>Models of which something is tried or was.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate) return [.. _newest.Keys];
        }
    }

    /// <summary>Takes a version's state.</summary>
    /// <returns>Whether it is another one than before.</returns>
    public bool Take(ModelStatus status)
    {
        var name = status.Model.Name;
        // An archive that still arrives has no name yet; a shipped version was never tried.
        if (name.Length == 0 || status.Model.Version == 0 || status.Since is null) return false;
        lock (_gate)
        {
            // Kept for the next document: what was found while it heard beside is worth knowing when that is over.
            if (status.Shadow is { } shadow) _shadows[name] = (status.Model.Version, shadow);
            else if (status.State is ModelState.Verified or ModelState.Staged) _shadows.Remove(name);
            var before = _newest.GetValueOrDefault(name);
            var isSame = before?.Model.Version == status.Model.Version;
            // What becomes active ends its trial; a version that another one replaced or that goes away is no news.
            if (status.State is ModelState.Active or ModelState.Retired or ModelState.Receiving) return isSame && _newest.Remove(name);
            if (isSame ? before!.State == status.State : status.Since < before?.Since) return false;
            _newest[name] = status;
            return true;
        }
    }

    /// <summary>The document of what is tried; null when nothing is.</summary>
    public ModelTrialDocument? Of(string name)
    {
        lock (_gate)
        {
            return _newest.GetValueOrDefault(name) is not { } status ? null : new ModelTrialDocument
            {
                Version = status.Model.Version, Variant = status.Variant, State = status.State.Word(), Since = status.Since,
                Reason = status.State is ModelState.RolledBack or ModelState.Rejected ? status.Reason : null,
                Shadow = _shadows.TryGetValue(name, out var shadow) && shadow.Version == status.Model.Version ? Of(shadow.Report) : null,
            };
        }
    }

    private static ShadowDocument Of(ShadowReport report) => new()
    {
        Seconds = Math.Round(report.StreamSeconds, 1), Both = report.Labels.Sum(l => l.Both), OnlyActive = report.Labels.Sum(l => l.OnlyActive), OnlyBeside = report.Labels.Sum(l => l.OnlyBeside),
        Labels = [.. report.Labels.Take(MostLabels).Select(l => l with { MeanDelta = l.MeanDelta is { } delta ? Math.Round(delta, 4) : null })],
    };

    /// <summary>The version that waits to be activated; null when none does.</summary>
    public int? StagedOf(string name)
    {
        lock (_gate) return _newest.GetValueOrDefault(name) is { State: ModelState.Verified or ModelState.Staged } status ? status.Model.Version : null;
    }

    /// <summary>Whether a version that pipelines run is on probation.</summary>
    public bool IsOnProbation(string name, int version)
    {
        lock (_gate) return _newest.GetValueOrDefault(name) is { State: ModelState.Probation } status && status.Model.Version == version;
    }
}
