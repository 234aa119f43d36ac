using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>
/// Adds fields of view up to counts and concentrations. Pure: the same fields give the same figures in any order.
/// C [1/m³] = 1000 · N · (A_deposit / A_analysed) / (Q [L/min] · t [min]), with blanks taken off N and divided by recall.
/// </summary>
public sealed class FieldCounter
{
    private readonly SamplerSettings _settings;
    private readonly int _labels;
    private readonly List<FieldCount> _fields = [];

    /// <summary>Begins an exposure.</summary>
    /// <param name="settings">The sampler.</param>
    /// <param name="labels">Number of labels.</param>
    /// <exception cref="ArgumentException">The settings are not right; the message says what would be.</exception>
    public FieldCounter(SamplerSettings settings, int labels)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        if (settings.Problem() is { } problem) throw new ArgumentException(problem, nameof(settings));
        (_settings, _labels) = (settings, labels);
    }

    /// <summary>Fields outside the exposure, which belong to no interval.</summary>
    public long Outside { get; private set; }

    /// <summary>Adds a field; one outside the exposure is only counted.</summary>
    public void Add(FieldCount field)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (field.Time < _settings.ExposureStart || field.Time >= _settings.ExposureEnd) Outside++;
        else _fields.Add(field);
    }

    /// <summary>The whole exposure.</summary>
    public IntervalCount Total() => Sum(_settings.ExposureStart, _settings.ExposureEnd);

    /// <summary>Intervals of one length on the grid of UTC days, such as 1 h, 3 h, a day; the first and the last are cut to the exposure. Intervals without fields are there too.</summary>
    /// <param name="length">A whole part of a day.</param>
    public IReadOnlyList<IntervalCount> Intervals(TimeSpan length)
    {
        if (length <= TimeSpan.Zero || TimeSpan.TicksPerDay % length.Ticks != 0)
            throw new ArgumentException($"an interval of {length} does not divide a day evenly; use 1 h, 2 h, 3 h or a day", nameof(length));
        var (intervals, start) = (new List<IntervalCount>(), _settings.ExposureStart.UtcTicks / length.Ticks * length.Ticks);
        for (var at = start; at < _settings.ExposureEnd.UtcTicks; at += length.Ticks)
        {
            var from = new DateTimeOffset(Math.Max(at, _settings.ExposureStart.UtcTicks), TimeSpan.Zero);
            intervals.Add(Sum(from, new DateTimeOffset(Math.Min(at + length.Ticks, _settings.ExposureEnd.UtcTicks), TimeSpan.Zero)));
        }

        return intervals;
    }

    private double Area(FieldCount field) => field.Width * (double)field.Height * _settings.MicrometersPerPixel * _settings.MicrometersPerPixel / 1e6;

    private IntervalCount Sum(DateTimeOffset from, DateTimeOffset to)
    {
        var (fields, area) = (0, 0.0);
        var excluded = new Dictionary<FieldExclusion, (int, double)>();
        var counts = new long[_labels];
        foreach (var field in _fields.Where(f => f.Time >= from && f.Time < to))
        {
            if (field.Exclusion != FieldExclusion.None)
            {
                var (number, size) = excluded.GetValueOrDefault(field.Exclusion);
                excluded[field.Exclusion] = (number + 1, size + Area(field));
                continue;
            }

            fields++;
            area += Area(field);
            for (var label = 0; label < Math.Min(_labels, field.Counts.Count); label++) counts[label] += field.Counts[label];
        }

        var exposure = (_settings.ExposureEnd - _settings.ExposureStart).TotalMinutes;
        var minutes = (to - from).TotalMinutes;
        var deposit = _settings.DepositSquareMillimeters * minutes / exposure;
        var air = _settings.FlowLitersPerMinute * minutes / 1000 * area / deposit;
        return new IntervalCount(from, to, fields, area, area / deposit, air, excluded, [.. counts.Select((count, label) => Label(label, count, area, air))]);
    }

    private LabelCount Label(int label, long count, double area, double air)
    {
        var (low, high) = ExactIntervals.Garwood(count, 0.95);
        var blank = label < _settings.BlankPerSquareMillimeter.Count ? _settings.BlankPerSquareMillimeter[label] * area : 0;
        var recall = label < _settings.Recall.Count ? _settings.Recall[label] : 1;
        double? Concentration(double n) => air > 0 ? Math.Max(0, n - blank) / recall / air : null;
        return new LabelCount(label, count, low, high, Concentration(count), Concentration(low), Concentration(high));
    }
}
