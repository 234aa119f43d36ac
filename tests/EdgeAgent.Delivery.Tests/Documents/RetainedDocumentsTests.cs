using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Documents;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Tests.Documents;

public sealed class RetainedDocumentsTests
{
    private static readonly TopicNames Names = new("edge", "buoy-7");
    private static readonly DateTimeOffset Time = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    private static readonly StatusDocument Online = new()
    {
        Status = DeviceState.Online,
        Device = "buoy-7",
        Version = "0.1.0",
        BootId = "5e1c",
        StoreId = "7c1e",
        Sequence = 1042,
        Since = Time,
    };

    private static void AssertIs(string topic, string json, Publication sent)
    {
        Assert.Equal(topic, sent.Topic);
        Assert.Equal(json, Encoding.UTF8.GetString(sent.Payload.Span));
        Assert.True(sent.Retain);
        Assert.Equal(1, sent.Qos);
        Assert.Equal("application/json", sent.ContentType);
        Assert.Empty(sent.UserProperties);
    }

    [Fact]
    public void Of_StatusOnline_IsTheBirth() => AssertIs(
        "edge/buoy-7/status",
        """{"status":"online","device":"buoy-7","version":"0.1.0","bootId":"5e1c","storeId":"7c1e","sequence":1042,"since":"2026-03-15T09:30:00.000Z"}""",
        RetainedDocuments.Of(Names, Online));

    [Fact]
    public void Of_Will_SaysNothingThatItCannotKnow() => AssertIs(
        "edge/buoy-7/status",
        """{"status":"offline","reason":"connection-lost","device":"buoy-7","version":"0.1.0","bootId":"5e1c","storeId":"7c1e"}""",
        RetainedDocuments.Of(Names, Online.Will()));

    [Fact]
    public void Of_CleanStop_SaysTheLastSequence() => AssertIs(
        "edge/buoy-7/status",
        """{"status":"offline","reason":"stopped","device":"buoy-7","version":"0.1.0","bootId":"5e1c","storeId":"7c1e","sequence":2000,"since":"2026-03-15T09:31:00.000Z"}""",
        RetainedDocuments.Of(Names, Online.Stopped(2000, Time.AddMinutes(1))));

    [Fact]
    public void Of_Health_TellsCoverageAndDelivery() => AssertIs(
        "edge/buoy-7/health/reef%2Fnorth",
        """
        {"device":"buoy-7","pipeline":"reef/north","time":"2026-03-15T09:30:00.000Z","state":"running","elapsedSeconds":120,"analysedSeconds":90,"coverage":0.75,"realTimeFactor":198.2,"windows":180,"droppedWindows":3,"events":2,"models":[{"name":"humpback","version":3,"variant":"int8","digest":"sha256:00","provider":"CPU"}],"delivery":{"pending":5,"cursor":1038,"refused":1,"refusedGaps":0,"bytesSent":4096,"bytesLeft":1000,"connects":2},"store":{"state":"ok","storeId":"7c1e","sequence":1042,"bytesOnDisk":65536,"bytesWritten":131072}}
        """,
        RetainedDocuments.Of(Names, new HealthDocument
        {
            Device = "buoy-7",
            Pipeline = "reef/north",
            Time = Time,
            State = "running",
            ElapsedSeconds = 120,
            AnalysedSeconds = 90,
            RealTimeFactor = 198.2,
            Windows = 180,
            DroppedWindows = 3,
            Events = 2,
            Models = [new ModelReference("humpback", 3, "int8", "sha256:00", "CPU")],
            Delivery = new DeliveryHealth { Pending = 5, Cursor = 1038, Refused = 1, RefusedGaps = 0, BytesSent = 4096, BytesLeft = 1000, Connects = 2 },
            Store = new StoreHealth { State = "ok", StoreId = "7c1e", Sequence = 1042, BytesOnDisk = 65536, BytesWritten = 131072 },
        }));

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(10, 0, 0.0)]
    [InlineData(10, 11, 1.0)]
    [InlineData(3, 1, 0.3333)]
    public void Coverage_OfSeconds_IsAShare(double elapsed, double analysed, double? coverage) => Assert.Equal(coverage, new HealthDocument
    {
        Device = "d",
        Pipeline = "p",
        Time = Time,
        State = "running",
        ElapsedSeconds = elapsed,
        AnalysedSeconds = analysed,
        Windows = 0,
        DroppedWindows = 0,
        Events = 0,
        Models = [],
    }.Coverage);

    [Fact]
    public void Of_ModelState_TellsTheActiveVersion() => AssertIs(
        "edge/buoy-7/models/humpback",
        """{"device":"buoy-7","name":"humpback","version":3,"variant":"int8","state":"probation","digest":"sha256:00","provider":"CPU","staged":4,"pipelines":["reef-north"]}""",
        RetainedDocuments.Of(Names, new ModelStateDocument
        {
            Device = "buoy-7",
            Name = "humpback",
            Version = 3,
            Variant = "int8",
            State = "probation",
            Digest = "sha256:00",
            Provider = "CPU",
            Staged = 4,
            Pipelines = ["reef-north"],
        }));
}
