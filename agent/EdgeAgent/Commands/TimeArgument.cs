using System.Globalization;
using EdgeAgent.Hosting;

namespace EdgeAgent.Commands;

/// <summary>A time on the command line: RFC 3339 (UTC where no zone is given), or a span back from now such as <c>6h</c>.</summary>
internal static class TimeArgument
{
    /// <summary>Reads a time.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">Its value, or null.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UsageException">The text is no time.</exception>
    public static DateTimeOffset? Parse(string option, string? text, TimeProvider time)
    {
        if (text is null) return null;
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && Unit(text[^1]) is { } unit && count * unit.TotalDays < 100_000)
            return time.GetUtcNow() - (count * unit);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var given)) return given;
        throw new UsageException($"{option} '{text}' is no time; write 2026-03-15T09:30:00Z, 2026-03-15, or a span back from now: 90s, 30m, 6h, 2d");
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
