using System.Buffers;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Evidence;

namespace EdgeAgent.Pipelines.Tests.Evidence;

/// <summary>Ten sample frames a second, a second before and two behind, thirty at most, a deadline of four.</summary>
public sealed class ClipRecorderTests : IEventSink, IDisposable
{
    private const int Rate = 10;

    private readonly ManualTime _time = new();
    private readonly Works _works = new();
    private readonly List<DetectionEvent> _told = [];
    private readonly EvidenceCounters _counters = new();
    private readonly StreamTimeline _timeline = new("boot-1/1", Rate);
    private readonly SampleRing _ring = new(2, 1000);
    private ClipRecorder _recorder;

    public ClipRecorderTests() => _recorder = Make(inOrder: false);

    [Fact]
    public void Accept_OpenAndUpdate_PassAtOnceAndTheCloseWaitsForThePostRollAndTheFile()
    {
        Hear(100);
        Tell("a", EventState.Open, 50, 60);
        Tell("a", EventState.Update, 50, 80);
        Tell("a", EventState.Close, 50, 95);
        Assert.Equal(["a open", "a update"], Told());
        Hear(14);
        Assert.Empty(_works.Jobs);
        Hear(1);

        var job = Assert.Single(_works.Jobs);
        Assert.Equal((40, 115), (job.First, job.Last));
        Assert.Equal(2, _told.Count);
        job.TryEnd([Media]);
        Assert.Equal(["a open", "a update", "a close"], Told());
        Assert.Equal([Media], _told[^1].Media);
        Assert.Null(_told[0].Media);
        Assert.True(_recorder.IdleAsync().IsCompleted);
    }

    [Fact]
    public void Accept_EventsOfALabelThatOverlap_ShareAClipAndOthersDoNot()
    {
        Hear(100);
        Tell("a", EventState.Open, 50, 60);
        Tell("b", EventState.Open, 75, 80);
        Tell("other", EventState.Open, 60, 70, "orca");
        Tell("a", EventState.Close, 50, 70);
        Tell("other", EventState.Close, 60, 80, "orca");
        Hear(5);
        Tell("b", EventState.Close, 75, 100);
        Hear(15);

        Assert.Equal([(50L, 100L, 1), (40L, 120L, 2)], _works.Jobs.Select(j => (j.First, j.Last, j.Events.Count)));
        foreach (var job in _works.Jobs) job.TryEnd([Media]);
        Assert.Equal(3, _told.Count(e => e.Media is not null));
    }

    [Fact]
    public void Accept_OneThatGoesOnBehindThePatience_GetsAClipOfItsOwn()
    {
        Hear(100);
        Tell("a", EventState.Open, 50, 60);
        Tell("b", EventState.Open, 75, 80);
        Tell("a", EventState.Close, 50, 70);
        // Post-roll and half the deadline behind 70: 110.
        Hear(9);
        Assert.Empty(_works.Jobs);
        Hear(1);
        var first = Assert.Single(_works.Jobs);
        Assert.Equal((40, 90, "a"), (first.First, first.Last, first.Events[0].Id));
        Tell("b", EventState.Close, 75, 105);
        Hear(20);

        Assert.Equal((65, 125, "b"), (_works.Jobs[1].First, _works.Jobs[1].Last, _works.Jobs[1].Events[0].Id));
    }

    [Fact]
    public void Accept_EventLongerThanAClip_IsCutWhenTheClipIsFullAndItsCloseCarriesIt()
    {
        Hear(100);
        Tell("a", EventState.Open, 50, 60);
        Hear(240);
        var job = Assert.Single(_works.Jobs);
        Assert.Equal((40, 340), (job.First, job.Last));
        Hear(100);
        Tell("a", EventState.Update, 50, 400);
        Tell("a", EventState.Close, 50, 430);
        Assert.Equal(["a open", "a update"], Told());
        job.TryEnd([Media]);

        Assert.Equal([Media], _told[^1].Media);
        Assert.Single(_works.Jobs);

        // And where the file is there before the event has closed.
        Tell("b", EventState.Open, 430, 435);
        Hear(400);
        _works.Jobs[1].TryEnd([Media]);
        Tell("b", EventState.Close, 430, 800);
        Assert.Equal([Media], _told[^1].Media);
    }

    [Fact]
    public void End_EventAtTheEndOfTheEpoch_IsCutThere()
    {
        Hear(100);
        Tell("a", EventState.Close, 90, 100);
        _recorder.End();

        var job = Assert.Single(_works.Jobs);
        Assert.Equal((80, 100), (job.First, job.Last));
    }

    [Fact]
    public void CutLate_SourceThatGivesNothingMore_IsCutByTheClock()
    {
        Hear(100);
        Tell("a", EventState.Close, 90, 100);
        _time.Advance(TimeSpan.FromSeconds(6));
        _recorder.CutLate();
        Assert.Empty(_works.Jobs);
        _time.Advance(TimeSpan.FromSeconds(1));
        _recorder.CutLate();

        Assert.Equal(100, Assert.Single(_works.Jobs).Last);
    }

    [Fact]
    public void Accept_TooManyWait_TheCloseGoesWithoutAClipAndIsCounted()
    {
        _works.IsFull = true;
        Hear(200);
        Tell("a", EventState.Close, 90, 100);

        Assert.Null(Assert.Single(_told).Media);
        Assert.Equal(1, _counters.WithoutClip);
    }

