using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Tests.Aggregation;

/// <summary>Events from all smoothed scores at once, written straight from the definition: the reference for the streaming tracker.</summary>
internal static class OfflineEvents
{
    /// <summary>Onset and offset, in cells, of each event. For rules without a maximum length.</summary>
    public static List<(int First, int Last)> Find(IReadOnlyList<float> scores, EventRules rules, int gapCells, int minCells)
    {
        var confirmed = new List<(int First, int Last)>();
        for (var i = 0; i < scores.Count; i++)
        {
            // Confirmed at i: i is high and k of the last n are.
            if (scores[i] < rules.High) continue;
            var highs = Enumerable.Range(Math.Max(0, i - rules.ConfirmOf + 1), Math.Min(i + 1, rules.ConfirmOf)).Where(j => scores[j] >= rules.High).ToArray();
            if (highs.Length < rules.Confirm) continue;
            // The onset: the run of the earliest of them, and earlier runs as long as a high lies within n of the next one.
            var first = highs[0];
            for (var linked = first; linked >= 0;)
            {
                first = linked;
                while (first > 0 && scores[first - 1] >= rules.Low) first--;
                linked = Enumerable.Range(1, rules.ConfirmOf - 1).Select(d => first - d).FirstOrDefault(j => j >= 0 && scores[j] >= rules.High, -1);
            }

            var last = i;
            while (last + 1 < scores.Count && scores[last + 1] >= rules.Low) last++;
            confirmed.Add((first, last + 1));
        }

        var merged = new List<(int First, int Last)>();
        foreach (var run in confirmed)
        {
            if (merged.Count > 0 && run.First - merged[^1].Last <= gapCells)
                merged[^1] = (Math.Min(merged[^1].First, run.First), Math.Max(merged[^1].Last, run.Last));
            else
                merged.Add(run);
        }

        return [.. merged.Where(e => e.Last - e.First >= minCells)];
    }
}
