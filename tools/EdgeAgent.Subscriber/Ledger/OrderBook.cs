using System.Globalization;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>First deliveries increase within a store, pipeline and lane; in the lane <c>aside</c> nothing is promised.</summary>
internal sealed class OrderBook
{
    private const int Examples = 10;

    private readonly Dictionary<(string Store, string Pipeline, string Lane), long> _highest = [];
    private readonly List<string> _examples = [];

    /// <summary>First deliveries that came behind a later one.</summary>
    public long Violations { get; private set; }

    /// <summary>The first few of them, in words.</summary>
    public IReadOnlyList<string> FirstViolations => _examples;

    /// <summary>Judges a first delivery.</summary>
    public void Take(string store, string pipeline, string lane, long sequence)
    {
        if (lane == Lanes.Aside) return;
        var key = (store, pipeline, lane);
        if (_highest.TryGetValue(key, out var highest) && sequence < highest)
        {
            Violations++;
            if (_examples.Count < Examples) _examples.Add(string.Create(CultureInfo.InvariantCulture, $"{store} {pipeline} {lane}: {sequence} came after {highest}"));
            return;
        }

        _highest[key] = sequence;
    }
}
