using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;

namespace EdgeAgent.Control.Security;

/// <summary>The local user at the other end of a Unix socket, as the kernel says.</summary>
internal static class PeerUser
{
    // unix(7), socket(7): SOL_SOCKET, SO_PEERCRED; struct ucred is pid, uid, gid.
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>The caller: a user who may open the socket may do everything.</summary>
    public static Caller Of(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            ? new Caller(string.Create(CultureInfo.InvariantCulture, $"uid:{BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..])}"), Roles.Includes(Role.Admin), IsLocal: true)
            : new Caller("uid:unknown", Roles.Includes(Role.Admin), IsLocal: true);
    }
}
