using System.Globalization;
using EdgeAgent.DeliveryWorker;
using EdgeAgent.TestKit.Crash;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>Judges a trial: what was promised came or was declared; everything numbered came or was declared; order; duplicates are the same bytes.</summary>
internal static class Verdict
{
    /// <param name="trial">Names the trial.</param>
    /// <param name="promises">What the runs of the store have promised.</param>
    /// <param name="receiver">What came.</param>
    /// <param name="store">The store at the end.</param>
    /// <param name="last">Its last sequence.</param>
    /// <param name="mayLose">Whether anything may be declared instead of delivered.</param>
    public static TrialResult Of((CrashKind Kind, int Seed) trial, IReadOnlyList<Promise> promises, Receiver receiver, string store, long last, bool mayLose)
    {
        var report = receiver.Report();
        var faults = new List<string>(report.Faults.Concat(receiver.Faults));
        var missing = receiver.Missing(store, 1, last);
        if (missing.Count > 0) faults.Add($"of {store} (1–{last}) neither came nor was declared: {Some(missing)}");
        long lost = missing.Count;
        var undelivered = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var promise in promises)
        {
            var absent = new List<MessageContent>();
            foreach (var message in promise.Messages)
            {
                var has = receiver.Has(message);
                if (has is null) absent.Add(message);
                else if (has is false) faults.Add($"{message.Key} came with another content than was accepted");
            }

            if (absent.Count == 0) continue;
            // What is absent lies between the two sequences, and there so many at least must be declared.
            var declared = promise.Store == promise.LaterStore
                ? receiver.Declared(promise.Store, promise.After + 1, promise.UpTo)
                : receiver.Declared(promise.Store, promise.After + 1, null) is var before and < long.MaxValue ? before + receiver.Declared(promise.LaterStore, 1, promise.UpTo) : long.MaxValue;
            var covered = declared >= absent.Count || receiver.AllTurnedAway >= absent.Count - declared;
            if (covered) continue;
            lost += absent.Count - declared;
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"promised between {promise.Store} {promise.After} and {promise.LaterStore} {promise.UpTo}, but neither came nor was declared ({declared} declared there): {Some(absent)}"));
        }

        var allDeclared = receiver.AllDeclared + receiver.AllTurnedAway;
        if (!mayLose && allDeclared > 0) faults.Add($"{allDeclared} messages were given up, and nothing in this trial is a reason to");
        return new TrialResult
        {
            Kind = trial.Kind.ToString(), Seed = trial.Seed, Faults = faults, Lost = lost, Reordered = report.OrderViolations, Declared = allDeclared,
            Messages = report.Events + report.Gaps, Resent = report.Duplicates.Identical, Promised = promises.Sum(promise => promise.Messages.Count),
        };
    }

    private static string Some<T>(IReadOnlyList<T> items) => string.Join(", ", items.Take(8)) + (items.Count > 8 ? $" … ({items.Count})" : "");
}
