using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Every fault on a clock that the test moves: cause, interval, length, and the balance of what was heard and what was declared.</summary>
public sealed class SupervisedSourceTests
{
    private const int Rate = 1000;

    private static readonly AudioFormat Format = new(Rate, 2, SampleEncoding.S16);

    private readonly ManualTime _time = new();
    private readonly ScriptedInput _input = new(Format);
    private readonly Random _random = new(11);
    private readonly long _began;

    public SupervisedSourceTests() => _began = _time.GetTimestamp();

    [Fact]
    public async Task Fill_WritesOfAnySize_DeliversExactlyTheWholeSampleFrames()
    {
        await using var run = Start(new WatchdogOptions { RateTolerance = 0 }, keep: true);
        var sent = Noise(50_000);
        var line = _input.Next();
        for (var at = 0; at < sent.Length;)
        {
            var count = Math.Min(sent.Length - at, _random.Next(1, 700));
            line.Send(sent[at..(at + count)]);
            at += count;
        }

        line.Send([1, 2, 3]);
        line.End();
        await run.UntilAsync(() => run.Gaps.Count == 1, "the end is told");

        Assert.Equal(sent, run.Kept);
        Assert.True(line.IsClosed);
    }

    [Fact]
    public async Task Next_SourceThatEndsAndComesBack_GapIsToldAtOnceAndWithItsLength()
    {
        var source = new SupervisedSource(_input, new WatchdogOptions { RateTolerance = 0 }, _time, _random);
        await using var run = new SupervisedRun(source);
        var line = _input.Next();
        await PlayAsync(run, line, 5);
        line.End();
        await run.UntilAsync(() => run.Gaps.Count == 1, "the gap is told");

        Assert.Equal(new SourceGap("source-ended", _time.GetUtcNow(), null, null, "mic: hung up"), run.Gaps[0]);
        Assert.True(line.IsClosed);
        Assert.Equal(SourceState.Missing, source.State);

        _input.Refuse("mic: no device");
        _input.Refuse("mic: no device");
        var back = _input.Next();
        await AdvanceAsync(() => _input.Opened == 4, 0.05);
        _time.Advance(TimeSpan.FromSeconds(1));
        await PlayAsync(run, back, 3);

        var closed = Assert.Single(run.Closed);
        Assert.Equal(run.Gaps[0] with { To = closed.To, LostSeconds = closed.LostSeconds }, closed);
        Assert.Equal(closed.LostSeconds!.Value, (closed.To!.Value - closed.From!.Value).TotalSeconds, 2);
        Assert.Equal(SourceState.Running, source.State);
        Assert.Equal(3, source.Restarts);
        AssertBalance(run);
    }

    [Fact]
    public async Task Fill_NoBytes_IsStalledWithinTwiceTheLimit()
    {
        await using var run = Start(new WatchdogOptions { Stall = TimeSpan.FromSeconds(8), RateTolerance = 0 });
        var line = _input.Next();
        await PlayAsync(run, line, 3);
        var silentFrom = _time.GetUtcNow();
        var noticed = await AdvanceAsync(() => run.Gaps.Count == 1, 0.5);

        Assert.InRange(noticed.TotalSeconds, 8, 16);
        Assert.Equal("source-stalled", run.Gaps[0].Cause);
        Assert.Equal("mic: gave nothing for 8 s", run.Gaps[0].Detail);
        Assert.Equal(silentFrom, run.Gaps[0].From);
        Assert.True(line.IsClosed);
        await ComeBackAsync(run);
    }

    [Fact]
    public async Task Next_NothingAtTheStart_IsMissingFromTheStart()
    {
        var began = _time.GetUtcNow();
        await using var run = Start(new WatchdogOptions());
        _input.Refuse("mic: no such device");
        await run.UntilAsync(() => run.Gaps.Count == 1, "the gap is told");

        Assert.Equal(new SourceGap("source-missing", began, null, null, "mic: no such device"), run.Gaps[0]);
        // Opens, but gives nothing.
        var dumb = _input.Next();
        await AdvanceAsync(() => dumb.IsClosed, 0.5);
        await ComeBackAsync(run);
        Assert.Equal("source-missing", run.Closed[0].Cause);
    }

    [Fact]
    public async Task Fill_WrongRate_IsToldAndTheMissingPartIsLost()
    {
        await using var run = Start(new WatchdogOptions { RateWindow = TimeSpan.FromSeconds(20) });
        var line = _input.Next();
        await PlayAsync(run, line, 30);
        await PlayAsync(run, line, 60, speed: 0.8, until: () => run.Gaps.Count == 1);

        Assert.Equal("wrong-rate", run.Gaps[0].Cause);
        Assert.Matches("^mic: gives about 8[0-9]{2} sample frames a second and not 1000; ", run.Gaps[0].Detail);
        await ComeBackAsync(run);
    }

