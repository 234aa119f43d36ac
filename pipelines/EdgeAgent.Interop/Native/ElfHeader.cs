using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Native;

/// <summary>Reads just enough of an ELF file (System V ABI, chapters 4 and 5) to tell why it cannot be a library of this process.
/// The dynamic loader's own words do not name the machines of a foreign file, and a truncated one kills the process:
/// the loader maps segments that are not in the file, and touching them is a bus error.</summary>
internal static class ElfHeader
{
    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int LoadedSegment = 1;
    private const byte Class64 = 2;

    /// <summary>Why <paramref name="path"/> cannot load here, as the rest of a sentence that begins with the path; null when the file fits.</summary>
    public static string? WhyNotForThisProcess(string path)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        using var file = File.OpenRead(path);
        var read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read < 4 || !header.StartsWith("\u007fELF"u8)) return "is not a shared library";
        if (read < HeaderBytes) return "is cut short";

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(header[18..]);
        var own = OwnMachine();
        if (own != 0 && machine != own) return $"is built for {Name(machine)}, not for {Name(own)}";
        return header[4] == Class64 && EndOfSegments(file, header) > file.Length ? "is cut short" : null;
    }

    /// <summary>The file length that the loaded segments need.</summary>
    private static long EndOfSegments(FileStream file, ReadOnlySpan<byte> header)
    {
        var table = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header[54..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        if (size < SegmentBytes || table < 0 || table > file.Length - (long)size * count) return count == 0 ? 0 : long.MaxValue;

        Span<byte> segment = stackalloc byte[SegmentBytes];
        long end = 0;
        for (var i = 0; i < count; i++)
        {
            file.Position = table + (long)i * size;
            file.ReadExactly(segment);
            if (BinaryPrimitives.ReadInt32LittleEndian(segment) != LoadedSegment) continue;
            var (offset, length) = (BinaryPrimitives.ReadInt64LittleEndian(segment[8..]), BinaryPrimitives.ReadInt64LittleEndian(segment[32..]));
            if (offset < 0 || length < 0 || offset > long.MaxValue - length) return long.MaxValue;
            end = Math.Max(end, offset + length);
        }

        return end;
    }

    private static ushort OwnMachine() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X86 => 3,
        Architecture.Arm => 40,
        Architecture.X64 => 62,
        Architecture.Arm64 => 183,
        Architecture.RiscV64 => 243,
        _ => 0,
    };

    private static string Name(ushort machine) => machine switch
    {
        3 => "32-bit x86",
        40 => "32-bit ARM",
        62 => "x86-64",
        183 => "64-bit ARM",
        243 => "RISC-V",
        _ => $"machine type {machine}",
    };
}
