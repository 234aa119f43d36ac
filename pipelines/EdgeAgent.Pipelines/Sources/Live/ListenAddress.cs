using System.Net;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Where a listener listens: <c>127.0.0.1:7000</c>, <c>0.0.0.0:7000</c>, <c>[::]:7000</c>.</summary>
public static class ListenAddress
{
    /// <summary>Reads one; the address must be a number, and the port from 1 to 65535.</summary>
    public static bool TryParse(string text, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        if (!IPEndPoint.TryParse(text, out var read) || read.Port == 0) return false;
        endPoint = read;
        return true;
    }
}
