using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>128 bits of SHA-256: enough to tell payloads apart without keeping them.</summary>
internal static class Fingerprint
{
    /// <summary>Of some bytes.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Of what was fed to a hash; the hash is ready for the next.</summary>
    public static UInt128 Of(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
