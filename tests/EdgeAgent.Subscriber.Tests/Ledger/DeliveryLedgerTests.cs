using EdgeAgent.Subscriber.Ledger;

namespace EdgeAgent.Subscriber.Tests.Ledger;

public sealed class DeliveryLedgerTests
{
    [Fact]
    public void Report_NothingCame_IsComplete() => Assert.True(new History().Report.Complete);

    [Fact]
    public void Report_UnbrokenRun_IsComplete()
    {
        var report = new History().Events(1, 2, 3).Report;

        Assert.True(report.Complete);
        Assert.Equal((3, 3, 0), (report.Messages, report.Events, report.Stores[0].MissingCount));
    }

    [Fact]
    public void Report_SequencesMissing_NamesTheExactRanges()
    {
        var report = new History().Events(3, 4, 8, 9, 11).Report;

        Assert.False(report.Complete);
        Assert.Equal([new(1, 2), new(5, 7), new(10, 10)], report.Stores[0].Missing);
        Assert.Equal(["store s1: 6 missing: 1–2, 5–7, 10"], report.Faults);
    }

    [Fact]
    public void Report_DeclaredLosses_AreNotMissing()
    {
        var report = new History().Events(1, 2).TakeGap(History.Gap(7, """{"store":"s1","first":3,"last":5}""")).Events(8).Report;

        Assert.Equal([new(3, 5)], report.Stores[0].Declared);
        Assert.Equal([new(6, 6)], report.Stores[0].Missing);
    }

    [Fact]
    public void Report_DeclarationBeyondTheLastReceived_ProvesWhatLiesBetween()
    {
        // 3 … 5 are declared lost, so 2 was produced.
        var report = new History().Events(1).TakeGap(History.Gap(6, """{"store":"s1","first":3,"last":5}""")).Report;

        Assert.Equal([new(2, 2)], report.Stores[0].Missing);
    }

    [Fact]
    public void Report_StoreThatEnded_IsMissingNothingBehindItsDeclaredEnd()
    {
        var report = new History().Events(1, 2, 3)
            .TakeGap(History.Gap(1, """{"store":"s1","first":4}""", "s2")).Take(History.Event(2, "s2")).Report;

        Assert.True(report.Complete);
        Assert.Equal([StoreChange.First, StoreChange.Announced], report.Stores.Select(store => store.Change));
        Assert.Equal([new(4, null)], report.Stores[0].Declared);
    }

    [Fact]
    public void Report_StoreThatEndedLaterThanItWasHeard_IsMissingWhatLiesBefore()
    {
        var report = new History().Events(1, 2, 3).TakeGap(History.Gap(1, """{"store":"s1","first":6}""", "s2")).Report;

        Assert.Equal(["store s1: 2 missing: 4–5"], report.Faults);
    }

    [Fact]
    public void Report_NewStoreWithoutAWord_IsAFault()
    {
        var report = new History().Events(1).Take(History.Event(1, "s2")).Report;

        Assert.Equal(["store s2 follows another store of edge/buoy-7 and does not say so"], report.Faults);
    }

    [Fact]
    public void Report_ThirdStoreThatEndsTheFirstOnly_IsAFault()
    {
        var report = new History().Events(1)
            .TakeGap(History.Gap(1, """{"store":"s1","first":2}""", "s2"))
            .TakeGap(History.Gap(1, """{"store":"s1","first":2}""", "s3")).Report;

        Assert.Equal([StoreChange.First, StoreChange.Announced, StoreChange.Unannounced], report.Stores.Select(store => store.Change));
    }

    [Fact]
    public void Report_SalvagedMessagesOfAnEarlierStore_FollowTheStoreThatDeclaredItsEnd()
    {
        // Nothing of the first store had come when it was set aside; what could be read of it comes after the new one has said so.
        var report = new History().TakeGap(History.Gap(1, """{"store":"s1","first":1}""", "s2")).Take(History.Event(3, "s1"), "aside").Take(History.Event(2, "s2")).Report;

        Assert.True(report.Complete, string.Join(' ', report.Faults));
    }

