namespace EdgeAgent.Telemetry.Prometheus;

/// <summary>One metric with one set of labels.</summary>
/// <param name="tags">The labels as they were given.</param>
/// <param name="buckets">Classes of a histogram, and one above them; 0 for others.</param>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, int buckets)
{
    /// <summary>The labels.</summary>
    public KeyValuePair<string, object?>[] Tags => tags;

    /// <summary>Its value, or the sum of a histogram's values.</summary>
    public double Value { get; set; }

    /// <summary>Values in each class of a histogram.</summary>
    public long[] Counts { get; } = new long[buckets];

    /// <summary>The look at which it was last there; what an instrument does not tell any more is left out.</summary>
    public long Seen { get; set; }

    /// <summary>Whether it has these labels, in the order in which the instrument gives them.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length) return false;
        for (var i = 0; i < tags.Length; i++)
            if (others[i].Key != tags[i].Key || !Equals(others[i].Value, tags[i].Value)) return false;
        return true;
    }
}
