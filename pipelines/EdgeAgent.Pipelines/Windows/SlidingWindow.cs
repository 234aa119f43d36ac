namespace EdgeAgent.Pipelines.Windows;

/// <summary>Holds the samples that windows are cut from: appended at the end, windows taken every hop from the start.</summary>
/// <remarks>
/// A flat buffer of two windows and more instead of a ring: every window is contiguous, so that it goes to the session in one copy.
/// Moving the last window to the front costs about one sample copied a sample.
/// </remarks>
internal sealed class SlidingWindow
{
    /// <summary>Room that <see cref="Free"/> offers at least.</summary>
    private const int MinFree = 4096;

    private readonly float[] _samples;
    private readonly int _window;
    private readonly int _hop;
    private readonly long _first;
    private int _start;
    private int _end;

    /// <param name="windowSamples">Samples of a window.</param>
    /// <param name="hopSamples">Samples between window starts.</param>
    /// <param name="first">Model-rate position of the first sample that will be appended; windows lie on the epoch's grid all the same.</param>
    public SlidingWindow(int windowSamples, int hopSamples, long first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSamples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopSamples, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hopSamples, windowSamples);
        _window = windowSamples;
        _hop = hopSamples;
        _samples = new float[(2 * windowSamples) + (2 * MinFree)];
        _first = Total = first;
        NextStart = (first + hopSamples - 1) / hopSamples * hopSamples;
        _start = (int)(NextStart - first);
    }

    /// <summary>Model-rate position of the next window's first sample.</summary>
    public long NextStart { get; private set; }

    /// <summary>Model-rate position behind the last sample.</summary>
    public long Total { get; private set; }

    /// <summary>Whether nothing was appended yet.</summary>
    public bool IsEmpty => Total == _first;

    /// <summary>Where the next samples are to be written; never empty while no window is waiting.</summary>
    public Span<float> Free
    {
        get
        {
            if (_samples.Length - _end < MinFree)
            {
                // The last window's worth stays: the tail of the epoch may need samples that the grid has passed.
                var keep = Math.Min(_start, Math.Max(0, _end - _window));
                _samples.AsSpan(keep, _end - keep).CopyTo(_samples);
                _end -= keep;
                _start -= keep;
            }

            return _samples.AsSpan(_end);
        }
    }

    /// <summary>Counts samples that were written to <see cref="Free"/>.</summary>
    public void Append(int count)
    {
        _end += count;
        Total += count;
    }

    /// <summary>The next whole window, if its samples are there.</summary>
    public bool TryPeek(out ReadOnlySpan<float> window)
    {
        var whole = _end - _start >= _window;
        window = whole ? _samples.AsSpan(_start, _window) : default;
        return whole;
    }

    /// <summary>Moves on by one hop.</summary>
    public void Advance()
    {
        _start += _hop;
        NextStart += _hop;
    }

    /// <summary>The last samples, at most one window of them; fewer only when fewer were appended.</summary>
    public ReadOnlySpan<float> Tail()
    {
        var length = (int)Math.Min(Total - _first, _window);
        return _samples.AsSpan(_end - length, length);
    }
}
