using System.Numerics;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>
/// How many bytes of answers the loop waits for before it wakes. With many publishes under way their acknowledgements come one by one, and to wake for each costs both sides more than the acknowledgement itself.
/// While a quarter of the window is on its way back the other three quarters keep the broker busy, so nothing is slower for it. It is waited for a moment only; where answers take longer, as over a long link,
/// the loop wakes for each of them again.
/// </summary>
internal sealed class AnswerBatch(SocketPoll poll)
{
    /// <summary>How long the loop waits for a batch, in milliseconds: the shortest that poll(2) knows.</summary>
    public const int PatienceMilliseconds = 1;

    // Publishes under way from which a batch is worth it, and the part of them that is waited for, rounded down to a power of two so that it rarely changes.
    private const int Fewest = 8;
    private const int Part = 4;

    // A PUBACK without a reason (MQTT 5, section 3.4). Those with one are larger, and a batch of them is complete sooner.
    private const int AnswerBytes = 4;

    // Rounds without batches after one that did not come in time.
    private const int Penalty = 32;

    private int _bytes = 1;
    private int _penalty;

    /// <summary>Whether the loop waits for a batch.</summary>
    public bool IsAwaited => _bytes > 1;

    /// <summary>Says what to wait for.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="underWay">Publishes that were not answered.</param>
    public void Expect(int socket, int underWay)
    {
        if (_penalty > 0) _penalty--;
        Set(socket, _penalty > 0 || underWay < Fewest ? 1 : (int)BitOperations.RoundUpToPowerOf2((uint)(underWay / Part + 1)) / 2 * AnswerBytes);
    }

    /// <summary>The batch did not come in time.</summary>
    public void Late(int socket)
    {
        _penalty = Penalty;
        Set(socket, 1);
    }

    private void Set(int socket, int bytes)
    {
        if (bytes == _bytes) return;
        _bytes = bytes;
        poll.ReadableFrom(socket, bytes);
    }
}
