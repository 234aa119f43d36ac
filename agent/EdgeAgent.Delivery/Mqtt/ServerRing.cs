using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Which server comes next and which version of MQTT it is spoken to in. A server that refuses MQTT 5, or hangs up on it without a word, is asked again in 3.1.1 at once;
/// where that works it is remembered, and after a while MQTT 5 is tried again. A bad link hangs up too: one that has spoken MQTT 5 before is believed only when it says so,
/// and a server that has never said a word is remembered only when it hung up more than once.
/// </summary>
internal sealed class ServerRing(IReadOnlyList<MqttServer> configured, TimeProvider time)
{
    // After this, the next connection tries MQTT 5 again: brokers get updates.
    private static readonly TimeSpan OldProtocolLasts = TimeSpan.FromHours(6);

    // One hang-up may be the link's.
    private const int TellingHangUps = 2;

    // Referrals followed in a row; brokers that point at each other must not keep the agent from its own list.
    private const int MostReferrals = 3;

    private readonly Dictionary<MqttServer, long> _speaksOld = [];
    private readonly HashSet<MqttServer> _speaksNew = [];
    private readonly Dictionary<MqttServer, int> _hangUps = [];
    private readonly List<MqttServer> _servers = [.. configured];
    private int _at;
    private int _referrals;
    private MqttServer? _referred;
    private MqttProtocol? _retry;

    /// <summary>The next attempt.</summary>
    public Target Next()
    {
        var server = _referred ?? _servers[_at];
        return new Target(server, _retry ?? (SpeaksOld(server) ? MqttProtocol.V311 : MqttProtocol.V5));
    }

    /// <summary>A broker let the agent in.</summary>
    public void Accepted(Target target)
    {
        // The first success in 3.1.1 starts the time after which MQTT 5 is tried again; later ones don't prolong it.
        if (target.Protocol == MqttProtocol.V311)
        {
            if (_hangUps.GetValueOrDefault(target.Server, TellingHangUps) >= TellingHangUps) _speaksOld.TryAdd(target.Server, time.GetTimestamp());
        }
        else
        {
            _speaksNew.Add(target.Server);
            _speaksOld.Remove(target.Server);
            _hangUps.Remove(target.Server);
        }

        _retry = null;
    }

    /// <summary>An attempt or a connection ended.</summary>
    /// <param name="target">What it was.</param>
    /// <param name="closed">How.</param>
    /// <param name="lasted">Whether the connection was of use for a while.</param>
    /// <returns>Whether the next attempt should come at once: it is another question, not the same again.</returns>
    public bool Failed(Target target, MosquittoClosed closed, bool lasted)
    {
        if (lasted) _referrals = 0;
        if (Refer(target, closed)) return true;
        if (lasted)
        {
            // The same server first: most links that break come back.
            _retry = null;
            return false;
        }

        if (target.Protocol == MqttProtocol.V5 && !closed.WasConnected && IsOldBroker(target.Server, closed))
        {
            _retry = MqttProtocol.V311;
            return true;
        }

        // What was remembered is wrong by now, or the server is away: MQTT 5 is asked first again when its turn comes.
        if (target.Protocol == MqttProtocol.V311 && closed.ReasonCode == MqttReason.UnsupportedProtocolVersion) _speaksOld.Remove(target.Server);
        _retry = null;
        _referrals = 0;
        _at = (_at + 1) % _servers.Count;
        _referred = null;
        return false;
    }

    private bool IsOldBroker(MqttServer server, MosquittoClosed closed)
    {
        switch (closed.Cause)
        {
            case MosquittoCloseCause.Refused when closed.ReasonCode == MqttReason.UnsupportedProtocolVersion:
                _speaksNew.Remove(server);
                _hangUps.Remove(server);
                return true;
            // Brokers of before 2019 answer in a form of their own, or hang up on a protocol level that they don't know.
            case MosquittoCloseCause.ProtocolError when !_speaksNew.Contains(server):
                _hangUps.Remove(server);
                return true;
            case MosquittoCloseCause.ConnectionLost when !_speaksNew.Contains(server):
                _hangUps[server] = _hangUps.GetValueOrDefault(server) + 1;
                return true;
            default:
                return false;
        }
    }

    private bool Refer(Target target, MosquittoClosed closed)
    {
        const byte useAnother = 0x9C, moved = 0x9D;
        if (closed.ReasonCode is not (useAnother or moved) || closed.ServerReference is not { } references) return false;
        // Several references are separated by spaces (4.13); the first that can be read counts.
        foreach (var reference in references.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!MqttServer.TryParse(reference, target.Server.Secure, out var server, out _)) continue;
            // A broker that asks for encryption is never left for one without.
            if (target.Server.Secure && !server.Secure) continue;
            if (++_referrals > MostReferrals || server == target.Server) return false;
            _retry = null;
            _referred = server;
            if (closed.ReasonCode == moved && _servers.IndexOf(target.Server) is >= 0 and var place)
            {
                _servers[place] = server;
                _at = place;
                _referred = null;
            }

            return true;
        }

        return false;
    }

    private bool SpeaksOld(MqttServer server)
    {
        if (!_speaksOld.TryGetValue(server, out var since)) return false;
        if (time.GetElapsedTime(since) < OldProtocolLasts) return true;
        _speaksOld.Remove(server);
        return false;
    }
}
