namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Notices samples that repeat themselves exactly, which no sound does: one value for ever (a dead converter), or the last buffer over and over (a driver that hangs).
/// It remembers a short pattern, looks for it in what follows, and where it finds it compares everything behind it at that distance.
/// </summary>
internal sealed class RepeatWatch
{
    private const int PatternFrames = 64;

    /// <summary>Longest repetition that is looked for: a second of sound, or this many bytes.</summary>
    private const int HistoryBytes = 256 * 1024;

    private readonly int _frameBytes;
    private readonly int _pattern;
    private readonly int _longest;
    private readonly byte[] _bytes;
    private int _length;
    private int _reference;
    private int _next;
    private int _period;

    /// <summary>Makes a watch.</summary>
    /// <param name="frameBytes">Bytes of a sample frame.</param>
    /// <param name="rate">Sample frames a second.</param>
    /// <param name="block">Most bytes that are given at once.</param>
    public RepeatWatch(int frameBytes, int rate, int block)
    {
        _frameBytes = frameBytes;
        _pattern = PatternFrames * frameBytes;
        _longest = Math.Max(_pattern, Math.Min(HistoryBytes, rate * frameBytes) / frameBytes * frameBytes);
        _bytes = new byte[(2 * _longest) + _pattern + block];
        _next = frameBytes;
    }

    /// <summary>Bytes that have repeated themselves without a break until now.</summary>
    public long Repeated { get; private set; }

    /// <summary>Whether what repeats is one sample frame.</summary>
    public bool IsConstant => Repeated > 0 && _period == _frameBytes;

    /// <summary>Whether what repeats is zero.</summary>
    public bool IsZero => IsConstant && !_bytes.AsSpan(_reference, _frameBytes).ContainsAnyExcept((byte)0);

    /// <summary>Takes the next whole sample frames.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        if (_length + block.Length > _bytes.Length) Forget();
        block.CopyTo(_bytes.AsSpan(_length));
        _length += block.Length;
        while (_period > 0 ? Follow() : Search())
        {
        }
    }

    // Compares at the known distance; true when there is more to look at.
    private bool Follow()
    {
        var now = _bytes.AsSpan(_next, _length - _next);
        var same = now.CommonPrefixLength(_bytes.AsSpan(_next - _period, now.Length));
        _next += same;
        Repeated += same;
        if (same == now.Length) return false;
        Remember(_next / _frameBytes * _frameBytes);
        return true;
    }

    // Looks for the pattern behind itself; true when it was found.
    private bool Search()
    {
        while (_length - _next >= _pattern)
        {
            var found = _bytes.AsSpan(_next, _length - _next).IndexOf(_bytes.AsSpan(_reference, _pattern));
            if (found >= 0 && (_next + found - _reference) % _frameBytes != 0)
            {
                _next += found + 1;
                continue;
            }

            if (found < 0)
            {
                _next = (_length - _pattern + _frameBytes) / _frameBytes * _frameBytes;
                if (_next - _reference > _longest) Remember(_next - _frameBytes);
                return false;
            }

            _period = _next + found - _reference;
            _next = _reference + _period;
            return true;
        }

        return false;
    }

    private void Remember(int position)
    {
        _reference = position;
        _next = position + _frameBytes;
        _period = 0;
        Repeated = 0;
    }

    // Keeps what may still be compared with: a period behind the next byte, and the pattern.
    private void Forget()
    {
        var from = _period > 0 ? _next - _period : _reference;
        _bytes.AsSpan(from, _length - from).CopyTo(_bytes);
        _length -= from;
        _next -= from;
        _reference = 0;
    }
}
