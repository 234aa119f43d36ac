using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Delivered and declared add up to the time that passed, whatever held the sound back and however it came after that.</summary>
public sealed class GapAccountTests
{
    private const int Rate = 4000;

    private static readonly SourceFault Fault = new("source-ended", "mic: hung up");

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Account_RandomStallsBurstsAndRates_NeverDrifts(int seed)
    {
        const int faults = 400;
        var random = new Random(seed);
        // What the crystal makes of it is no matter of the account.
        var speed = 1 + ((random.NextDouble() - 0.5) * 40e-6);
        var account = new GapAccount(Rate, _time);
        account.Start();
        var balance = new Balance(_time);
        var sea = new Sea(_time, random, speed);
        var furthest = 0.0;
        for (var i = 0; i < faults; i++)
        {
            sea.Open();
            PlayEpoch(account, sea, balance, random);
            var drifted = balance.Value;
            furthest = Math.Max(furthest, Math.Abs(drifted));
            balance.Declare(account.Open(Fault));
            _time.Advance(TimeSpan.FromSeconds(random.NextDouble() * (random.Next(4) == 0 ? 40 : 2)));
        }

        // What a gap's end is known to: an arrival that was not late, a fiftieth of a second.
        Assert.InRange(balance.Value, -0.02 * faults, 0.02 * faults);
        Assert.InRange(furthest, 0, 0.02 * faults);
    }

    [Fact]
    public void Settle_SecondsThatAServerHeldBackComeAtOnce_AreNoLoss()
    {
        var account = Listen(seconds: 5);
        account.Open(Fault);
        _time.Advance(TimeSpan.FromSeconds(10));
        account.Begin(160);
        Assert.Null(account.Settle(now: false));
        account.Add((2 * Rate) - 160);
        Assert.Null(account.Settle(now: false));
        for (var i = 0; i < 4; i++) Assert.Null(Step(account, 0.1));

        Assert.Equal(8, Step(account, 0.1)!.LostSeconds);
    }

    [Fact]
    public void Settle_SteadySource_IsToldAfterHalfASecond()
    {
        var account = Listen(seconds: 5);
        var open = account.Open(Fault);
        _time.Advance(TimeSpan.FromSeconds(3));
        account.Begin(Rate / 10);
        for (var i = 0; i < 4; i++) Assert.Null(Step(account, 0.1));

        Assert.Equal(open with { To = open.From + TimeSpan.FromSeconds(2.9), LostSeconds = 2.9 }, Step(account, 0.1));
        Assert.Null(Step(account, 0.1));
    }

    [Fact]
    public void Settle_SourceThatNeverSlowsDown_IsToldAfterTenSeconds()
    {
        var account = Listen(seconds: 5);
        account.Open(Fault);
        _time.Advance(TimeSpan.FromSeconds(30));
        account.Begin(Rate / 10);
        var steps = 0;
        SourceGap? closed = null;
        for (; closed is null && steps < 200; steps++) closed = Step(account, 0.1, speed: 1.5);

        Assert.Equal(100, steps);
        // Half a second more for each second.
        Assert.Equal(24.9, closed!.LostSeconds!.Value, 1);
    }

    [Fact]
    public void Settle_ServerThatRepeatsWhatWasHeard_GapIsNotShorterThanNothing()
    {
        var account = Listen(seconds: 5);
        var open = account.Open(Fault);
        _time.Advance(TimeSpan.FromSeconds(2));
        account.Begin(18 * Rate);

        Assert.Equal(open with { To = open.From, LostSeconds = 0 }, account.Settle(now: false));
    }

    [Fact]
    public void Settle_EpochEndsBeforeItIsCertain_IsToldThenWithWhatIsKnown()
    {
        var account = Listen(seconds: 5);
        account.Open(Fault);
        _time.Advance(TimeSpan.FromSeconds(4));
        account.Begin(Rate / 2);

        Assert.Null(account.Settle(now: false));
        Assert.Equal(3.5, account.Settle(now: true)!.LostSeconds);
        Assert.False(account.IsOpen);
    }

