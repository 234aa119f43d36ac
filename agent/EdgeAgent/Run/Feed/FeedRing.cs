using EdgeAgent.Core.Control;

namespace EdgeAgent.Run.Feed;

/// <summary>The newest messages, as many as fit: whoever keeps up takes them from here and not from the disk. Not thread-safe.</summary>
internal sealed class FeedRing
{
    /// <summary>Messages that are held at most.</summary>
    public const int MostMessages = 4096;

    /// <summary>Bytes of documents that are held at most.</summary>
    public const long MostBytes = 8 * 1024 * 1024;

    private readonly FeedMessage?[] _messages = new FeedMessage?[MostMessages];
    private int _start;
    private int _count;
    private long _bytes;

    /// <summary>The ring holds every message behind this place …</summary>
    public FeedPlace Floor { get; private set; }

    /// <summary>… up to this one.</summary>
    public FeedPlace End { get; private set; }

    /// <summary>Empties it: it begins behind a place.</summary>
    public void Reset(FeedPlace place)
    {
        Array.Clear(_messages);
        (_start, _count, _bytes) = (0, 0, 0);
        Floor = End = place;
    }

    /// <summary>Adds the next messages in order; the oldest go where there are too many.</summary>
    /// <param name="messages">Every message between the present end and the new one.</param>
    /// <param name="end">The new end.</param>
    public void Add(IReadOnlyList<FeedMessage> messages, long end)
    {
        foreach (var message in messages)
        {
            if (_count == MostMessages) DropOldest();
            _messages[(_start + _count++) % MostMessages] = message;
            _bytes += message.Document.Length;
            while (_bytes > MostBytes) DropOldest();
        }

        End = End with { After = end };
    }

    /// <summary>Takes what comes behind a place.</summary>
    /// <param name="place">A place of this store that is not before the floor.</param>
    /// <param name="page">Takes the messages.</param>
    /// <param name="most">Messages at most.</param>
    /// <returns>The place behind what was taken.</returns>
    public FeedPlace Take(FeedPlace place, List<FeedMessage> page, int most)
    {
        for (var i = FirstAfter(place.After); i < _count; i++)
        {
            if (page.Count == most) return place;
            var message = _messages[(_start + i) % MostMessages]!;
            page.Add(message);
            place = place with { After = message.Sequence };
        }

        return End;
    }

    private int FirstAfter(long sequence)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_messages[(_start + middle) % MostMessages]!.Sequence > sequence) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private void DropOldest()
    {
        var oldest = _messages[_start]!;
        _messages[_start] = null;
        _bytes -= oldest.Document.Length;
        Floor = Floor with { After = oldest.Sequence };
        _start = (_start + 1) % MostMessages;
        _count--;
    }
}
