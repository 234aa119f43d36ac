using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Control.Dial;

/// <summary>Stands for the connections that the agent dials itself, in the place of an address that is listened on.</summary>
internal sealed class DialEndPoint : EndPoint
{
    /// <summary>The only one.</summary>
    public static DialEndPoint Instance { get; } = new();

    /// <inheritdoc/>
    public override AddressFamily AddressFamily => AddressFamily.Unspecified;

    /// <inheritdoc/>
    public override string ToString() => "dialed";
}
