using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Wire;

public sealed class MessageWriterTests
{
    private static readonly Marshaller<byte[]> Announced = new((bytes, context) =>
    {
        context.SetPayloadLength(bytes.Length);
        context.GetBufferWriter().Write(bytes);
        context.Complete();
    }, context => context.PayloadAsReadOnlySequence().ToArray());

    private static readonly Marshaller<byte[]> Unannounced = new((bytes, context) =>
    {
        context.GetBufferWriter().Write(bytes);
        context.Complete();
    }, context => context.PayloadAsNewBuffer());

    private static readonly Marshaller<byte[]> Whole = new((bytes, context) => context.Complete(bytes), context => context.PayloadAsNewBuffer());

    public static TheoryData<int, bool> Lengths => new(from length in new[] { 0, 1, 255, 256, 5000, 100_000 } from gzip in new[] { false, true } select (length, gzip));

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Message_OfAnyMarshaller_IsReadBack(int length, bool gzip)
    {
        foreach (var marshaller in new[] { Announced, Unannounced, Whole })
        {
            var message = Enumerable.Range(0, length).Select(i => (byte)(i / 50)).ToArray();
            var output = new ArrayBufferWriter<byte>();
            var writer = new MessageWriter(output, int.MaxValue, gzip ? CompressionLevel.Fastest : null);

            writer.Write(marshaller, message, null);
            writer.Write(marshaller, message, new WriteOptions(WriteFlags.NoCompress));

            var reader = new MessageReader(PipeReader.Create(new ReadOnlySequence<byte>(output.WrittenMemory)), 1 << 20, gzip);
            Assert.Equal(message, await reader.ReadAsync(marshaller, default));
            Assert.Equal(message, await reader.ReadAsync(marshaller, default));
            Assert.Null(await reader.ReadAsync(marshaller, default));
            Assert.Equal(gzip && length >= 256, output.WrittenSpan[0] == 1);
        }
    }

    [Fact]
    public void Message_TooLong_LeavesTheOutputAsItWas()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessageWriter(output, 10, null);

        foreach (var marshaller in new[] { Announced, Unannounced, Whole })
            Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => writer.Write(marshaller, new byte[11], null)).StatusCode);

        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Marshaller_ThatBreaksItsPromise_IsFound()
    {
        var liar = new Marshaller<byte[]>((_, context) =>
        {
            context.SetPayloadLength(5);
            context.GetBufferWriter().Write(new byte[] { 1, 2 });
            context.Complete();
        }, _ => []);
        var quitter = new Marshaller<byte[]>((_, context) => context.SetPayloadLength(5), _ => []);
        var writer = new MessageWriter(new ArrayBufferWriter<byte>(), 100, null);

        Assert.Contains("5 bytes was announced and 2", Assert.Throws<InvalidOperationException>(() => writer.Write(liar, [], null)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => writer.Write(quitter, [], null));
    }
}
