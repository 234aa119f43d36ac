using System.Text.Json.Serialization;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Pipelines.Tests.Levels;

public sealed class SensorJudgeTests
{
    private const int Rate = 8000;

    [Fact]
    public void Add_OnlyZeros_IsSilentFromTheirStartToTheirEnd()
    {
        var hearing = new Hearing(Rate).Hear(Sea(40)).Hear(new float[20 * Rate]).Hear(Sea(10, seed: 2));

        Assert.Equal([(SensorState.Silent, 40L * Rate), (SensorState.Ok, 60L * Rate)], hearing.Changes.Select(c => (c.State, c.From)));
        Assert.Contains("exactly 0", hearing.Changes[0].Sentence);
        Assert.StartsWith("no longer silent: the noise floor is -50", hearing.Changes[1].Sentence);
        Assert.Equal(20, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_ZerosBetweenSeconds_CountsWholeSecondsOnly()
    {
        var hearing = new Hearing(Rate).Hear(Sea(40).AsSpan(Rate / 2)).Hear(new float[20 * Rate]).Hear(Sea(10));

        Assert.Equal(19, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_ShortPausesOfNothing_AreNoChange()
    {
        // A camera that mutes itself between sounds: four fifths of the time, and now and then for four seconds.
        var sea = Sea(120).Each((s, i) => i / (Rate / 5) % 5 < 4 || (i / Rate % 20 < 4) ? 0 : s);

        var hearing = new Hearing(Rate).Hear(sea);

        Assert.Empty(hearing.Changes);
        Assert.Equal(0, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_OneValue_IsFlat()
    {
        var line = new float[15 * Rate];
        Array.Fill(line, 0.0125f);

        var hearing = new Hearing(Rate).Hear(Sea(10)).Hear(line).Hear(Sea(5));

        Assert.Equal([SensorState.Flat, SensorState.Ok], hearing.States);
        Assert.Contains("0.0125", hearing.Changes[0].Sentence);
        Assert.Equal(15, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_ConverterThatHoldsValues_IsStuck()
    {
        var held = 0f;
        var stuck = Sea(20).Each((s, i) => held = i % 800 < 200 ? s : held);

        var hearing = new Hearing(Rate).Hear(Sea(10)).Hear(stuck).Hear(Sea(10));

        Assert.Equal([(SensorState.Stuck, 10L * Rate), (SensorState.Ok, 30L * Rate)], hearing.Changes.Select(c => (c.State, c.From)));
        Assert.Contains("75 % of the samples", hearing.Changes[0].Sentence);
        Assert.Equal(20, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_OneStuckBit_IsToldButHeard()
    {
        var hearing = new Hearing(Rate).Hear(Sea(10).In16Bits()).Hear(Sea(20).In16Bits(word => (short)(word | 64))).Hear(Sea(20).In16Bits());

        Assert.Equal([SensorState.StuckBit, SensorState.Ok], hearing.States);
        Assert.Contains("0.0019531", hearing.Changes[0].Sentence);
        Assert.Equal(0, hearing.DeafSeconds);
    }

    [Theory]
    [InlineData(-30, -95)]
    [InlineData(-60, -120)]
    [InlineData(-45, -105)]
    public void Add_FloorDrops60Decibels_IsDeadUntilItReturns(double usual, double then)
    {
        var hearing = new Hearing(Rate).Hear(Sounds.Noise(60 * Rate, usual)).Hear(Sounds.Noise(400 * Rate, then)).Hear(Sounds.Noise(20 * Rate, usual - 3));

        Assert.Equal([(SensorState.Dead, 60L * Rate), (SensorState.Ok, 460L * Rate)], hearing.Changes.Select(c => (c.State, c.From)));
        Assert.StartsWith("the noise floor has dropped from", hearing.Changes[0].Sentence);
        Assert.Equal(400, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_DeadIn16Bits_IsDead()
    {
        // The converter's own noise of half a step.
        var hearing = new Hearing(Rate).Hear(Sea(60).In16Bits()).Hear(Sounds.Noise(30 * Rate, -96).In16Bits());

        Assert.Equal([SensorState.Dead], hearing.States);
    }

    [Fact]
    public void Add_DeadFromTheStart_IsDeadByItsFloorAlone()
    {
        var hearing = new Hearing(Rate).Hear(Sounds.Noise(20 * Rate, -130));

        Assert.Equal(SensorState.Dead, Assert.Single(hearing.Changes).State);
        Assert.Contains("lower than any preamplifier's", hearing.Changes[0].Sentence);
    }

    [Fact]
    public void Add_LoweredFromANoisyDeck_IsAJumpAndNotDead()
    {
        var hearing = new Hearing(Rate).Hear(Sounds.Noise(60 * Rate, -18)).Hear(Sounds.Noise(120 * Rate, -78));

        Assert.Equal([SensorState.LevelJump, SensorState.Ok], hearing.States);
        Assert.Equal(60L * Rate, hearing.Changes[0].From);
        Assert.Contains("counts as usual from now on", hearing.Changes[1].Sentence);
        Assert.Equal(-78, hearing.Judge.UsualFloorDb!.Value, 1.0);
        Assert.Equal(0, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_GainRaised_IsAJumpThatEndsWhenItIsLoweredAgain()
    {
        var hearing = new Hearing(Rate).Hear(Sea(60)).Hear(Sounds.Noise(30 * Rate, -25)).Hear(Sea(30));

        Assert.Equal([(SensorState.LevelJump, 60L * Rate), (SensorState.Ok, 90L * Rate)], hearing.Changes.Select(c => (c.State, c.From)));
        Assert.StartsWith("no longer level-jump", hearing.Changes[1].Sentence);
    }

    [Fact]
    public void Add_LoudCallsWithPauses_AreNoJump()
    {
        var sea = Sea(300).Each((s, i) => i / Rate % 12 < 8 ? 30 * s : s);

        Assert.Empty(new Hearing(Rate).Hear(sea).Changes);
    }

    [Theory]
    [InlineData(-30, -90)]
    [InlineData(-90, -30)]
    public void Add_SlowDriftBy60Decibels_IsTheSea(double from, double to)
    {
        const int seconds = 3600;
        const int rate = 2000;
        var hearing = new Hearing(rate);
        for (var i = 0; i < seconds; i++) hearing.Hear(Sounds.Noise(rate, from + ((to - from) * i / seconds), seed: i));

        Assert.Empty(hearing.Changes);
        Assert.Equal(0, hearing.DeafSeconds);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.4)]
    public void Add_SineThatIsCutOff_IsClipping(double limit)
    {
        var cut = Sounds.Sine(10 * Rate, Rate, 440, 2 * limit).Each((s, _) => Math.Clamp(s, -(float)limit, (float)limit)).In16Bits();

        var hearing = new Hearing(Rate).Hear(Sea(10)).Hear(cut).Hear(Sounds.Noise(60 * Rate, -50));

        Assert.Equal(SensorState.Clipping, hearing.Changes[0].State);
        Assert.Equal(10L * Rate, hearing.Changes[0].From);
        Assert.Equal(SensorState.Ok, hearing.Changes[^1].State);
        Assert.Equal(0, hearing.DeafSeconds);
    }

    [Fact]
    public void Add_FewSnapsAtFullScale_AreNoClipping()
    {
        var sea = Sea(120).Each((s, i) => i % 4000 == 0 ? 1f : s);

        Assert.Empty(new Hearing(Rate).Hear(sea).Changes);
    }

    [Fact]
    public void Add_DcOffset_IsToldWithHysteresis()
    {
        // Once 0.11 is too much, 0.09 is still not well; 0.09 alone never is a fault.
        var hearing = new Hearing(Rate).Hear(Offset(30, 0.09f)).Hear(Offset(20, 0.11f)).Hear(Offset(30, 0.09f)).Hear(Offset(20, 0.02f));

        Assert.Equal([(SensorState.DcOffset, 30L * Rate), (SensorState.Ok, 80L * Rate)], hearing.Changes.Select(c => (c.State, c.From)));
        Assert.Contains("+0.11", hearing.Changes[0].Sentence);
    }

    [Fact]
    public void Add_AroundAThreshold_DoesNotFlap()
    {
        var hearing = new Hearing(Rate);
        for (var i = 0; i < 60; i++) hearing.Hear(Offset(3, i % 2 == 0 ? 0.11f : 0.07f));

        Assert.Empty(hearing.Changes);
    }

    [Fact]
    public void Add_SeveralFaults_TellsTheGravestAndThenTheRest()
    {
        var hearing = new Hearing(Rate).Hear(Offset(40, 0.2f)).Hear(new float[10 * Rate]).Hear(Offset(30, 0.2f));

        Assert.Equal(
            [(SensorState.DcOffset, 0L), (SensorState.Silent, 40L * Rate), (SensorState.DcOffset, 50L * Rate)],
            hearing.Changes.Select(c => (c.State, c.From)).Take(3));
    }

    [Fact]
    public void Add_SilenceWhileDead_IsDeafOnce()
    {
        var hearing = new Hearing(Rate).Hear(Sea(60)).Hear(Sounds.Noise(30 * Rate, -110)).Hear(new float[30 * Rate]).Hear(Sounds.Noise(30 * Rate, -110));

        Assert.Equal([SensorState.Dead, SensorState.Silent, SensorState.Dead], hearing.States);
        Assert.Equal(90, hearing.DeafSeconds);
    }

    [Fact]
    public void Begin_DeadSourceIsOpenedAgain_IsStillDeadAndRememberedAsItWas()
    {
        var hearing = new Hearing(Rate).Hear(Sea(60)).Hear(Sounds.Noise(20 * Rate, -110)).NextEpoch().Hear(Sounds.Noise(20 * Rate, -110));
        Assert.Equal(SensorState.Dead, Assert.Single(hearing.Changes).State);
        Assert.Equal(40, hearing.DeafSeconds);

        hearing.Hear(Sea(10));

        Assert.Equal((SensorState.Ok, 20L * Rate), hearing.Changes.Select(c => (c.State, c.From)).Last());
    }

    [Fact]
    public void Begin_SoundBeforeAndDeadAfterwards_IsFoundDead() =>
        Assert.Equal([SensorState.Dead], new Hearing(Rate).Hear(Sea(60)).NextEpoch().Hear(Sounds.Noise(20 * Rate, -110)).States);

    [Fact]
    public void Add_AnythingAtRandom_ChangesAscendAndDeafSecondsFit()
    {
        var seen = new HashSet<SensorState>();
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var hearing = new Hearing(2000);
            for (var part = 0; part < 12; part++)
            {
                var frames = random.Next(500, 40 * 2000);
                hearing.Hear(random.Next(7) switch
                {
                    0 => new float[frames],
                    1 => Sounds.Noise(frames, -112, seed),
                    2 => Sounds.Noise(frames, -50, seed).Each((s, _) => s + 0.3f),
                    3 => Sounds.Noise(frames, 0, seed).Each((s, _) => Math.Clamp(s, -1, 1)),
                    4 => new float[frames].Each((_, _) => 0.5f),
                    5 => Sounds.Noise(frames, -20, seed),
                    _ => Sounds.Noise(frames, -50, seed),
                });
            }

            var elapsed = hearing.Readings.Sum(r => r.Frames) / 2000.0;
            Assert.InRange(hearing.DeafSeconds, 0, elapsed);
            Assert.Equal(hearing.Changes.Select(c => c.From).Order(), hearing.Changes.Select(c => c.From));
            Assert.All(hearing.Changes, c => Assert.False(string.IsNullOrWhiteSpace(c.Sentence)));
            var before = SensorState.Ok;
            foreach (var change in hearing.Changes)
            {
                Assert.NotEqual(before, change.State);
                before = change.State;
                seen.Add(change.State);
            }
        }

        Assert.True(seen.Count >= 6, $"only {string.Join(", ", seen)} came up");
    }

    [Fact]
    public void Word_EveryState_IsTheOneInDocuments()
    {
        foreach (var state in Enum.GetValues<SensorState>())
        {
            var member = typeof(SensorState).GetField(state.ToString())!;
            var attribute = Assert.IsType<JsonStringEnumMemberNameAttribute>(Attribute.GetCustomAttribute(member, typeof(JsonStringEnumMemberNameAttribute)));
            Assert.Equal(attribute.Name, SensorSentences.Word(state));
        }
    }

    private static float[] Sea(int seconds, int seed = 1) => Sounds.Noise(seconds * Rate, -50, seed);

    private static float[] Offset(int seconds, float offset) => Sea(seconds).Each((s, _) => s + offset);
}
