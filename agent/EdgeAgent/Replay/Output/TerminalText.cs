using System.Globalization;
using System.Text;

namespace EdgeAgent.Replay.Output;

/// <summary>Text from elsewhere, made fit for a terminal: no control characters (a label must not drive the terminal), known width.</summary>
internal static class TerminalText
{
    /// <summary>Replaces every control character by a space.</summary>
    public static string Clean(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;

    /// <summary>Columns that a text takes: combining marks none, East Asian wide characters and emoji two, all else one.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>The text cut to a width; a cut ends in <c>…</c>.</summary>
    public static string Fit(string text, int width)
    {
        if (Width(text) <= width) return text;
        if (width <= 0) return "";
        var fitted = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + Width(rune) > width - 1) break;
            used += Width(rune);
            fitted.Append(rune.ToString());
        }
        return fitted.Append('…').ToString();
    }

    /// <summary>The text filled up with spaces to a width; longer text stays as it is.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // The wide blocks of Unicode's EastAsianWidth that labels really use: Hangul, CJK, kana, full width forms, pictographs.
    private static bool IsWide(int code) =>
        code is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
