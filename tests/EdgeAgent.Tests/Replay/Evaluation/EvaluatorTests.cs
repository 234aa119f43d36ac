using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tests.Replay.Evaluation;

public sealed class EvaluatorTests
{
    private const string File = "a.wav";

    private static readonly EvaluationOptions Hour = new() { Labels = ["humpback"], Analysed = [new AnalysedSpan(File, 0, 3600)] };

    [Fact]
    public void Score_SmallCase_EveryNumberByHand()
    {
        TruthItem[] truth = [Truth(10, 20, 6), Truth(30, 31, 0), Truth(50, 52, 0)];
        // Right and a match; right but too long to match; false; false.
        ScoredEvent[] events = [Event(11, 24), Event(32.5, 40), Event(100, 105), Event(200, 201)];
        var label = Assert.Single(Evaluator.Score(truth, events, Hour).Labels);
        Assert.Equal((2, 3), (label.Recall.Count, label.Recall.Of));
        Assert.Equal((2, 4), (label.Precision.Count, label.Precision.Of));
        Assert.Equal(4.0 / 7, label.F1!.Value, 1e-12);
        Assert.Equal((1, 3), (label.OneToOne.Recall.Count, label.OneToOne.Recall.Of));
        Assert.Equal((1, 4), (label.OneToOne.Precision.Count, label.OneToOne.Precision.Of));
        Assert.Equal(2.0 / 7, label.OneToOne.F1!.Value, 1e-12);
        Assert.Equal([("+6 dB", 1, 1), ("0 dB", 1, 2)], label.BySnr.Select(snr => (snr.Name, snr.Recall.Count, snr.Recall.Of)));
        // 14 s + 5 s + 6 s of truth and collar.
        Assert.Equal(2, label.FalseEvents.Count);
        Assert.Equal(3575 / 3600.0, label.FalseEvents.Hours, 1e-12);
        Assert.Equal(2 * 3600 / 3575.0, label.FalseEvents.PerHour!.Value, 1e-12);
        Assert.Equal([truth[2]], label.Missed);
        Assert.Equal([events[2], events[3]], label.Wrong);
    }

    [Fact]
    public void Score_NoTruth_RecallIsUndefinedAndEveryEventFalse()
    {
        var label = Evaluator.Score([], [Event(1, 2)], Hour).Labels[0];
        Assert.Null(label.Recall.Value);
        Assert.Null(label.F1);
        Assert.Null(label.OneToOne.F1);
        Assert.Equal(0, label.Precision.Value);
        Assert.Equal(1, label.FalseEvents.PerHour);
    }

    [Fact]
    public void Score_NoEvent_PrecisionIsUndefinedAndRecallZero()
    {
        var label = Evaluator.Score([Truth(1, 2)], [], Hour).Labels[0];
        Assert.Null(label.Precision.Value);
        Assert.Null(label.F1);
        Assert.Null(label.OneToOne.F1);
        Assert.Equal(0, label.Recall.Value);
    }

    [Fact]
    public void Score_EveryEventBesideEveryTruth_F1IsZero()
    {
        var label = Evaluator.Score([Truth(1, 2)], [Event(100, 101)], Hour).Labels[0];
        Assert.Equal((0.0, 0.0, 0.0, 0.0), (label.Recall.Value, label.Precision.Value, label.F1, label.OneToOne.F1));
    }

    [Fact]
    public void Score_SilentHour_RateIsZeroWithItsExactUpperEnd()
    {
        var label = Evaluator.Score([], [], Hour).Labels[0];
        Assert.Equal((0, 0.0), (label.FalseEvents.Count, label.FalseEvents.PerHour!.Value));
        Assert.Equal(3.6888794541139354, label.FalseEvents.High!.Value, 1e-9);
        Assert.Null(label.Recall.Value);
        Assert.Null(label.Precision.Value);
    }

