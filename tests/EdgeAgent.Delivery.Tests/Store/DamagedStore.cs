using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>A store with a past (some of it confirmed) that a test damages, and a subscriber that says whether anything was lost undeclared.</summary>
internal sealed class DamagedStore : IAsyncDisposable
{
    private readonly Random _random;
    private readonly Subscriber _subscriber = new();
    private readonly HashSet<(string, long)> _confirmed = [];
    private readonly Dictionary<string, long> _last = [];

    public DamagedStore(Random random)
    {
        _random = random;
        Fixture = new StoreFixture();
        OldStore = Fixture.Store.StoreId;
    }

    public StoreFixture Fixture { get; }

    public EventStore Now => Fixture.Store;

    public string OldStore { get; }

    public bool WasSetAside => Now.StoreId != OldStore;

    public int Declared { get; private set; }

    public int Resent { get; private set; }

    /// <summary>Accepts some hundred messages and confirms a part of them, not all in order, over several commits and one restart.</summary>
    public async Task Fill()
    {
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 30; i++)
            {
                var number = round * 100 + i;
                Now.Accept(Sample.Event(number / 3, number % 3, (EventState)(number % 3)));
            }

            Now.Accept(Sample.Gap(round));
            await Fixture.Flush();
            foreach (var lane in new[] { Lane.Gap, Lane.Fifo })
            {
                // Gap records that wait while what they declare is passed, and messages given up: the damage meets both.
                if (lane is Lane.Gap && _random.Next(2) == 0) continue;
                foreach (var message in Fixture.Outbox.Take(lane, 20))
                {
                    if (lane is Lane.Fifo && _random.Next(6) == 0)
                    {
                        Fixture.Outbox.Declare([message], new GapRecord("reef-north", null, "storm", null, null, new GapLoss { Updates = 1 }, null));
                        continue;
                    }

                    _subscriber.Receive(message);
                    if (_random.Next(10) == 0) continue;
                    Fixture.Outbox.Settle(message, Settlement.Acknowledged);
                    _confirmed.Add((message.StoreId, message.Sequence));
                }
            }

            await Fixture.Flush();
            if (round == 3) await Fixture.Reopen();
        }

        _last[OldStore] = Now.Health.LastSequence;
    }

    /// <summary>Crashes, damages the files, and starts again.</summary>
    public async Task Damage(Action<string> damage)
    {
        _last[Now.StoreId] = Now.Health.LastSequence;
        var left = Fixture.Directory + ".left";
        StoreFixture.CopyFiles(Fixture.Directory, left);
        damage(left);
        await Fixture.Crash(left);
    }

    /// <summary>Goes on, delivers everything, and checks every store that ever was.</summary>
    public async Task Check()
    {
        for (var i = 0; i < 5; i++) Now.Accept(Sample.Event(5000 + i, 0, EventState.Close));
        await Fixture.Flush();
        for (var round = 0; round < 30 && (round < 2 || Fixture.Outbox.Pending > 0); round++)
        {
            Fixture.Outbox.Rewind();
            foreach (var message in Fixture.TakeAll())
            {
                if (_confirmed.Contains((message.StoreId, message.Sequence))) Resent++;
                _subscriber.Receive(message);
                Fixture.Outbox.Settle(message, Settlement.Acknowledged);
            }

            await Fixture.Flush();
        }

        Assert.Equal(0, Fixture.Outbox.Pending);
        Assert.Equal(StoreState.Working, Now.Health.State);
        _last[Now.StoreId] = Now.Health.LastSequence;
        foreach (var (store, last) in _last)
        {
            Assert.Empty(_subscriber.Missing(store, last));
            Declared += Enumerable.Range(1, (int)last).Count(n => !_subscriber.Received.ContainsKey((store, n)));
        }
    }

    public async ValueTask DisposeAsync() => await Fixture.DisposeAsync();
}
