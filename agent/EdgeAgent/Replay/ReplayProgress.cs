using System.Globalization;
using EdgeAgent.Hosting;

namespace EdgeAgent.Replay;

/// <summary>Shows how far a replay is: a bar on a terminal, a line every half minute otherwise.</summary>
internal sealed class ReplayProgress : IAsyncDisposable
{
    private const int BarWidth = 24;
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;
    private readonly double _totalSeconds;
    private readonly Func<double> _doneSeconds;
    private readonly Func<long> _events;
    private readonly long _started;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _finished = new();
    private readonly Task _running;

    /// <summary>Starts showing.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="time">The clock.</param>
    /// <param name="totalSeconds">Input to analyse, in seconds; 0 when unknown.</param>
    /// <param name="doneSeconds">Input analysed so far.</param>
    /// <param name="events">Events so far.</param>
    /// <param name="seconds">Seconds between two lines where there is no terminal.</param>
    public ReplayProgress(Terminal terminal, TimeProvider time, double totalSeconds, Func<double> doneSeconds, Func<long> events, int seconds = 30)
    {
        _terminal = terminal;
        _time = time;
        _totalSeconds = totalSeconds;
        _doneSeconds = doneSeconds;
        _events = events;
        _interval = terminal.NotesAreOnScreen ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(seconds);
        _started = time.GetTimestamp();
        _running = ShowAsync();
    }

    /// <summary>Wall time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _finished.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _terminal.EndProgress();
        _finished.Dispose();
    }

    /// <summary>Seconds as 1:02:03.</summary>
    public static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Max(0, Math.Min(seconds, 3.6e8)));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}");
    }

    private async Task ShowAsync()
    {
        using var timer = new PeriodicTimer(_interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_finished.Token).ConfigureAwait(false))
            {
                if (_terminal.NotesAreOnScreen) _terminal.Progress(Line(bar: true));
                else _terminal.Note(Line(bar: false));
            }
        }
        catch (OperationCanceledException)
        {
            // The replay has ended.
        }
    }

    private string Line(bool bar)
    {
        var done = _doneSeconds();
        var wall = Math.Max(1e-3, Elapsed.TotalSeconds);
        var speed = done / wall;
        var tail = string.Create(CultureInfo.InvariantCulture, $"{speed:F0}x real time · {_events()} events");
        if (_totalSeconds <= 0) return $"{Clock(done)} heard · {tail}";
        var share = Math.Clamp(done / _totalSeconds, 0, 1);
        var left = speed > 0 ? Clock((_totalSeconds - done) / speed) : "?";
        var filled = (int)Math.Round(share * BarWidth);
        var head = bar ? $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] " : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{head}{share * 100,3:F0} % of {Clock(_totalSeconds)} · {left} left · {tail}");
    }
}
