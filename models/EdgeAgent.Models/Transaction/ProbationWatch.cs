using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Probation;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>Looks at a version on probation until it has passed or must go, and keeps what was seen across restarts.</summary>
internal sealed class ProbationWatch(ModelLedger ledger, ModelVersionKey model, string variant, ActivationOrder order, TrialTools tools, Action<TrialNote?> tell)
{
    private TrialFigures _baseline = new();
    private TrialFigures _earlier = new();
    private int _interruptions;
    private DateTimeOffset _began;

    /// <summary>What it did so far.</summary>
    public TrialFigures Seen { get; private set; } = new();

    /// <summary>What was found in the end, one sentence.</summary>
    public string? Verdict { get; private set; }

    /// <summary>Writes down that probation begins, before anything is switched.</summary>
    public void Begin(TrialFigures baseline, JournalLine? resumed)
    {
        _baseline = baseline;
        _earlier = resumed is { State: ModelState.Probation, Seen: { } before } ? before with { Broken = null } : new TrialFigures();
        _interruptions = resumed?.Interruptions ?? 0;
        (_began, Seen) = (ledger.Now, _earlier);
        Note(stopped: false, resumed is null ? null : "goes on after the agent started again");
    }

    /// <summary>Looks until it is decided.</summary>
    /// <param name="uses">Where it works.</param>
    /// <param name="affordable">Seconds that a window may take.</param>
    /// <param name="cancellation">Ends the watch; what was seen is kept.</param>
    /// <returns>Null when it has passed, else why it must go.</returns>
    public async Task<string?> RunAsync(IReadOnlyList<TrialUse> uses, double affordable, CancellationToken cancellation)
    {
        // Rates are compared over all input; the length is that of each pipeline.
        var rules = tools.Rules.Probation;
        rules = rules with { Seconds = (order.Probation?.TotalSeconds ?? rules.Seconds) * uses.Count, LongestSeconds = rules.LongestSeconds * uses.Count };
        var time = tools.Time;
        var noted = time.GetTimestamp();
        try
        {
            while (true)
            {
                Seen = uses.Select(use => tools.Pipelines.Observe(use, model.Digest)).Aggregate(_earlier, (sum, one) => sum.Add(one));
                var verdict = ProbationTest.Judge(rules, _baseline, Seen, affordable);
                if (verdict.Outcome != ProbationOutcome.Continues)
                {
                    Verdict = verdict.Reason;
                    return verdict.Outcome == ProbationOutcome.Passed ? null : verdict.Reason;
                }

                Tell(rules, verdict, uses.Count);
                if (time.GetElapsedTime(noted) >= tools.Rules.Note)
                {
                    Note(stopped: false, verdict.Reason);
                    noted = time.GetTimestamp();
                }

                await Task.Delay(tools.Rules.Look, time, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            Note(stopped: true, null);
            throw;
        }
    }

    private void Tell(ProbationRules rules, ProbationVerdict verdict, int pipelines)
    {
        var length = Seen.StreamSeconds < rules.Seconds ? rules.Seconds : Math.Max(rules.Seconds, rules.LongestSeconds);
        var left = Math.Max(0, length - Seen.StreamSeconds) / pipelines;
        tell(new TrialNote(verdict.Reason ?? "it works on probation", length > 0 ? Math.Min(1, Seen.StreamSeconds / length) : 1, left,
            new ProbationReport(_began, ledger.Now + TimeSpan.FromSeconds(left), Seen, verdict.ExpectedEvents, verdict.RateP)));
    }

    private void Note(bool stopped, string? reason) => ledger.Record(ledger.Line(model, ModelState.Probation, reason, order.Identity) with
    {
        Variant = variant, Order = order, Baseline = _baseline, Seen = Seen, Interruptions = _interruptions, Stopped = stopped,
    });
}
