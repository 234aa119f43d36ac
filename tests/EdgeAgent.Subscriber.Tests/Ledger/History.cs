using System.Globalization;
using System.Text;
using EdgeAgent.Subscriber.Ledger;

namespace EdgeAgent.Subscriber.Tests.Ledger;

/// <summary>Messages of a device as the contract has them, into a ledger.</summary>
internal sealed class History(LedgerOptions? options = null)
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    public DeliveryLedger Ledger { get; } = new(options);

    public DeliveryReport Report => Ledger.Report();

    public static string Event(long sequence, string store = "s1", string pipeline = "reef", string? id = null, int revision = 0, double peak = 0.9) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"id":"{{{id ?? $"e{store}{sequence}"}}}","revision":{{{revision}}},"sequence":{{{sequence}}},"storeId":"{{{store}}}","state":"close","pipeline":"{{{pipeline}}}","label":"humpback","offset":"2026-03-15T12:00:00.000Z","peak":{{{peak}}},"replay":false}""");

    /// <summary>A gap record with ranges as the contract writes them, such as <c>{"store":"s1","first":4,"last":6}</c>.</summary>
    public static string Gap(long sequence, string ranges, string store = "s1", string pipeline = "reef") => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"kind":"gap","id":"g{{{store}}}{{{sequence}}}","sequence":{{{sequence}}},"storeId":"{{{store}}}","pipeline":"{{{pipeline}}}","cause":"disk-budget","from":"2026-03-15T11:00:00Z","to":"2026-03-15T11:30:00Z","lost":{"events":1,"sequences":[{{{ranges}}}]}}""");

    public History Events(params long[] sequences)
    {
        foreach (var sequence in sequences) Take(Event(sequence));
        return this;
    }

    public History Take(string payload, string? lane = "fifo", string topic = "edge/buoy-7/events/reef/humpback", double after = 1)
    {
        Ledger.Take(topic, Encoding.UTF8.GetBytes(payload), lane, false, Noon.AddSeconds(after));
        return this;
    }

    public History TakeGap(string payload) => Take(payload, "gap", "edge/buoy-7/gaps/reef");
}
