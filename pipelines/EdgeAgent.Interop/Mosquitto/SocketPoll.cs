using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Waits for a socket or a wake from another thread. libmosquitto's own loop waits with select(), which takes no descriptor over 1023:
/// an agent with many sources and children has more.</summary>
internal sealed unsafe class SocketPoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int SetDescriptorFlags = 2;
    private const int DuplicateCloseOnExec = 1030;
    private const int SendingHalf = 1;
    private const int TryAgain = 11;
    private const int ProtocolTcp = 6;
    private const int TcpCork = 3;
    private const int SocketLevel = 1;
    private const int ReceiveLowWater = 18;
    private const int DescriptorCloseOnExec = 1;

    private readonly PosixApi _api = PosixApi.Instance;
    private readonly int _wake;
    private int _woken;

    public SocketPoll()
    {
        _wake = _api.EventFd(0, CloseOnExec | NonBlocking);
        if (_wake < 0) throw new IOException("The process has too many open files to wait for an MQTT broker; raise its limit (ulimit -n, LimitNOFILE=).");
    }

    /// <summary>Keeps a socket from child processes, in which it would stay open after this process has closed it.</summary>
    public void KeepFromChildren(int socket) => _api.Fcntl(socket, SetDescriptorFlags, DescriptorCloseOnExec);

    /// <summary>Ends a wait that is under way, or else the next one, at once.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) != 0) return;
        ulong one = 1;
        _ = _api.Write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Waits until the socket is ready, a wake came, or the time is over.</summary>
    /// <returns>What the socket is ready for; 0 for nothing.</returns>
    public short Wait(int socket, short events, int milliseconds) => Wait(socket, events, milliseconds, out _);

    /// <summary>Waits until the socket is ready, a wake came, or the time is over.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="events">What to wait for.</param>
    /// <param name="milliseconds">How long.</param>
    /// <param name="woken">Whether a wake came.</param>
    /// <returns>What the socket is ready for; 0 for nothing.</returns>
    public short Wait(int socket, short events, int milliseconds, out bool woken)
    {
        woken = false;
        var entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = socket, Events = events };
        entries[1] = new PollEntry { Descriptor = _wake, Events = PollEntry.In };
        // Interrupted or out of kernel memory: nothing is ready, and the loop comes back.
        if (_api.Poll(entries, 2, milliseconds) <= 0) return 0;
        if (entries[1].Ready != 0)
        {
            woken = true;
            ulong count;
            _ = _api.Read(_wake, &count, sizeof(ulong));
            // A wake after this line writes anew; one before it is answered by what the caller does next.
            Interlocked.Exchange(ref _woken, 0);
        }

        return entries[0].Ready;
    }

    /// <summary>Has the kernel gather what is written to a TCP socket into full segments until it is told otherwise, and then send it at once (tcp(7), TCP_CORK).</summary>
    public void Gather(int socket, bool on)
    {
        var value = on ? 1 : 0;
        _ = _api.SetSocketOption(socket, ProtocolTcp, TcpCork, &value, sizeof(int));
    }

    /// <summary>Has a socket count as readable only from so many bytes on, or when it has ended (socket(7), SO_RCVLOWAT): the kernel wakes nobody for fewer.</summary>
    public void ReadableFrom(int socket, int bytes) => _ = _api.SetSocketOption(socket, SocketLevel, ReceiveLowWater, &bytes, sizeof(int));

    /// <summary>A second descriptor of a socket, which keeps the connection when the first is closed; negative when there is none left.</summary>
    public int Duplicate(int socket) => _api.Fcntl(socket, DuplicateCloseOnExec, 0);

    /// <summary>Ends the sending half of a socket, reads what still comes until the peer has closed, and closes it. Closing a socket with something
    /// unread in it makes the kernel send a reset, and that takes from the peer what it has not read yet.</summary>
    /// <param name="socket">A descriptor, this object's from here on.</param>
    /// <param name="milliseconds">How long the peer may be silent.</param>
    public void Linger(int socket, int milliseconds)
    {
        const int mostReads = 4096; // Against a peer that goes on talking.
        var waste = stackalloc byte[4096];
        _api.Shutdown(socket, SendingHalf);
        for (var i = 0; i < mostReads && Wait(socket, PollEntry.In, milliseconds) != 0; i++)
        {
            var read = _api.Read(socket, waste, 4096);
            if (read == 0 || (read < 0 && Marshal.GetLastSystemError() != TryAgain)) break;
        }

        _api.Close(socket);
    }

    public void Dispose() => _api.Close(_wake);
}