    [Fact]
    public void Retract_BurstThatWasNoSound_MakesNoGapShorter()
    {
        var account = Listen(seconds: 5);
        account.Open(Fault);
        _time.Advance(TimeSpan.FromSeconds(4));
        account.Begin(Rate / 10);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        account.Add((Rate / 10) + (3 * Rate));
        account.Retract(3 * Rate);

        Assert.Equal(3.9, account.Settle(now: true)!.LostSeconds);
    }

    [Fact]
    public void Open_ProgramTookUnheardSoundWithIt_GapBeginsWhereTheSoundEnds()
    {
        var account = Listen(seconds: 5);
        var ends = _time.GetUtcNow();
        // Two seconds that its buffer took along, but for a tenth.
        _time.Advance(TimeSpan.FromSeconds(2));
        account.Add(Rate / 10);

        Assert.Equal(ends + TimeSpan.FromSeconds(0.1), account.Open(Fault).From);
    }

    private GapAccount Listen(double seconds)
    {
        var account = new GapAccount(Rate, _time);
        account.Start();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        account.Begin(Rate / 10);
        for (var i = 1; i < (int)(seconds * 10); i++) Step(account, 0.1);
        return account;
    }

    private SourceGap? Step(GapAccount account, double seconds, double speed = 1)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        account.Add((int)(Rate * seconds * speed));
        return account.Settle(now: false);
    }

    // Runs until a random moment; what is in the way then is lost.
    private static void PlayEpoch(GapAccount account, Sea sea, Balance balance, Random random)
    {
        var ends = 0.3 + (random.NextDouble() * (random.Next(5) == 0 ? 200 : 15));
        var isFirst = true;
        while (sea.Elapsed < ends)
        {
            var frames = sea.Next();
            if (frames == 0) continue;
            if (isFirst) account.Begin(frames);
            else account.Add(frames);
            isFirst = false;
            balance.Deliver(frames);
            balance.Declare(account.Settle(now: false));
        }

        balance.Declare(account.Settle(now: true));
    }

    /// <summary>What was delivered and declared less what passed, seconds; what is open ends now.</summary>
    private sealed class Balance(ManualTime time)
    {
        private readonly long _began = time.GetTimestamp();
        private double _heard;

        /// <summary>Of the whole time; right only where a gap ends with the newest arrival.</summary>
        public double Value { get; private set; }

        public void Deliver(int frames) => _heard += (double)frames / Rate;

        public void Declare(SourceGap? gap)
        {
            if (gap is null) return;
            if (gap.LostSeconds is { } lost) _heard += lost;
            // A gap that opens says where the sound ended: until there all must add up.
            else Value = _heard - (time.GetElapsedTime(_began).TotalSeconds - (time.GetUtcNow() - gap.From!.Value).TotalSeconds);
        }
    }

    /// <summary>A server with sound that it holds back now and then, and sends faster than it comes afterwards.</summary>
    private sealed class Sea(ManualTime time, Random random, double speed)
    {
        private readonly long _start = time.GetTimestamp();
        private double _opened;
        private double _sent;
        private double _chunk;
        private double _catchUp;
        private double _stalled;
        private double _last;
        private double _owed;

        public double Elapsed => Now - _opened;

        private double Now => time.GetElapsedTime(_start).TotalSeconds;

        /// <summary>Begins up to four seconds back, but not before what it has sent.</summary>
        public void Open()
        {
            _opened = _last = Now;
            _sent = Math.Max(_sent, _opened - (random.NextDouble() * 4));
            _chunk = 0.005 + (random.NextDouble() * 0.2);
            _catchUp = random.Next(3) == 0 ? double.PositiveInfinity : 1.5 + (random.NextDouble() * 10);
            _stalled = 0;
        }

        /// <summary>The sample frames that arrive after the next while.</summary>
        public int Next()
        {
            time.Advance(TimeSpan.FromSeconds(_chunk * (0.8 + (0.4 * random.NextDouble()))));
            if (random.Next(400) == 0) _stalled = Now + (random.NextDouble() * 1.5);
            var passed = Now - _last;
            _last = Now;
            if (Now < _stalled) return 0;
            var due = Math.Min(Now - _sent, passed * _catchUp);
            _sent += due;
            _owed += due * Rate * speed;
            var frames = (int)_owed;
            _owed -= frames;
            return frames;
        }
    }
}
