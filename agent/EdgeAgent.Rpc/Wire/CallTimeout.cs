using System.Globalization;
using Grpc.Core;

namespace EdgeAgent.Rpc.Wire;

/// <summary>The <c>grpc-timeout</c> header: up to eight digits and a unit (H M S m u n).</summary>
internal static class CallTimeout
{
    private const int MaxValue = 99_999_999;

    /// <summary>Timers run up to some weeks; a longer timeout is as good as none.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Reads a header.</summary>
    /// <exception cref="RpcException">It is no timeout (INTERNAL).</exception>
    public static TimeSpan Parse(string header)
    {
        if (header.Length is >= 2 and <= 9 && int.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            var ticks = header[^1] switch
            {
                'H' => TimeSpan.TicksPerHour * value,
                'M' => TimeSpan.TicksPerMinute * value,
                'S' => TimeSpan.TicksPerSecond * value,
                'm' => TimeSpan.TicksPerMillisecond * value,
                'u' => TimeSpan.TicksPerMicrosecond * value,
                // A tick is 100 ns; rounded up, so that a timeout never becomes none.
                'n' => (value + 99) / 100,
                _ => -1L,
            };
            if (ticks >= 0) return TimeSpan.FromTicks(ticks);
        }

        throw new RpcException(new Status(StatusCode.Internal, $"'{WireNames.Timeout}' holds no timeout: up to eight digits and one of H M S m u n"));
    }

    /// <summary>Writes a header, in the finest unit that eight digits hold; never below one unit.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 1);
        return Fits(ticks, TimeSpan.TicksPerMicrosecond, 'u') ?? Fits(ticks, TimeSpan.TicksPerMillisecond, 'm') ?? Fits(ticks, TimeSpan.TicksPerSecond, 'S')
            ?? Fits(ticks, TimeSpan.TicksPerMinute, 'M') ?? Fits(ticks, TimeSpan.TicksPerHour, 'H') ?? $"{MaxValue}H";
    }

    private static string? Fits(long ticks, long unit, char letter)
    {
        var value = (ticks / unit) + (ticks % unit == 0 ? 0 : 1);
        return value <= MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{value}{letter}") : null;
    }
}