    [Fact]
    public void Score_TruthFillsAllTime_RateIsUndefined()
    {
        var label = Evaluator.Score([Truth(0, 3600)], [Event(5, 6)], Hour).Labels[0];
        Assert.Null(label.FalseEvents.PerHour);
        Assert.Equal(0, label.FalseEvents.Count);
    }

    [Theory]
    [InlineData(2.0, true)]
    [InlineData(1.9, false)]
    public void Score_EventExactlyTheCollarAway_CountsUpToTheCollar(double collar, bool found)
    {
        // 26.388 - 24.388 is a little more than 2 in binary: the last bits of decimal times decide nothing.
        var label = Evaluator.Score([Truth(26.388, 26.913)], [Event(20, 24.388)], Hour with { CollarSeconds = collar }).Labels[0];
        Assert.Equal(found ? 1 : 0, label.Recall.Count);
        Assert.Equal(found ? 1 : 0, label.Precision.Count);
    }

    [Fact]
    public void Score_OneLongEventOverTwoCalls_FindsBothButMatchesOne()
    {
        var label = Evaluator.Score([Truth(10, 12), Truth(11, 13)], [Event(10, 13)], Hour).Labels[0];
        Assert.Equal((2, 1), (label.Recall.Count, label.OneToOne.Recall.Count));
    }

    [Fact]
    public void Score_LabelWithoutLength_CanBeFound() => Assert.Equal(1, Evaluator.Score([Truth(10, 10)], [Event(9, 11)], Hour).Labels[0].Recall.Count);

    [Fact]
    public void Score_SameTimeInAnotherRecording_IsNotFound()
    {
        var options = Hour with { Analysed = [new(File, 0, 3600), new("b.wav", 0, 3600)] };
        var label = Evaluator.Score([Truth(10, 20)], [Event(10, 20) with { File = "b.wav" }], options).Labels[0];
        Assert.Equal((0, 0), (label.Recall.Count, label.Precision.Count));
        Assert.Equal((7200 - 14) / 3600.0, label.FalseEvents.Hours, 1e-12);
    }

    [Fact]
    public void Score_JoinedRecordings_EventOverTheSeamFindsTruthInTheNext()
    {
        var options = Hour with { Analysed = [new(File, 0, 600) { Stream = "s" }, new("b.wav", 0, 600) { Stream = "s", StreamOffsetSeconds = 600 }] };
        var label = Evaluator.Score([Truth(3, 5) with { File = "b.wav" }], [Event(595, 605)], options).Labels[0];
        Assert.Equal((1, 1), (label.Recall.Count, label.Precision.Count));
        Assert.Equal((1200 - 6) / 3600.0, label.FalseEvents.Hours, 1e-12);
    }

    [Fact]
    public void Score_TruthThatWasNotHeard_IsToldAndNotScored()
    {
        var report = Evaluator.Score([Truth(10, 12), Truth(200, 201)], [Event(10, 12)], Hour with { Analysed = [new(File, 0, 100), new(File, 300, 400)], TruthElsewhere = 3 });
        Assert.Equal((1, 4), (report.TruthItems, report.TruthNotAnalysed));
        Assert.Equal(1.0, report.Labels[0].Recall.Value);
        Assert.Equal(200 / 3600.0, report.AnalysedHours, 1e-12);
    }

    [Fact]
    public void Score_Confusers_HoursAndFalseEventsOfEachKind()
    {
        ConfuserItem[] kinds = [new("rain", File, 0, 1000), new("Rain", File, 500, 1500), new("orca", File, 1400, 1410)];
        var label = Evaluator.Score([Truth(100, 196)], [Event(120, 130), Event(1405, 1406), Event(2000, 2001)], Hour with { Confusers = kinds }).Labels[0];
        Assert.Equal([("orca", 1, 10.0), ("rain", 1, 1400.0), ("none of these", 1, 2100.0)],
            label.Confusers.Select(kind => (kind.Kind, kind.FalseEvents.Count, Math.Round(kind.FalseEvents.Hours * 3600, 6))));
    }