    [Fact]
    public async Task IdleAsync_CloseThatWaits_CompletesWhenItWasTold()
    {
        Hear(200);
        Tell("a", EventState.Close, 90, 100);
        var idle = _recorder.IdleAsync();
        Assert.False(idle.IsCompleted);
        Assert.Single(_works.Jobs).TryEnd(null);
        await idle;
        Assert.Single(_told);
    }

    [Fact]
    public void Accept_InOrder_NothingPassesACloseThatWaits()
    {
        _recorder = Make(inOrder: true);
        Hear(200);
        Tell("a", EventState.Open, 180, 190);
        Tell("a", EventState.Close, 180, 195);
        Tell("b", EventState.Close, 50, 60, "orca");
        _recorder.Accept(new GapRecord("reef", "hydrophone", "x", null, null, null, null));
        Assert.Equal(["a open"], Told());
        Assert.Single(_works.Jobs).TryEnd([Media]);
        Assert.Equal(["a open"], Told());
        Hear(20);
        _works.Jobs[1].TryEnd(null);

        Assert.Equal(["a open", "a close", "b close", "gap"], Told());
    }

    [Fact]
    public async Task Accept_RandomEventsAndWritersOfTheirOwnPace_EveryCloseComesOnceAndLast()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            using var test = new ClipRecorderTests();
            var random = new Random(seed);
            var open = new Dictionary<string, long>();
            var count = 0;
            var ended = Task.CompletedTask;
            for (var i = 0; i < 400; i++)
            {
                test.Hear(random.Next(0, 12));
                var heard = test._ring.End;
                if (random.Next(4) == 0 && heard > 20 && open.Count < 5)
                {
                    var id = $"e{count++}";
                    open[id] = Math.Max(0, heard - random.Next(1, 30));
                    test.Tell(id, EventState.Open, open[id], heard, $"l{count % 2}");
                }
                else if (open.Count > 0 && random.Next(3) == 0)
                {
                    var (id, onset) = open.ElementAt(random.Next(open.Count));
                    var closes = random.Next(2) == 0;
                    test.Tell(id, closes ? EventState.Close : EventState.Update, onset, heard, $"l{(int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) + 1) % 2}");
                    if (closes) open.Remove(id);
                }

                // Another thread writes, now and then.
                if (random.Next(5) == 0)
                {
                    var jobs = test._works.Jobs.Where(j => !j.IsDone).ToArray();
                    await ended;
                    ended = Task.Run(() => Array.ForEach(jobs, j => j.TryEnd(random.Next(3) == 0 ? null : [Media])));
                }
            }

            foreach (var (id, onset) in open) test.Tell(id, EventState.Close, onset, test._ring.End, "l0");
            test._recorder.End();
            await ended;
            foreach (var job in test._works.Jobs) job.TryEnd([Media]);
            await test._recorder.IdleAsync();

            var byId = test._told.ToLookup(e => e.Id);
            Assert.Equal(count, byId.Count);
            foreach (var one in byId)
            {
                Assert.Equal(1, one.Count(e => e.State == EventState.Close));
                Assert.Equal(EventState.Close, one.Last().State);
            }

            Assert.All(test._works.Jobs, j => Assert.True(j.Last - j.First <= 300 && j.First <= j.Events.Min(e => e.Stream.First)));
        }
    }

    private static EventMedia Media { get; } = new("clip", "a.flac", "00", 1);

    void IEventSink.Accept(DetectionEvent detection)
    {
        lock (_told) _told.Add(detection);
    }

    void IEventSink.Accept(GapRecord gap)
    {
        lock (_told) _told.Add(Event("gap", EventState.Open, 0, 0, "gap"));
    }

    public void Dispose() => _recorder.End();

    private ClipRecorder Make(bool inOrder)
    {
        var options = new ClipOptions { PreSeconds = 1, PostSeconds = 2, MaxSeconds = 30, Deadline = TimeSpan.FromSeconds(4) };
        var origin = new ClipOrigin { Device = "box", Pipeline = "reef", Source = "hydrophone", Channel = 1, Software = "1" };
        var recorder = new ClipRecorder(options, origin, _works, this, _counters, _time, inOrder);
        recorder.Begin(_ring, _timeline, new AudioFormat(Rate, 1, SampleEncoding.S16));
        return recorder;
    }

    private void Hear(int frames)
    {
        _ring.Append(new ReadOnlySequence<byte>(new byte[2 * frames]));
        _recorder.Heard();
    }

    private void Tell(string id, EventState state, long first, long last, string label = "humpback") => _recorder.Accept(Event(id, state, first, last, label));

    private string[] Told()
    {
        lock (_told) return [.. _told.Select(e => e.Id == "gap" ? "gap" : $"{e.Id} {e.State.ToString().ToLowerInvariant()}")];
    }

    private static DetectionEvent Event(string id, EventState state, long first, long last, string label) => new()
    {
        Id = id,
        Revision = 0,
        State = state,
        Device = "box",
        Pipeline = "reef",
        Source = "hydrophone",
        Label = label,
        ClassIndex = 0,
        DurationSeconds = (last - first) / (double)Rate,
        Stream = new StreamSpan("boot-1/1", first, last, Rate),
        Score = new EventScore(0.9f, 0.8f, 3),
        Model = new ModelReference("m", 1, "full", "sha256:0", "CPU"),
        Config = "sha256:0",
        Replay = false,
    };

    private sealed class Works : IClipWork
    {
        public List<ClipJob> Jobs { get; } = [];

        public bool IsFull { get; set; }

        public bool TryPost(ClipJob job)
        {
            if (IsFull) return false;
            Jobs.Add(job);
            return true;
        }
    }
}
