using System.Globalization;
using System.Text;

namespace EdgeAgent.Rpc.Wire;

/// <summary>The <c>grpc-message</c> header: UTF-8, percent-encoded where it is not printable ASCII.</summary>
internal static class StatusMessage
{
    // Clients commonly accept 8 KiB of headers in all; a longer sentence would cost the caller the status itself.
    private const int MaxLength = 4096;

    /// <summary>Encodes a sentence for a header; one that is too long is cut.</summary>
    public static string Encode(string message)
    {
        if (message.Length <= MaxLength && message.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !message.Contains('%')) return message;
        var text = new StringBuilder(message.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in message.EnumerateRunes())
        {
            if (text.Length > MaxLength - 12) break;
            if (rune.Value is >= ' ' and <= '~' and not '%') text.Append((char)rune.Value);
            else
                foreach (var unit in utf8[..rune.EncodeToUtf8(utf8)]) text.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return text.ToString();
    }

    /// <summary>Decodes a header; what is not percent-encoded properly stays as it is.</summary>
    public static string Decode(string header)
    {
        if (!header.Contains('%')) return header;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(header.Length)];
        var count = 0;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i] == '%' && i + 2 < header.Length && byte.TryParse(header.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                bytes[count++] = unit;
                i += 2;
            }
            else
            {
                count += Encoding.UTF8.GetBytes(header.AsSpan(i, 1), bytes.AsSpan(count));
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
