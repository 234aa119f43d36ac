using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Wire;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4m", 40_000)]
    [InlineData("5u", 50)]
    [InlineData("101n", 2)]
    [InlineData("1n", 1)]
    [InlineData("0S", 0)]
    public void Timeout_OfEveryUnit_IsRead(string header, long ticks) => Assert.Equal(ticks, CallTimeout.Parse(header).Ticks);

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData(" 5S")]
    [InlineData("+5S")]
    [InlineData("5s")]
    [InlineData("100000000n")]
    [InlineData("٣S")]
    public void Timeout_ThatIsNone_IsInternal(string header) => Assert.Equal(StatusCode.Internal, Assert.Throws<RpcException>(() => CallTimeout.Parse(header)).StatusCode);

    [Fact]
    public void Timeout_WrittenAndRead_IsNeverShorterAndHardlyLonger()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var ticks = (long)Math.Pow(10, random.NextDouble() * 17);
            var back = CallTimeout.Parse(CallTimeout.Format(TimeSpan.FromTicks(ticks))).Ticks;
            Assert.InRange(back, ticks, Math.Max(ticks + 10, (long)(ticks * 1.00001) + 10));
        }

        Assert.Equal("1u", CallTimeout.Format(TimeSpan.Zero));
        Assert.Equal("99999999H", CallTimeout.Format(TimeSpan.MaxValue));
    }

    [Theory]
    [InlineData("plain ~", "plain ~")]
    [InlineData("100 %", "100 %25")]
    [InlineData("π\r\n", "%CF%80%0D%0A")]
    [InlineData("🐋", "%F0%9F%90%8B")]
    [InlineData("", "")]
    public void Message_Encoded_IsReadBack(string message, string header)
    {
        Assert.Equal(header, StatusMessage.Encode(message));
        Assert.Equal(message, StatusMessage.Decode(header));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("%c3%a9", "é")]
    [InlineData("%FF", "\uFFFD")]
    public void Message_EncodedBadly_IsShownAsFarAsItGoes(string header, string message) => Assert.Equal(message, StatusMessage.Decode(header));

    [Fact]
    public void Message_TooLongForAHeader_IsCut()
    {
        Assert.InRange(StatusMessage.Encode(new string('π', 100_000)).Length, 3000, 4096);
        Assert.InRange(StatusMessage.Encode(new string('a', 100_000)).Length, 3000, 4096);
        Assert.DoesNotContain(StatusMessage.Encode("\uD800").Split('%'), part => part.Length > 2);
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("Application/GRPC; charset=utf-8", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("application/grpc+json", false)]
    [InlineData("text/html", false)]
    [InlineData(null, false)]
    public void ContentType_IsGrpc_OrNot(string? type, bool grpc) => Assert.Equal(grpc, WireNames.IsGrpc(type));

    [Fact]
    public void Metadata_OfBytes_TravelsWithAndWithoutPaddingAndJoined()
    {
        var metadata = new Metadata();
        MetadataText.Decode(metadata, "A-Bin", "AA==,AAE, AAEC,,");

        Assert.Equal(["00", "0001", "000102", "", ""], metadata.GetAll("a-bin").Select(e => Convert.ToHexString(e.ValueBytes)));
        Assert.Equal("AAE", MetadataText.Encode(new Metadata.Entry("a-bin", [0, 1])));
        Assert.Throws<RpcException>(() => MetadataText.Decode(metadata, "a-bin", "A"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData(":path")]
    public void Metadata_KeyThatCannotTravel_IsRefused(string key) => Assert.ThrowsAny<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Theory]
    [InlineData("key", "line\nbreak")]
    [InlineData("key", "é")]
    [InlineData("key-bin", "text")]
    public void Metadata_ValueThatCannotTravel_IsRefused(string key, string value) => Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, value));

    [Fact]
    public void Metadata_Secrets_AreNotInTheTextOfBytes()
    {
        Assert.Equal("token-bin: 3 bytes", new Metadata.Entry("token-bin", [1, 2, 3]).ToString());
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("token", [1]));
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));
    }
}
