using System.Buffers;

namespace EdgeAgent.Pipelines.Tests.Framing;

/// <summary>Bytes in segments of random lengths, empty ones among them.</summary>
internal static class Cuts
{
    public static ReadOnlySequence<byte> Of(byte[] bytes, Random random)
    {
        var first = new Piece(default, 0);
        var last = first;
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(4) == 0 ? random.Next(3) : random.Next(1, 200), bytes.Length - at);
            last = last.Append(bytes.AsMemory(at, length));
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