    [Fact]
    public void Report_SalvagedTwice_IsAChainWhateverComesFirst()
    {
        var report = new History().TakeGap(History.Gap(1, """{"store":"s2","first":1}""", "s3"))
            .Take(History.Event(3, "s1"), "aside").Take(History.Gap(1, """{"store":"s1","first":1}""", "s2"), "aside", "edge/buoy-7/gaps/reef").Take(History.Event(2, "s3")).Report;

        Assert.True(report.Complete, string.Join(' ', report.Faults));
    }

    [Fact]
    public void Report_TwoDevices_HaveAStoreEach() =>
        Assert.True(new History().Events(1).Take(History.Event(1, "other"), topic: "edge/buoy-8/events/reef/humpback").Report.Complete);

    [Fact]
    public void Report_StoreKnownFromADeclaration_IsMissingWhatCameBefore()
    {
        var report = new History().TakeGap(History.Gap(1, """{"store":"s0","first":3}""")).Report;

        Assert.Equal((StoreChange.Declared, 2), (report.Stores[1].Change, report.Stores[1].MissingCount));
    }

    [Fact]
    public void Take_ResentByteForByte_IsNoFault()
    {
        var report = new History().Events(1, 2, 2, 1).Report;

        Assert.True(report.Complete);
        Assert.Equal((2, 0), (report.Duplicates.Identical, report.Duplicates.Different));
    }

    [Fact]
    public void Take_ResentWithOtherBytes_IsAFault()
    {
        var report = new History().Events(1, 2).Take(History.Event(2, peak: 0.8)).Report;

        Assert.Equal(["1 duplicates differ: s1 2 came again with other bytes"], report.Faults);
    }

    [Fact]
    public void Take_SequenceUsedTwice_IsAFault() =>
        Assert.False(new History().Events(1).Take(History.Event(1, id: "another")).Report.Complete);

    [Fact]
    public void Take_SameRevisionUnderAnotherNumberWithTheSameContent_IsRepublished()
    {
        var report = new History().Take(History.Event(1, id: "e")).Take(History.Event(2, id: "e"), "aside").Report;

        Assert.True(report.Complete);
        Assert.Equal(1, report.Duplicates.Republished);
    }

    [Fact]
    public void Take_SameRevisionUnderAnotherNumberWithOtherContent_IsAFault() =>
        Assert.False(new History().Take(History.Event(1, id: "e")).Take(History.Event(2, id: "e", peak: 0.1)).Report.Complete);

    [Fact]
    public void Take_ResentTooLateToCompare_IsCounted()
    {
        var report = new History(new LedgerOptions { Remembered = 2 }).Events(1, 2, 3, 1, 3).Report;

        Assert.Equal((1, 1), (report.Duplicates.Identical, report.Duplicates.Unchecked));
    }

    [Fact]
    public void Take_FirstDeliveriesOutOfOrder_IsAFault()
    {
        var report = new History().Events(1, 3, 2).Report;

        Assert.Equal(["1 out of order: s1 reef fifo: 2 came after 3"], report.Faults);
    }

    [Fact]
    public void Take_LanesAndPipelines_AreOrderedEachForItself() =>
        Assert.True(new History().Take(History.Event(4), "live").Take(History.Event(1), "backlog").Take(History.Event(3, pipeline: "deep"), "live").Take(History.Event(2), "backlog").Report.Complete);

    [Fact]
    public void Take_LaneAside_PromisesNoOrder() =>
        Assert.True(new History().Take(History.Event(3), "aside").Take(History.Event(1), "aside").Take(History.Event(2), "aside").Report.Complete);

    [Fact]
    public void Take_GapLaneOutOfOrder_IsAFault() =>
        Assert.Equal(1, new History().TakeGap(History.Gap(2, "")).TakeGap(History.Gap(1, "")).Report.OrderViolations);

    [Fact]
    public void Take_RedeliveryOutOfOrder_IsNoFault() => Assert.True(new History().Events(1, 2, 3, 1, 2, 4).Report.Complete);

    [Fact]
    public void Take_DeclaredAndReceivedAllTheSame_IsALossLess()
    {
        var report = new History().Events(1).TakeGap(History.Gap(5, """{"store":"s1","first":2,"last":4}""")).Take(History.Event(3), "aside").Report;

        Assert.True(report.Complete);
        Assert.Equal(1, report.Stores[0].DeclaredButReceived);
    }

