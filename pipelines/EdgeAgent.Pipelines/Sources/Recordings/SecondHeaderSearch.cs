using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Looks for another WAV header among the samples, as joining files byte by byte leaves it. Eight fixed bytes
/// ("RIFF", four more, "WAVE") occur by chance once in 10^19 bytes.</summary>
internal static class SecondHeaderSearch
{
    private const int BlockBytes = 1 << 18;

    /// <summary>The offset of the first header between two places of a file; null when there is none.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public static long? Find(SafeFileHandle file, long from, long to)
    {
        var block = new byte[BlockBytes];
        const int overlap = 11;
        for (var at = from; at < to; at += BlockBytes - overlap)
        {
            var read = RiffScanner.ReadAt(file, block.AsSpan(0, (int)Math.Min(BlockBytes, to - at)), at);
            if (IndexOfHeader(block.AsSpan(0, read)) is var found and >= 0) return at + found;
            if (read < BlockBytes) break;
        }

        return null;
    }

    private static int IndexOfHeader(ReadOnlySpan<byte> bytes)
    {
        const int formBytes = 8;
        for (var from = 0; bytes[from..].IndexOf("WAVE"u8) is var next and >= 0; from += next + 1)
        {
            var at = from + next - formBytes;
            if (at >= 0 && (bytes[at..].StartsWith("RIFF"u8) || bytes[at..].StartsWith("RF64"u8) || bytes[at..].StartsWith("BW64"u8))) return at;
        }

        return -1;
    }
}
