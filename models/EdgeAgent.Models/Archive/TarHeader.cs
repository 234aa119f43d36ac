using System.Globalization;
using System.Text;

namespace EdgeAgent.Models.Archive;

/// <summary>
/// One header of a POSIX ustar archive (IEEE Std 1003.1, pax, "ustar Interchange Format"): 512 bytes before each file.
/// Extensions (pax and GNU records) are known by their type only, so that nothing in an archive can ask for more memory than this.
/// </summary>
/// <param name="Name">Path of the entry.</param>
/// <param name="Size">Bytes that follow, ≥ 0.</param>
/// <param name="Type">Type flag: <c>0</c> a file, <c>5</c> a folder, <c>1</c> and <c>2</c> links, <c>3</c> and <c>4</c> devices, <c>6</c> a pipe.</param>
internal readonly record struct TarHeader(string Name, long Size, char Type)
{
    /// <summary>Bytes of a header, and what each file is filled up to.</summary>
    public const int BlockBytes = 512;

    /// <summary>Longest name that fits a plain header, bytes.</summary>
    public const int LongestName = 100;

    /// <summary>Type flag of a file.</summary>
    public const char File = '0';

    /// <summary>Type flag of a folder.</summary>
    public const char Folder = '5';

    private const int SizeAt = 124;
    private const int ChecksumAt = 148;
    private const int TypeAt = 156;
    private const int MagicAt = 257;
    private const int PrefixAt = 345;

    /// <summary>Bytes of filling behind a file of this size.</summary>
    public static int Padding(long size) => (int)((BlockBytes - (size % BlockBytes)) % BlockBytes);

    /// <summary>Reads a header; null when the block is none: wrong checksum, no text where text must be.</summary>
    /// <param name="block">512 bytes.</param>
    public static TarHeader? Read(ReadOnlySpan<byte> block)
    {
        if (Octal(block.Slice(ChecksumAt, 8)) != Checksum(block) || Octal(block.Slice(SizeAt, 12)) is not { } size) return null;
        var name = Text(block[..100]);
        var prefix = block[MagicAt..].StartsWith("ustar"u8) ? Text(block.Slice(PrefixAt, 155)) : "";
        if (name is null || prefix is null) return null;
        var type = block[TypeAt] == 0 ? File : (char)block[TypeAt];
        return new TarHeader(prefix.Length > 0 ? $"{prefix}/{name}" : name, size, type);
    }

    /// <summary>Writes a file's header: mode 644, owner 0, no time, so that the same files always make the same archive.</summary>
    /// <param name="block">512 bytes.</param>
    public void Write(Span<byte> block)
    {
        block.Clear();
        Encoding.UTF8.GetBytes(Name, block[..LongestName]);
        "0000644\0"u8.CopyTo(block[100..]);
        "0000000\0"u8.CopyTo(block[108..]);
        "0000000\0"u8.CopyTo(block[116..]);
        Encoding.ASCII.GetBytes(Convert.ToString(Size, 8).PadLeft(11, '0'), block[SizeAt..]);
        "00000000000\0"u8.CopyTo(block[136..]);
        block[TypeAt] = (byte)Type;
        "ustar\0"u8.CopyTo(block[MagicAt..]);
        "00"u8.CopyTo(block[263..]);
        Encoding.ASCII.GetBytes(Convert.ToString(Checksum(block), 8).PadLeft(6, '0') + "\0 ", block[ChecksumAt..]);
    }

    // The sum of all bytes, its own field taken as blanks.
    private static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' ';
        for (var i = 0; i < BlockBytes; i++)
            if (i is < ChecksumAt or >= ChecksumAt + 8) sum += block[i];
        return sum;
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        long value = 0;
        var digits = 0;
        foreach (var c in field.Trim(" \0"u8))
        {
            if (c is < (byte)'0' or > (byte)'7') return null;
            value = (value * 8) + (c - '0');
            digits++;
        }

        return digits > 0 ? value : null;
    }

    private static string? Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        if (end >= 0) field = field[..end];
        return System.Text.Unicode.Utf8.IsValid(field) ? Encoding.UTF8.GetString(field) : null;
    }

    /// <summary>What an entry is, for messages.</summary>
    public string What() => Type switch
    {
        '1' => "a hard link",
        '2' => "a symbolic link",
        '3' or '4' => "a device",
        '6' => "a pipe",
        'x' or 'g' => "a pax extension record",
        'L' or 'K' => "a GNU extension record",
        _ => string.Create(CultureInfo.InvariantCulture, $"an entry of type {(char.IsAsciiLetterOrDigit(Type) ? Type : '?')}"),
    };
}
