using System.Runtime.InteropServices;

namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>FNV-1a over the bits of what a leg made, to prove that all sides made the same.</summary>
internal static class Hash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash of values.</summary>
    public static ulong Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Add(Basis, values);

    /// <summary>Goes on with a hash.</summary>
    public static ulong Add<T>(ulong hash, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        foreach (var part in MemoryMarshal.AsBytes(values)) hash = unchecked((hash ^ part) * Prime);
        return hash;
    }

    /// <summary>What it begins with.</summary>
    public static ulong Empty => Basis;
}
