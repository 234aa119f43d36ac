using System.Net;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Edgectl.Relay;

/// <summary>Where a relay is, and for whom.</summary>
/// <param name="Listen">The address to bind.</param>
/// <param name="Certificate">What it shows, with its key.</param>
/// <param name="Authorities">Those that boxes' and callers' certificates must come from.</param>
/// <param name="Roles">Which names of certificates may call boxes.</param>
internal sealed record RelayOptions(IPEndPoint Listen, X509Certificate2 Certificate, X509Certificate2Collection Authorities, RoleMap Roles)
{
    /// <summary>Connections at once, of boxes and callers together; more are closed at once.</summary>
    public int MostConnections { get; init; } = 2000;

    /// <summary>Waiting connections of one box; the oldest goes for a newer one.</summary>
    public int MostWaiting { get; init; } = 4;

    /// <summary>Calls of one caller at once.</summary>
    public int MostCalls { get; init; } = 64;

    /// <summary>Time for a handshake and the first line.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a caller waits for a box that is between two connections.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a box may take to answer.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(10);
}
