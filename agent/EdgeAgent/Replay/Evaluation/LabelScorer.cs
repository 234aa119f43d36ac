namespace EdgeAgent.Replay.Evaluation;

/// <summary>Scores one label, on the time axes of all streams.</summary>
internal sealed class LabelScorer
{
    private readonly TimeAxes _axes;
    private readonly EvaluationOptions _options;
    private readonly IReadOnlyList<(string Kind, Dictionary<string, StretchSet> Sets)> _kinds;

    /// <summary>Prepares what all labels share.</summary>
    public LabelScorer(TimeAxes axes, EvaluationOptions options)
    {
        _axes = axes;
        _options = options;
        _kinds = [.. options.Confusers.GroupBy(item => item.Kind, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => (group.Key, axes.Sets(group.Select(item => (item.File ?? "", new Stretch(item.BeginSeconds, item.EndSeconds))))))];
    }

    /// <summary>The report of a label.</summary>
    /// <param name="label">Its name.</param>
    /// <param name="truth">Its truth, all within the analysed time.</param>
    /// <param name="events">Its events.</param>
    public LabelReport Score(string label, IReadOnlyList<TruthItem> truth, IReadOnlyList<ScoredEvent> events)
    {
        var (collar, confidence) = (_options.CollarSeconds, _options.Confidence);
        var truthByStream = ByStream(truth, item => _axes.Place(item.File, item.BeginSeconds, item.EndSeconds));
        var eventsByStream = ByStream(events, item => _axes.Place(item.File, item.BeginSeconds, item.EndSeconds));

        var found = new List<(TruthItem Item, bool Yes)>(truth.Count);
        var wrong = new List<(ScoredEvent Event, string Stream, Stretch Stretch)>();
        var quiet = new Dictionary<string, StretchSet>(StringComparer.Ordinal);
        int right = 0, matched = 0;
        foreach (var stream in _axes.Streams)
        {
            var (items, itemStretches) = truthByStream(stream);
            var (heard, heardStretches) = eventsByStream(stream);
            found.AddRange(items.Zip(StreamMatch.Overlapped(itemStretches, heardStretches, collar)));
            var hits = StreamMatch.Overlapped(heardStretches, itemStretches, collar);
            right += hits.Count(yes => yes);
            wrong.AddRange(Enumerable.Range(0, hits.Length).Where(i => !hits[i]).Select(i => (heard[i], stream, heardStretches[i])));
            matched += StreamMatch.OneToOne(itemStretches, heardStretches, collar, _options.OffsetShare);
            quiet[stream] = _axes.Analysed(stream).Subtract(StretchSet.Union(itemStretches.Select(stretch => stretch.Widened(collar))));
        }

        var recall = Proportion.From(found.Count(item => item.Yes), truth.Count, confidence);
        var precision = Proportion.From(right, events.Count, confidence);
        return new LabelReport
        {
            Label = label,
            Recall = recall,
            Precision = precision,
            F1 = Evaluator.Harmonic(recall.Value, precision.Value),
            OneToOne = new MatchReport(Proportion.From(matched, truth.Count, confidence), Proportion.From(matched, events.Count, confidence),
                truth.Count == 0 || events.Count == 0 ? null : 2.0 * matched / (truth.Count + events.Count)),
            BySnr = SnrClasses.Recall([.. found.Select(item => (item.Item.SnrDb, item.Yes))], confidence),
            FalseEvents = HourlyRate.From(wrong.Count, Hours(quiet), confidence),
            Confusers = [.. Kinds(quiet, wrong)],
            Missed = [.. found.Where(item => !item.Yes).Select(item => item.Item)],
            Wrong = [.. wrong.Select(item => item.Event)],
        };
    }

    private IEnumerable<ConfuserReport> Kinds(Dictionary<string, StretchSet> quiet, List<(ScoredEvent Event, string Stream, Stretch Stretch)> wrong)
    {
        if (_kinds.Count == 0) yield break;
        var rest = quiet.ToDictionary();
        var placed = new HashSet<int>();
        foreach (var (kind, sets) in _kinds)
        {
            var heard = sets.ToDictionary(set => set.Key, set => set.Value.Intersect(quiet[set.Key]));
            var count = 0;
            for (var i = 0; i < wrong.Count; i++)
            {
                if (!heard.TryGetValue(wrong[i].Stream, out var set) || !set.Overlaps(wrong[i].Stretch.Inner)) continue;
                count++;
                placed.Add(i);
            }
            foreach (var (stream, set) in heard) rest[stream] = rest[stream].Subtract(set);
            yield return new ConfuserReport(kind, HourlyRate.From(count, Hours(heard), _options.Confidence));
        }
        var hours = Hours(rest);
        if (hours > 0 || placed.Count < wrong.Count) yield return new ConfuserReport(ConfuserReport.Elsewhere, HourlyRate.From(wrong.Count - placed.Count, hours, _options.Confidence));
    }

    private static double Hours(Dictionary<string, StretchSet> sets) => sets.Values.Sum(set => set.Seconds) / 3600;

    private static Func<string, (T[] Items, Stretch[] Stretches)> ByStream<T>(IReadOnlyList<T> items, Func<T, (string Stream, Stretch Stretch)> place)
    {
        var streams = items.Select(item => (Item: item, Place: place(item))).ToLookup(item => item.Place.Stream);
        return stream => ([.. streams[stream].Select(item => item.Item)], [.. streams[stream].Select(item => item.Place.Stretch)]);
    }
}
