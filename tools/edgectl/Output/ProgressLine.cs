using System.Globalization;

namespace EdgeAgent.Edgectl.Output;

/// <summary>How far something is: a bar with speed and time left on a terminal, a line every tenth otherwise.</summary>
/// <param name="what">What is done.</param>
/// <param name="all">Bytes of all of it.</param>
/// <param name="begin">Bytes that were done before.</param>
/// <param name="time">Measures the speed.</param>
internal sealed class ProgressLine(string what, long all, long begin, TimeProvider time)
{
    private const int Bar = 24;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly long _began = time.GetTimestamp();
    private long _shown;
    private long _tenths = all > 0 ? 10 * begin / all : 0;

    /// <summary>So much is done.</summary>
    public void Tell(long done)
    {
        if (_isTerminal)
        {
            if (done < all && _shown != 0 && time.GetElapsedTime(_shown) < Interval) return;
            _shown = time.GetTimestamp();
            Console.Error.Write($"\r{Text(done)}\u001b[K");
            return;
        }

        if (10 * done / all <= _tenths) return;
        _tenths = 10 * done / all;
        Screen.Note(Text(done));
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (_isTerminal && _shown != 0) Console.Error.WriteLine();
    }

    private string Text(long done)
    {
        var seconds = time.GetElapsedTime(_began).TotalSeconds;
        var speed = seconds > 0 ? (done - begin) / seconds : 0;
        var left = speed > 0 ? string.Create(CultureInfo.InvariantCulture, $"{(all - done) / speed:0} s left") : "";
        var bar = _isTerminal ? $"[{new string('#', (int)(Bar * done / all)).PadRight(Bar)}] " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{what} {bar}{100 * done / all} % of {all / 1e6:0.0} MB, {speed / 1e6:0.0} MB/s {left}").TrimEnd();
    }
}
