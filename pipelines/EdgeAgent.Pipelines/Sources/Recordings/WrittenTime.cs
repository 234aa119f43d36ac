using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A time as a header or a name has it: the clock's reading, and the zone where one is written.</summary>
/// <param name="Local">The reading of the recorder's clock.</param>
/// <param name="Zone">Offset from UTC, when it is written beside the time; null: none.</param>
/// <param name="Resolution">The step in which it is written.</param>
internal readonly partial record struct WrittenTime(DateTime Local, TimeSpan? Zone, TimeSpan Resolution)
{
    private static readonly TimeSpan WidestZone = TimeSpan.FromHours(14);

    /// <summary>The same in UTC; <paramref name="otherwise"/> is the zone where none is written.</summary>
    public DateTimeOffset? ToUtc(TimeSpan? otherwise) =>
        (Zone ?? otherwise) is { } zone ? new DateTimeOffset(DateTime.SpecifyKind(Local - zone, DateTimeKind.Utc)) : null;

    /// <summary>Makes a time of digits; null when they are no date of 1980 to 2099 or no time of a 24-hour clock. Second 60 is the next minute's 0.</summary>
    /// <param name="date">yyyyMMdd or yyMMdd; anything but digits is skipped.</param>
    /// <param name="time">HHmmss; anything but digits is skipped.</param>
    /// <param name="fraction">Digits of the second's fraction, or nothing.</param>
    /// <param name="zone">What is written, or null.</param>
    public static WrittenTime? FromDigits(ReadOnlySpan<char> date, ReadOnlySpan<char> time, ReadOnlySpan<char> fraction, TimeSpan? zone)
    {
        Span<int> days = stackalloc int[8];
        Span<int> clock = stackalloc int[6];
        var dayDigits = Digits(date, days);
        if (dayDigits is not (8 or 6) || Digits(time, clock) != 6) return null;
        var year = dayDigits == 8 ? Number(days[..4]) : 2000 + Number(days[..2]);
        var month = Number(days[(dayDigits - 4)..(dayDigits - 2)]);
        var day = Number(days[(dayDigits - 2)..dayDigits]);
        if (year is < 1980 or > 2099 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        int hour = Number(clock[..2]), minute = Number(clock[2..4]), second = Number(clock[4..6]);
        if (hour > 23 || minute > 59 || second > 60) return null;
        var local = new DateTime(year, month, day, hour, minute, 0).AddSeconds(second);
        var (ticks, step) = Fraction(fraction);
        return new WrittenTime(local.AddTicks(ticks), zone, step);
    }

    /// <summary>Reads ISO 8601 as GUANO uses it, with or without an offset; null when it is not that.</summary>
    public static WrittenTime? FromIso(string text)
    {
        var match = Iso().Match(text);
        if (!match.Success) return null;
        TimeSpan? zone = null;
        if (match.Groups["zone"].Success && (zone = ParseZone(match.Groups["zone"].Value)) is null) return null;
        return FromDigits(match.Groups["date"].ValueSpan, match.Groups["time"].ValueSpan, match.Groups["fraction"].ValueSpan, zone);
    }

    /// <summary>Reads Z, +10, +1000, +10:00, -5 or -5:30; null when it is none of these or beyond ±14 h.</summary>
    public static TimeSpan? ParseZone(string text)
    {
        if (text is "Z" or "z") return TimeSpan.Zero;
        var match = Zones().Match(text);
        if (!match.Success) return null;
        var minutes = match.Groups["minutes"].Success ? int.Parse(match.Groups["minutes"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        var offset = new TimeSpan(int.Parse(match.Groups["hours"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), minutes, 0);
        if (minutes > 59 || offset > WidestZone) return null;
        return match.Groups["sign"].ValueSpan is "+" ? offset : -offset;
    }

    private static int Digits(ReadOnlySpan<char> text, Span<int> digits)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character)) continue;
            if (count == digits.Length) return -1;
            digits[count++] = character - '0';
        }

        return count;
    }

    private static int Number(ReadOnlySpan<int> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = (number * 10) + digit;
        return number;
    }

    private static (long Ticks, TimeSpan Step) Fraction(ReadOnlySpan<char> digits)
    {
        long ticks = 0, unit = TimeSpan.TicksPerSecond;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit) || unit == 1) continue;
            unit /= 10;
            ticks += (digit - '0') * unit;
        }

        return (ticks, TimeSpan.FromTicks(unit));
    }

    [GeneratedRegex(@"^\s*(?<date>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d:\d\d)(?:[.,](?<fraction>\d{1,9}))?\s*(?<zone>[Zz]|[+-]\d\d:?\d\d|[+-]\d\d)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?<sign>[+-])(?<hours>\d{1,2})(?::?(?<minutes>\d\d))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Zones();
}
