using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>
/// Adds the fields of view of one interval up to counts and concentrations. Pure: the same fields give the same figures in any order. Its memory does not grow with them.
/// C [1/m³] = 1000 · N · (A_deposit / A_analysed) / (Q [L/min] · t [min]), with blanks taken off N and divided by recall.
/// </summary>
public sealed class FieldCounter
{
    private readonly SamplerSettings _settings;
    private readonly (long Count, float Peak, double Sum, long Crops)[] _labels;
    private readonly SortedDictionary<FieldExclusion, (long Fields, double Pixels)> _excluded = [];
    private double _pixels;

    /// <summary>Begins an interval.</summary>
    /// <param name="settings">The sampler.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="from">Begin of the interval.</param>
    /// <param name="to">End of the interval, after its begin.</param>
    /// <exception cref="ArgumentException">The settings are not right; the message says what would be.</exception>
    public FieldCounter(SamplerSettings settings, int labels, DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        if (settings.Problem() is { } problem) throw new ArgumentException(problem, nameof(settings));
        (_settings, From, To) = (settings, from, to);
        _labels = new (long, float, double, long)[labels];
    }

    /// <summary>Begin of the interval.</summary>
    public DateTimeOffset From { get; }

    /// <summary>End of the interval.</summary>
    public DateTimeOffset To { get; }

    /// <summary>Fields that count so far.</summary>
    public long Fields { get; private set; }

    /// <summary>Pictures that were kept of a label so far.</summary>
    public long CropsOf(int label) => _labels[label].Crops;

    /// <summary>Adds a field.</summary>
    public void Add(FieldCount field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var pixels = field.Width * (double)field.Height * field.Frames;
        if (field.Exclusion != FieldExclusion.None)
        {
            var (fields, sum) = _excluded.GetValueOrDefault(field.Exclusion);
            _excluded[field.Exclusion] = (fields + field.Frames, sum + pixels);
            return;
        }

        Fields += field.Frames;
        _pixels += pixels;
        for (var i = 0; i < Math.Min(_labels.Length, field.Labels.Count); i++)
        {
            var (label, more) = (_labels[i], field.Labels[i]);
            _labels[i] = (label.Count + more.Count, Math.Max(label.Peak, more.Peak), label.Sum + more.ScoreSum, label.Crops + more.Crops);
        }
    }

    /// <summary>What was counted so far.</summary>
    /// <param name="isCut">Whether the input ended before the interval did.</param>
    public IntervalCount Total(bool isCut = false)
    {
        var area = _settings.Area(_pixels);
        var airPerSquareMillimeter = _settings.FlowLitersPerMinute * _settings.ExposureMinutes / 1000 / _settings.DepositSquareMillimeters;
        var deposit = _settings.DepositSquareMillimeters * (To - From).TotalMinutes / _settings.ExposureMinutes;
        var air = airPerSquareMillimeter * area;
        return new IntervalCount(
            From, To, Fields, area, area / deposit, air,
            _excluded.ToDictionary(pair => pair.Key, pair => (pair.Value.Fields, _settings.Area(pair.Value.Pixels))),
            [.. _labels.Select((_, label) => Label(label, area, air))]) { IsCut = isCut };
    }

    private LabelCount Label(int label, double area, double air)
    {
        var (count, peak, sum, crops) = _labels[label];
        var (low, high) = ExactIntervals.Garwood(count, 0.95);
        var blank = label < _settings.BlankPerSquareMillimeter.Count ? _settings.BlankPerSquareMillimeter[label] * area : 0;
        var recall = label < _settings.Recall.Count ? _settings.Recall[label] : 1;
        double? Concentration(double n) => air > 0 ? Math.Max(0, n - blank) / recall / air : null;
        return new LabelCount(label, count, low, high, Concentration(count), Concentration(low), Concentration(high)) { Peak = peak, Mean = count == 0 ? 0 : sum / count, Crops = crops };
    }
}