    [Fact]
    public void Take_StructuredCloudEvent_IsUnwrapped()
    {
        var report = new History().Take($$"""{"specversion":"1.0","id":"e/0","lane":"aside","data":{{History.Event(2)}}}""", lane: null)
            .Take($$"""{"specversion":"1.0","id":"e/0","lane":"aside","data":{{History.Event(1)}}}""", lane: null).Report;

        Assert.True(report.Complete);
        Assert.Equal(2, report.Stores[0].Received);
    }

    [Fact]
    public void Take_ResentInAnEnvelope_IsTheSameDocument()
    {
        var report = new History().Take(History.Event(1)).Take($$"""{"specversion":"1.0","id":"es11/0","data":{{History.Event(1)}}}""").Report;

        Assert.True(report.Complete, string.Join(' ', report.Faults));
        Assert.Equal(1, report.Duplicates.Identical);
    }

    [Fact]
    public void Take_StatusTopic_IsNotJudged()
    {
        var report = new History().Take("online", topic: "edge/buoy-7/status").Report;

        Assert.True(report.Complete);
        Assert.Equal(1, report.Others);
    }

    [Theory]
    [InlineData("")]
    [InlineData("humpback")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sequence":1}""")]
    [InlineData("""{"sequence":0,"storeId":"s"}""")]
    [InlineData("""{"sequence":-4,"storeId":"s"}""")]
    [InlineData("""{"sequence":1.5,"storeId":"s"}""")]
    [InlineData("""{"sequence":"1","storeId":"s"}""")]
    [InlineData("""{"sequence":9223372036854775807,"storeId":"s"}""")]
    [InlineData("""{"sequence":99999999999999999999,"storeId":"s"}""")]
    [InlineData("""{"sequence":1,"storeId":7}""")]
    [InlineData("""{"sequence":1,"storeId":"\ud800"}""")]
    [InlineData("""{"sequence":1,"storeId":"s"} {}""")]
    [InlineData("""{"kind":"gap","sequence":1,"storeId":"s","lost":{"sequences":7}}""")]
    [InlineData("""{"kind":"gap","sequence":1,"storeId":"s","lost":{"sequences":[{"store":"s","first":5,"last":4}]}}""")]
    [InlineData("""{"kind":"gap","sequence":1,"storeId":"s","lost":{"sequences":[{"store":"s","first":0}]}}""")]
    [InlineData("""{"kind":"gap","sequence":1,"storeId":"s","lost":{"sequences":[{"first":1}]}}""")]
    public void Take_UnreadablePayload_IsAFaultThatNamesTheTopic(string payload)
    {
        var report = new History().Take(payload).Report;

        Assert.Equal((1, 0), (report.Unreadable, report.Events + report.Gaps));
        Assert.StartsWith("1 unreadable: edge/buoy-7/events/reef/humpback: ", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_JoinedLate_CountsFromTheFirstThatCame()
    {
        var report = new History(new LedgerOptions { JoinedLate = true }).Events(500, 502).TakeGap(History.Gap(503, """{"store":"s0","first":9}""")).Report;

        Assert.Equal(["store s1: 1 missing: 501"], report.Faults);
    }

    [Fact]
    public void Report_Latency_CountsFromTheEventsOffsetForEachLane()
    {
        var history = new History();
        for (var i = 1; i <= 100; i++) history.Take(History.Event(i), "live", after: i);
        history.Take(History.Event(1), "live", after: 5000);

        var live = Assert.Single(history.Report.Latency);
        Assert.Equal(("live", 100, 100.0), (live.Lane, live.Count, live.Max));
        Assert.InRange(live.Median, 50, 51.1);
        Assert.InRange(live.P90, 90, 92);
        Assert.InRange(live.P99, 99, 100);
    }

    [Fact]
    public void Report_AsTableAndJson_SaysTheSame()
    {
        var report = new History().Events(1, 2, 5).Report;
        var table = new StringWriter();
        ReportTable.Write(table, report);

        Assert.Contains("INCOMPLETE\n  store s1: 2 missing: 3–4\n", table.ToString(), StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(ReportJson.Write(report));
        var missing = json.RootElement.GetProperty("stores")[0].GetProperty("missing")[0];
        Assert.Equal((3, 4), (missing.GetProperty("first").GetInt64(), missing.GetProperty("last").GetInt64()));
        Assert.False(json.RootElement.GetProperty("complete").GetBoolean());
    }
}