    [Theory]
    [InlineData(1, "mic: has given one and the same sample for 6 s")]
    [InlineData(125, "mic: has given the same block of samples over and over for 6 s")]
    public async Task Fill_SamplesThatRepeat_AreFrozen(int period, string detail)
    {
        await using var run = Start(new WatchdogOptions { Frozen = TimeSpan.FromSeconds(6) });
        var line = _input.Next();
        await PlayAsync(run, line, 4);
        var block = Noise(period);
        await PlayAsync(run, line, 12, sound: frames => [.. Enumerable.Repeat(block, frames / period).SelectMany(b => b)], until: () => run.Gaps.Count == 1, step: 0.125);

        Assert.Equal("frozen", run.Gaps[0].Cause);
        Assert.Equal(detail, run.Gaps[0].Detail);
        await ComeBackAsync(run);
    }

    [Fact]
    public async Task Fill_DigitalSilence_IsAStateUnlessItIsAFault()
    {
        var source = new SupervisedSource(_input, new WatchdogOptions { Frozen = TimeSpan.FromSeconds(6) }, _time, _random);
        await using (var run = new SupervisedRun(source))
        {
            var line = _input.Next();
            await PlayAsync(run, line, 20, sound: frames => new byte[frames * 4]);
            Assert.Equal(SourceState.Silent, source.State);
            await PlayAsync(run, line, 1);
            Assert.Equal(SourceState.Running, source.State);
            Assert.Empty(run.Gaps);
        }

        var strict = new ScriptedInput(Format);
        await using var other = new SupervisedRun(new SupervisedSource(strict, new WatchdogOptions { Frozen = TimeSpan.FromSeconds(6), SilenceIsFault = true }, _time, _random));
        await PlayAsync(other, strict.Next(), 20, sound: frames => new byte[frames * 4], until: () => other.Gaps.Count == 1);
        Assert.Equal("frozen", other.Gaps[0].Cause);
        Assert.Equal("mic: has given only zeros for 6 s", other.Gaps[0].Detail);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1e10f)]
    [InlineData(-3e38f)]
    public async Task Fill_BytesThatAreNoSamples_EverythingBeforeThemIsDelivered(float bad)
    {
        var input = new ScriptedInput(Format with { Encoding = SampleEncoding.F32 });
        await using var run = new SupervisedRun(new SupervisedSource(input, new WatchdogOptions(), _time, _random), keep: true);
        var sound = new float[2 * 700];
        for (var i = 0; i < sound.Length; i++) sound[i] = _random.NextSingle() - 0.5f;
        var good = MemoryMarshal.AsBytes(sound.AsSpan()).ToArray();
        sound[601] = bad;
        var line = input.Next();
        line.Send(good);
        line.Send(MemoryMarshal.AsBytes(sound.AsSpan()).ToArray());
        await run.UntilAsync(() => run.Gaps.Count == 1, "the garbage is told");

        Assert.Equal("garbage", run.Gaps[0].Cause);
        Assert.Equal([.. good, .. good[..(300 * 8)]], run.Kept);
    }

    [Fact]
    public async Task Fill_SoundFileInsteadOfPcm_IsRefused()
    {
        await using var run = Start(new WatchdogOptions());
        _input.Next().Send([.. "RIFF"u8, .. new byte[200]]);
        await run.UntilAsync(() => run.Gaps.Count == 1, "the file is told");

        Assert.Equal("garbage", run.Gaps[0].Cause);
        Assert.Contains("RIFF header", run.Gaps[0].Detail, StringComparison.Ordinal);
        Assert.Equal(0, run.Epochs.Sum());
    }

    [Fact]
    public async Task Fill_ConnectionThatBreaks_SaysWhy()
    {
        await using var run = Start(new WatchdogOptions());
        var line = _input.Next();
        await PlayAsync(run, line, 2);
        line.Break();
        await run.UntilAsync(() => run.Gaps.Count == 1, "the break is told");

        Assert.Equal(("source-ended", "mic: the cable is out"), (run.Gaps[0].Cause, run.Gaps[0].Detail));
        await ComeBackAsync(run);
    }

    [Fact]
    public async Task Next_StoppedInAGap_TheGapEndsWithTheRun()
    {
        var run = Start(new WatchdogOptions());
        await PlayAsync(run, _input.Next(), 2);
        await AdvanceAsync(() => run.Gaps.Count == 1, 0.5);
        _time.Advance(TimeSpan.FromMinutes(5));
        await run.DisposeAsync();

        var closed = Assert.Single(run.Closed);
        Assert.Equal(_time.GetUtcNow(), closed.To);
        AssertBalance(run);
    }

    [Fact]
    public async Task Next_ClockStepsDuringTheGap_LengthIsTheTimeThatPassed()
    {
        await using var run = Start(new WatchdogOptions());
        var line = _input.Next();
        await PlayAsync(run, line, 2);
        line.End();
        await run.UntilAsync(() => run.Gaps.Count == 1, "the gap is told");
        _time.Jump(TimeSpan.FromHours(-1));

        await ComeBackAsync(run);
        Assert.InRange(run.Closed[0].LostSeconds!.Value, 0.1, 60);
    }

    [Fact]
    public async Task Next_AnySequenceOfFaults_DeliveredAndDeclaredAddUpToElapsed()
    {
        await using var run = Start(new WatchdogOptions { RateWindow = TimeSpan.FromSeconds(10), Frozen = TimeSpan.FromSeconds(5) });
        string[] faults = ["source-ended", "source-stalled", "frozen", "wrong-rate"];
        var expected = new List<string>();
        var line = _input.Next();
        for (var i = 0; i < 40; i++)
        {
            await PlayAsync(run, line, 2 + (_random.NextDouble() * 40));
            var fault = faults[_random.Next(faults.Length)];
            expected.Add(fault);
            if (fault == "source-ended") line.End();
            if (fault == "frozen") await PlayAsync(run, line, 20, sound: frames => [.. Enumerable.Repeat(new byte[] { 1, 2, 3, 4 }, frames).SelectMany(b => b)], until: () => run.Gaps.Count > 2 * i);
            if (fault == "wrong-rate") await PlayAsync(run, line, 60, speed: 0.5, until: () => run.Gaps.Count > 2 * i);
            if (fault == "source-stalled") await AdvanceAsync(() => run.Gaps.Count > 2 * i, 0.5);
            await run.UntilAsync(() => run.Gaps.Count == (2 * i) + 1, "the fault is told");
            line = await ComeBackAsync(run, more: 0.7);
        }

        Assert.Equal(expected, run.Closed.Select(g => g.Cause));
        // A wrong rate counts what was missing until it was noticed; a frozen one was delivered.
        AssertBalance(run, perFault: 0.1);
    }

    private static async Task SettleAsync(Func<bool> holds, SupervisedRun run) => await run.UntilAsync(holds, "what was sent is delivered");

    private SupervisedRun Start(WatchdogOptions options, bool keep = false) => new(new SupervisedSource(_input, options, _time, _random), keep);

    private byte[] Noise(int frames)
    {
        var bytes = new byte[frames * Format.BytesPerFrame];
        _random.NextBytes(bytes);
        return bytes;
    }

    // Real time on the manual clock: each step waits until what was sent is through.
    private async Task PlayAsync(SupervisedRun run, ScriptedInput.Line line, double seconds, double speed = 1, Func<int, byte[]>? sound = null, Func<bool>? until = null, double step = 0.1)
    {
        var frames = (int)(Rate * step * speed);
        for (var i = 0; i < (int)(seconds / step) && until?.Invoke() != true; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(step));
            var before = run.Epochs.Sum();
            line.Send(sound is null ? Noise(frames) : sound(frames));
            await SettleAsync(() => run.Epochs.Sum() > before || until?.Invoke() == true, run);
        }

        if (until is not null) await run.UntilAsync(until, "the fault is told");
    }

    // Moves the clock in steps until something holds; the time that it took.
    private async Task<TimeSpan> AdvanceAsync(Func<bool> holds, double step)
    {
        var started = _time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        for (var i = 0; i < 20_000 && !holds(); i++)
        {
            _time.Advance(TimeSpan.FromSeconds(step));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(holds());
        return _time.GetElapsedTime(started);
    }

    private async Task<ScriptedInput.Line> ComeBackAsync(SupervisedRun run, double more = 2)
    {
        var opened = _input.Opened;
        var line = _input.Next();
        await AdvanceAsync(() => _input.Opened > opened, 0.25);
        await PlayAsync(run, line, more);
        AssertBalance(run, perFault: 0.3);
        return line;
    }

    private void AssertBalance(SupervisedRun run, double perFault = 0.11)
    {
        var elapsed = _time.GetElapsedTime(_began).TotalSeconds;
        Assert.InRange(run.DeliveredSeconds + run.DeclaredSeconds, elapsed - 0.2 - (perFault * run.Closed.Count), elapsed + 0.2 + (perFault * run.Closed.Count));
    }
}
