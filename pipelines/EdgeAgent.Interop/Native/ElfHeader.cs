using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Native;

/// <summary>Reads just enough of an ELF header (System V ABI, chapter 4) to tell why a file cannot be a library of this process:
/// the dynamic loader's own words for a file of another machine do not name the machines.</summary>
internal static class ElfHeader
{
    private const int MachineOffset = 18;

    /// <summary>Why <paramref name="path"/> cannot load here, as the rest of a sentence that begins with the path; null when the header fits.</summary>
    public static string? WhyNotForThisProcess(string path)
    {
        Span<byte> header = stackalloc byte[20];
        using (var file = File.OpenRead(path))
        {
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                return "is too short to be a shared library";
        }

        if (!header.StartsWith("\u007fELF"u8)) return "is not a shared library";
        var machine = BinaryPrimitives.ReadUInt16LittleEndian(header[MachineOffset..]);
        var own = OwnMachine();
        return own == 0 || machine == own ? null : $"is built for {Name(machine)}, not for {Name(own)}";
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
