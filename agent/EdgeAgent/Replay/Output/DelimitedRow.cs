using System.Buffers;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Replay.Output;

/// <summary>Builds one line of a delimited table after another in one reused buffer: invariant numbers, UTF-8, <c>\n</c>.</summary>
internal sealed class DelimitedRow
{
    private const int LongestNumber = 64;

    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly char _separator;
    private bool _empty = true;

    /// <summary>Makes a builder for comma (RFC 4180 quoting) or tab separated lines (no quoting: what would break a line becomes a space).</summary>
    public DelimitedRow(char separator)
    {
        _separator = separator;
    }

    /// <summary>Appends text that comes from elsewhere: a label, a path, a name. Null is an empty field.</summary>
    public DelimitedRow Text(string? text)
    {
        Separate();
        if (text is null) return this;
        Encoding.UTF8.GetBytes(_separator == ',' ? Quoted(text) : Cleaned(text), _line);
        return this;
    }

    /// <summary>Appends a number with a fixed count of decimals; one that is not finite is an empty field.</summary>
    public DelimitedRow Number(double value, int decimals)
    {
        Separate();
        if (!double.IsFinite(value)) return this;
        // Rounding first and adding zero turns every "-0.000" into "0.000".
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero) + 0.0;
        Span<char> format = ['F', (char)('0' + decimals)];
        rounded.TryFormat(_line.GetSpan(LongestNumber), out var written, format, CultureInfo.InvariantCulture);
        _line.Advance(written);
        return this;
    }

    /// <summary>Appends a whole number.</summary>
    public DelimitedRow Number(long value)
    {
        Separate();
        value.TryFormat(_line.GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        _line.Advance(written);
        return this;
    }

    /// <summary>Ends the line and writes it.</summary>
    public void WriteTo(AtomicFile file)
    {
        _line.Write("\n"u8);
        file.Write(_line.WrittenSpan);
        _line.ResetWrittenCount();
        _empty = true;
    }

    private void Separate()
    {
        if (!_empty) _line.Write([(byte)_separator]);
        _empty = false;
    }

    private static string Quoted(string text)
    {
        // A cell that begins like a formula is run by spreadsheets (CWE-1236); the apostrophe makes it text there.
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        var plain = text.AsSpan().IndexOfAny(",\"\r\n") < 0 && text.AsSpan().Trim().Length == text.Length;
        return plain ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Cleaned(string text) => string.Create(text.Length, text, static (cleaned, source) =>
    {
        for (var i = 0; i < cleaned.Length; i++)
            cleaned[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
    });
}
