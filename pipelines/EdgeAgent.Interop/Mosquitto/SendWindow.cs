namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Which message ids are under way. The library numbers packets 1 … 65535 and around again without asking whether a number is still in use
/// (MQTT 5 section 2.2.1 forbids that), and holds back what is over the broker's limit in a queue of its own; here neither can come up.</summary>
internal sealed class SendWindow
{
    private readonly ulong[] _underWay = new ulong[(ushort.MaxValue + 1) / 64];
    private int _last;

    /// <summary>Publishes that may be under way.</summary>
    public int Size { get; set; }

    /// <summary>Publishes that are under way.</summary>
    public int Count { get; private set; }

    /// <summary>Whether one more publish may go out: there is room, and the number that the library will give it is free.</summary>
    public bool HasRoom => Count < Size && !IsUnderWay(_last == ushort.MaxValue ? 1 : _last + 1);

    /// <summary>Notes the number that the library gave any packet.</summary>
    public void Numbered(int id) => _last = id;

    /// <summary>A publish is under way.</summary>
    public void Opened(int id)
    {
        _underWay[id >> 6] |= 1UL << (id & 63);
        Count++;
    }

    /// <summary>A publish is settled.</summary>
    public void Settled(int id)
    {
        if (!IsUnderWay(id)) return;
        _underWay[id >> 6] &= ~(1UL << (id & 63));
        Count--;
    }

    private bool IsUnderWay(int id) => (_underWay[id >> 6] & (1UL << (id & 63))) != 0;
}
