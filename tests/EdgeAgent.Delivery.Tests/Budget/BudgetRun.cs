using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Tests.Mqtt;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Tests.Budget;

/// <summary>The publisher's inner works on a link that counts and a clock that the test moves.</summary>
internal sealed class BudgetRun
{
    // A document of the size that events really have.
    private static readonly byte[] Document = System.Text.Encoding.UTF8.GetBytes($$"""{"pad":"{{new string('x', 600)}}"}""");

    private readonly List<(TimeSpan At, long Bytes)> _history = [];
    private TimeSpan _now;

    public BudgetRun(BudgetOptions budget, MessageExpiry? expiry = null)
    {
        Time = new ManualTime();
        Outbox = new MemoryOutbox(Time);
        Board = new StateBoard(Time);
        var options = PublisherRun.To(1) with { Budget = budget, Expiry = expiry ?? new MessageExpiry() };
        Dispatcher = new Dispatcher(options, Outbox, [TopicProfiles.Create(PublisherRun.Topics, [])], _ => "{}"u8.ToArray(), Board, Counters, () => { }, Time, new LogLines<MqttPublisher>(), CancellationToken.None);
        Dispatcher.Begin(Link, new MosquittoConnected { SendWindow = 100, TopicAliasMaximum = 10 });
    }

    public ManualTime Time { get; }

    public MemoryOutbox Outbox { get; }

    public StateBoard Board { get; }

    public MqttCounters Counters { get; } = new();

    public CountingLink Link { get; } = new();

    public Dispatcher Dispatcher { get; }

    /// <summary>Most bytes of any 24 hours.</summary>
    public long WorstDay
    {
        get
        {
            var worst = 0L;
            var from = 0;
            var before = 0L;
            foreach (var (at, bytes) in _history)
            {
                while (_history[from].At < at - TimeSpan.FromHours(24)) before = _history[from++].Bytes;
                worst = Math.Max(worst, bytes - before);
            }

            return worst;
        }
    }

    public void Event(string label, string? id = null, MessageKind kind = MessageKind.Close, int revision = 0, string pipeline = "reef") =>
        Outbox.Accept(kind, pipeline, label, id, revision, shared: Document);

    public void Step(TimeSpan by)
    {
        Time.Advance(by);
        _now += by;
        Link.Serve(Dispatcher);
        _history.Add((_now, Link.Bytes));
    }

    public void Steps(TimeSpan total, TimeSpan each, Action<int>? before = null)
    {
        for (var i = 0; i < total / each; i++)
        {
            before?.Invoke(i);
            Step(each);
        }
    }
}