    [Fact]
    public void Score_TwoLabels_EachAloneAndTogether()
    {
        var options = Hour with { Labels = ["humpback", "orca", "ship"] };
        // The first event has the right time and the wrong label.
        var report = Evaluator.Score([Truth(10, 20), Truth(100, 110) with { Label = "orca" }],
            [Event(10, 20) with { Label = "orca" }, Event(100, 110) with { Label = "orca" }, Event(500, 510)], options);
        Assert.Equal(["humpback", "orca"], report.Labels.Select(label => label.Label));
        Assert.Equal([(0, 1), (1, 1)], report.Labels.Select(label => (label.Recall.Count, label.Recall.Of)));
        Assert.Equal([1, 1], report.Labels.Select(label => label.FalseEvents.Count));
        var all = report.Together!;
        Assert.Equal((1, 2, 1, 3), (all.Recall.Count, all.Recall.Of, all.Precision.Count, all.Precision.Of));
        Assert.Equal((1, 2), (all.OneToOne.Recall.Count, all.OneToOne.Recall.Of));
        // Only the event at 500 s sounds while there is no truth of any label.
        Assert.Equal((1, (3600 - 28) / 3600.0), (all.FalseEvents.Count, all.FalseEvents.Hours));
        Assert.Equal("humpback", Assert.Single(all.Missed).Label);
    }

    [Fact]
    public void Score_ManySnrValues_AreStepsOfSixDecibel()
    {
        var truth = Enumerable.Range(-10, 21).Select(db => Truth(100 + db * 10, 101 + db * 10, db)).Append(Truth(900, 901)).ToArray();
        var label = Evaluator.Score(truth, [], Hour).Labels[0];
        Assert.Equal([("+9 to +15 dB", 2), ("+3 to +9 dB", 6), ("-3 to +3 dB", 6), ("-9 to -3 dB", 6), ("-15 to -9 dB", 1), ("unknown", 1)],
            label.BySnr.Select(snr => (snr.Name, snr.Recall.Of)));
    }

    [Fact]
    public void Score_RandomCases_ShiftingAllTimesOrShufflingTheInputChangesNothing()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            // Eighths of a second, so that shifts are exact.
            var truth = Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(800) / 8.0).Select(begin => Truth(begin, begin + random.Next(80) / 8.0, random.Next(3) * 6)).ToArray();
            var events = Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(800) / 8.0).Select(begin => Event(begin, begin + random.Next(80) / 8.0)).ToArray();
            ConfuserItem[] kinds = [new("rain", File, 20, 60)];
            var shift = random.Next(1, 100000) / 8.0;
            var plain = Evaluator.Score(truth, events, Hour with { Analysed = [new(File, 0, 120)], Confusers = kinds });
            var shifted = Evaluator.Score([.. truth.Select(item => item with { BeginSeconds = item.BeginSeconds + shift, EndSeconds = item.EndSeconds + shift })],
                [.. events.Select(item => item with { BeginSeconds = item.BeginSeconds + shift, EndSeconds = item.EndSeconds + shift })],
                Hour with { Analysed = [new(File, shift, shift + 120)], Confusers = [new("rain", File, 20 + shift, 60 + shift)] });
            random.Shuffle(truth);
            random.Shuffle(events);
            var shuffled = Evaluator.Score(truth, events, Hour with { Analysed = [new(File, 0, 120)], Confusers = kinds });
            Assert.Equal(EvaluationTable.Format(plain), EvaluationTable.Format(shifted));
            Assert.Equal(EvaluationTable.Format(plain), EvaluationTable.Format(shuffled));
        }
    }

    [Fact]
    public void Score_RecordingThatWasNotListed_IsABug() =>
        Assert.Throws<ArgumentException>(() => Evaluator.Score([], [Event(1, 2) with { File = "other.wav" }], Hour));

    private static TruthItem Truth(double begin, double end, double? snr = null) => new("humpback", File, begin, end, snr);

    private static ScoredEvent Event(double begin, double end) => new("humpback", File, begin, end, 0.9);
}
