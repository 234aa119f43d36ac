using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Control.Hosting;

/// <summary>A Unix socket that the owner and the group may use: made afresh where a dead agent left one, never taken from a living one.</summary>
internal static class ControlSocket
{
    // sockaddr_un.sun_path of Linux, with its terminating zero.
    private const int LongestPath = 107;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Binds an endpoint; nobody can connect before its mode is set, because it does not listen yet.</summary>
    /// <exception cref="ControlException">The path is too long, another agent listens there, or it can't be made.</exception>
    public static Socket Bind(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint unix) return Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        var path = unix.ToString();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            RemoveStale(path);
            socket.Bind(endpoint);
            File.SetUnixFileMode(path, Mode);
            return socket;
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new ControlException($"{path}: the control socket can't be made ({error.Message.TrimEnd('.')}); check its folder, or set Control:Socket", error);
        }
    }

    /// <summary>Refuses a path that no socket can have.</summary>
    /// <exception cref="ControlException">It is too long.</exception>
    public static void Check(string path)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
            throw new ControlException($"{path}: is longer than the {LongestPath} bytes that the path of a socket can have; set Control:Socket to a shorter one");
    }

    private static void RemoveStale(string path)
    {
        if (!File.Exists(path)) return;
        if ((File.GetAttributes(path) & FileAttributes.Directory) != 0 || new FileInfo(path).Length > 0)
            throw new ControlException($"{path}: is there already and no socket; set Control:Socket to another path");
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Its agent is gone without having removed it.
            File.Delete(path);
            return;
        }

        throw new ControlException($"{path}: another agent answers there; stop it, or set Control:Socket to another path");
    }
}
