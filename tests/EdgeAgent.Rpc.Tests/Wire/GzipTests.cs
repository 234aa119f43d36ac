using System.Buffers;
using System.IO.Compression;
using EdgeAgent.Rpc.Wire;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Wire;

public sealed class GzipTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Message_PackedAndUnpacked_IsTheSame(int length)
    {
        var message = new byte[length];
        new Random(1).NextBytes(message);
        using var packed = Gzip.Compress(message, CompressionLevel.Fastest);

        using var unpacked = Gzip.Decompress(Segments.Cut(packed.Memory, new Random(2)), length);

        Assert.Equal(message, unpacked.Span.ToArray());
    }

    [Fact]
    public void Bomb_UnpackedBeyondTheLimit_IsRefused()
    {
        using var packed = Gzip.Compress(new byte[100 << 20], CompressionLevel.Optimal);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<RpcException>(() => Gzip.Decompress(new ReadOnlySequence<byte>(packed.Memory), 1 << 20));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Fuzz_OfPackedMessages_IsAMessageOrAStatus()
    {
        using var packed = Gzip.Compress(new byte[3000], CompressionLevel.Fastest);
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var bytes = packed.Span.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (random.Next(2) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                using var unpacked = Gzip.Decompress(new ReadOnlySequence<byte>(bytes), 5000);
                Assert.InRange(unpacked.Length, 0, 5000);
            }
            catch (RpcException e)
            {
                Assert.Contains(e.StatusCode, new[] { StatusCode.Internal, StatusCode.ResourceExhausted });
            }
        }
    }

    [Fact]
    public void Message_CutShort_IsInternal()
    {
        var message = new byte[3000];
        new Random(1).NextBytes(message);
        using var packed = Gzip.Compress(message, CompressionLevel.Fastest);

        for (var length = 1; length < packed.Length; length++)
            Assert.Equal(StatusCode.Internal, Assert.Throws<RpcException>(() => Gzip.Decompress(new ReadOnlySequence<byte>(packed.Memory[..length]), 5000)).StatusCode);
    }
}
