using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Ports of 127.0.0.1 that nothing holds, below those that the kernel lends to clients: a broker that restarts finds its own again.</summary>
public static class FreePort
{
    private const int First = 20000;
    private const int End = 32000;

    /// <summary>A port that could be bound just now.</summary>
    public static int Next()
    {
        for (var trial = 0; trial < 1000; trial++)
        {
            var port = Random.Shared.Next(First, End);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody's: another one.
            }
        }

        throw new InvalidOperationException($"no free port of 127.0.0.1 between {First} and {End}");
    }
}
