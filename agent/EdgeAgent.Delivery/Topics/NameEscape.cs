using System.Buffers;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Delivery.Topics;

/// <summary>
/// One reversible escape for names in places that allow fewer characters: what may not stand there becomes its UTF-8 bytes, each as a mark and two hex digits.
/// The mark itself is always escaped, the empty name is a lone mark, and half of a surrogate pair (which a .NET text may hold) becomes the three bytes that UTF-8 would give it.
/// </summary>
internal sealed class NameEscape
{
    /// <summary>A level of a topic: readable text stays, <c>+ # / %</c>, control characters, noncharacters and a leading <c>$</c> do not.</summary>
    public static readonly NameEscape Topic = new('%', StaysInTopic);

    /// <summary>A segment of a URI path: the unreserved characters of RFC 3986 section 2.3 stay.</summary>
    public static readonly NameEscape Uri = new('%', StaysInUri);

    /// <summary>A Home Assistant object id (letters, digits, <c>-</c> and <c>_</c>), with <c>_</c> as the mark.</summary>
    public static readonly NameEscape Identifier = new('_', StaysInIdentifier);

    private readonly char _mark;
    private readonly Func<int, bool, bool> _stays;

    private NameEscape(char mark, Func<int, bool, bool> stays) => (_mark, _stays) = (mark, stays);

    /// <summary>Escapes a name.</summary>
    public string Escape(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0) return _mark.ToString();
        StringBuilder? text = null;
        for (var i = 0; i < name.Length;)
        {
            var code = CodeAt(name, i, out var length);
            if (code != _mark && _stays(code, i == 0)) text?.Append(name, i, length);
            else Append(text ??= new StringBuilder(name, 0, i, name.Length + 16), code);
            i += length;
        }

        return text?.ToString() ?? name;
    }

    /// <summary>Gives back what <see cref="Escape"/> was given.</summary>
    /// <exception cref="FormatException">The text can't come from <see cref="Escape"/>.</exception>
    public string Unescape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 1 && text[0] == _mark) return "";
        if (!text.Contains(_mark)) return text;
        var name = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != _mark) name.Append(text[i++]);
            else AppendCode(name, NextCode(text, ref i));
        }

        return name.ToString();
    }

    private static int CodeAt(string name, int index, out int length)
    {
        var whole = Rune.TryGetRuneAt(name, index, out var rune);
        length = whole ? rune.Utf16SequenceLength : 1;
        return whole ? rune.Value : name[index];
    }

    private void Append(StringBuilder text, int code)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..Encode(code, bytes)]) text.Append(_mark).Append(value.ToString("X2", CultureInfo.InvariantCulture));
    }

    // UTF-8 by its formula: unlike the library's encoder it takes lone surrogates too.
    private static int Encode(int code, Span<byte> bytes)
    {
        if (code < 0x80)
        {
            bytes[0] = (byte)code;
            return 1;
        }

        var count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        for (var i = count - 1; i > 0; i--, code >>= 6) bytes[i] = (byte)(0x80 | (code & 0x3f));
        bytes[0] = (byte)((0xf00 >> count) | code);
        return count;
    }

    private int NextCode(string text, ref int index)
    {
        var first = NextByte(text, ref index);
        var count = first switch { < 0x80 => 1, >= 0xc2 and < 0xe0 => 2, >= 0xe0 and < 0xf0 => 3, >= 0xf0 and < 0xf5 => 4, _ => throw Wrong(text) };
        if (count == 1) return first;
        var code = first & (0x7f >> count);
        for (var i = 1; i < count; i++)
        {
            var next = NextByte(text, ref index);
            if ((next & 0xc0) != 0x80) throw Wrong(text);
            code = (code << 6) | (next & 0x3f);
        }

        return code <= 0x10ffff && code >= count switch { 2 => 0x80, 3 => 0x800, _ => 0x10000 } ? code : throw Wrong(text);
    }

    private int NextByte(string text, ref int index)
    {
        Span<byte> value = stackalloc byte[1];
        if (index + 2 >= text.Length || text[index] != _mark
            || Convert.FromHexString(text.AsSpan(index + 1, 2), value, out _, out _) != OperationStatus.Done) throw Wrong(text);
        index += 3;
        return value[0];
    }

    private static void AppendCode(StringBuilder name, int code)
    {
        if (code < 0x10000) name.Append((char)code);
        else name.Append(char.ConvertFromUtf32(code));
    }

    private FormatException Wrong(string text) => new($"\"{text}\" is no escaped name: each {_mark} stands before two hex digits, which together are UTF-8");

    private static bool StaysInTopic(int code, bool first) =>
        code is not ('+' or '#' or '/' or < 0x20 or (>= 0x7f and <= 0x9f) or (>= 0xd800 and <= 0xdfff) or (>= 0xfdd0 and <= 0xfdef))
        && (code & 0xfffe) != 0xfffe && !(first && code == '$');

    private static bool StaysInUri(int code, bool first) => code < 0x80 && (char.IsAsciiLetterOrDigit((char)code) || code is '-' or '.' or '_' or '~');

    private static bool StaysInIdentifier(int code, bool first) => code < 0x80 && (char.IsAsciiLetterOrDigit((char)code) || code == '-');
}
