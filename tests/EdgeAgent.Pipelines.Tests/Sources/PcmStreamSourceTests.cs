using System.IO.Pipelines;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Pipelines.Tests.Sources;

public sealed class PcmStreamSourceTests
{
    private static readonly AudioFormat Format = new(4000, 1, SampleEncoding.S16);

    [Fact]
    public async Task FillAsync_BytesThatTrickleIn_AllArrive()
    {
        var bytes = Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7)).ToArray();
        var random = new Random(1);
        var arrived = await FillAsync(new Trickle(bytes, () => random.Next(1, 70_000)));
        Assert.Equal(bytes, arrived);
    }

    [Theory]
    [InlineData("RIFF")]
    [InlineData("RF64")]
    [InlineData("fLaC")]
    [InlineData("OggS")]
    [InlineData("FORM")]
    public async Task FillAsync_SoundFileThatTricklesInByteByByte_IsRecognised(string magic)
    {
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(magic), 1, 2, 3, 4];
        var error = await Assert.ThrowsAsync<SourceException>(() => FillAsync(new Trickle(bytes, () => 1)));
        Assert.Contains($"begins with a {magic} header", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task FillAsync_LessThanAMagicNumber_StillArrives(int length) =>
        Assert.Equal(length, (await FillAsync(new Trickle(new byte[length], () => 1))).Length);

    [Fact]
    public async Task FillAsync_StoppedWhileNothingComes_Returns()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var silent = new Pipe();
        var filling = new PcmStreamSource("mic", Format, () => silent.Reader.AsStream()).FillAsync(new Pipe().Writer, stop.Token);
        await stop.CancelAsync();
        await filling.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task FillAsync_StoppedWhileOpening_ReturnsAndTheLateStreamIsClosed()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var opened = new ManualResetEventSlim();
        var late = new Trickle([], () => 1);
        var filling = new PcmStreamSource("pipe", Format, () =>
        {
            opened.Wait(TestContext.Current.CancellationToken);
            return late;
        }).FillAsync(new Pipe().Writer, stop.Token);
        await stop.CancelAsync();
        await filling.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        opened.Set();

        await late.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task FillAsync_DeviceThatFails_NamesTheSource()
    {
        var error = await Assert.ThrowsAsync<SourceException>(() => FillAsync(new Trickle([1, 2], () => throw new IOException("the cable is out"))));
        Assert.Equal("mic: the cable is out", error.Message);
    }

    private static async Task<byte[]> FillAsync(Stream stream)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await new PcmStreamSource("mic", Format, () => stream).FillAsync(pipe.Writer, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        using var all = new MemoryStream();
        await pipe.Reader.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }

    /// <summary>Gives its bytes in pieces of the lengths that it is told.</summary>
    private sealed class Trickle(byte[] bytes, Func<int> length) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, length())], cancellationToken);

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _closed.TrySetResult();
        }
    }
}
