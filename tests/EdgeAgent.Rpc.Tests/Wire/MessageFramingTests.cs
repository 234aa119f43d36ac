using System.Buffers;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Wire;

public sealed class MessageFramingTests
{
    private const int Limit = 5000;

    [Fact]
    public void Messages_CutAnywhere_ComeOutWhole()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(5)).Select(_ => (Compressed: random.Next(2) == 1, Bytes: RandomBytes(random, random.Next(200)))).ToArray();
            var output = new ArrayBufferWriter<byte>();
            foreach (var (compressed, bytes) in messages)
            {
                MessageFraming.WritePrefix(output, compressed, bytes.Length);
                output.Write(bytes);
            }

            var buffer = Segments.Cut(output.WrittenMemory, random);
            foreach (var (compressed, bytes) in messages)
            {
                Assert.True(MessageFraming.TryReadMessage(ref buffer, Limit, out var flag, out var payload));
                Assert.Equal(compressed, flag);
                Assert.Equal(bytes, payload.ToArray());
            }

            Assert.True(buffer.IsEmpty);
            Assert.False(MessageFraming.TryReadMessage(ref buffer, Limit, out _, out _));
        }
    }

    [Fact]
    public void Messages_CutShort_LeaveTheBufferAsItWas()
    {
        byte[] whole = [0, 0, 0, 0, 3, 1, 2, 3];
        for (var length = 0; length < whole.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(whole, 0, length);

            Assert.False(MessageFraming.TryReadMessage(ref buffer, Limit, out _, out var payload));

            Assert.Equal(length, buffer.Length);
            Assert.True(payload.IsEmpty);
        }
    }

    [Fact]
    public void Fuzz_OfRandomBytes_IsAMessageOrAStatusAndNeverTooLong()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = RandomBytes(random, random.Next(40));
            // Half of them begin like messages, so that lengths are looked at.
            if (bytes.Length > 1 && seed % 2 == 0) bytes[0] = (byte)random.Next(2);
            if (bytes.Length > 4 && seed % 4 == 0) bytes[1] = bytes[2] = bytes[3] = 0;
            var buffer = Segments.Cut(bytes, random);
            var before = buffer.Length;
            try
            {
                while (MessageFraming.TryReadMessage(ref buffer, Limit, out _, out var payload))
                {
                    Assert.InRange(payload.Length, 0, Limit);
                    Assert.Equal(before, buffer.Length + payload.Length + MessageFraming.PrefixLength);
                    before = buffer.Length;
                }
            }
            catch (RpcException e)
            {
                Assert.Contains(e.StatusCode, new[] { StatusCode.Internal, StatusCode.ResourceExhausted });
            }

            Assert.Equal(before, buffer.Length);
        }
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
