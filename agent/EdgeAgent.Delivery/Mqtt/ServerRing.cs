using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Which server comes next and which version of MQTT it is spoken to in. A server that refuses MQTT 5 is asked again in 3.1.1 at once; where that works it is remembered, and after a while
/// MQTT 5 is tried again. A server that hangs up without a word may only be booting, or the link broke: it is asked in 3.1.1 after three times in a row and only where MQTT 5 never worked,
/// and the next connection asks for MQTT 5 again. A change of version changes the bytes of what is sent again.
/// </summary>
internal sealed class ServerRing(IReadOnlyList<MqttServer> configured, TimeProvider time)
{
    // After this, the next connection tries MQTT 5 again: brokers get updates.
    private static readonly TimeSpan OldProtocolLasts = TimeSpan.FromHours(6);

    // Referrals followed in a row; brokers that point at each other must not keep the agent from its own list.
    private const int MostReferrals = 3;

    // Hang-ups without a word in a row before 3.1.1 is tried.
    private const int MostSilent = 3;

    private readonly Dictionary<MqttServer, long> _speaksOld = [];
    private readonly Dictionary<MqttServer, int> _silent = [];
    private readonly HashSet<MqttServer> _speaksNew = [];
    private readonly List<MqttServer> _servers = [.. configured];
    private int _at;
    private int _referrals;
    private MqttServer? _referred;
    private MqttProtocol? _retry;
    private bool _saidOld;

    /// <summary>The next attempt.</summary>
    public Target Next()
    {
        var server = _referred ?? _servers[_at];
        return new Target(server, _retry ?? (SpeaksOld(server) ? MqttProtocol.V311 : MqttProtocol.V5));
    }

    /// <summary>A broker let the agent in.</summary>
    public void Accepted(Target target)
    {
        if (target.Protocol == MqttProtocol.V5)
        {
            _speaksNew.Add(target.Server);
            _speaksOld.Remove(target.Server);
            _silent.Remove(target.Server);
        }
        else if (_saidOld)
        {
            // The first success in 3.1.1 starts the time after which MQTT 5 is tried again; later ones don't prolong it.
            _speaksOld.TryAdd(target.Server, time.GetTimestamp());
        }

        _retry = null;
        _saidOld = false;
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
            _saidOld = false;
            return false;
        }

        if (target.Protocol == MqttProtocol.V5 && !closed.WasConnected && WantsOld(target.Server, closed))
        {
            _retry = MqttProtocol.V311;
            _saidOld = closed.Cause == MosquittoCloseCause.Refused;
            return true;
        }

        // What was remembered is wrong by now, or the server is away: MQTT 5 is asked first again when its turn comes.
        if (target.Protocol == MqttProtocol.V311 && closed.ReasonCode == MqttReason.UnsupportedProtocolVersion) _speaksOld.Remove(target.Server);
        _retry = null;
        _saidOld = false;
        _referrals = 0;
        _at = (_at + 1) % _servers.Count;
        _referred = null;
        return false;
    }

    private bool WantsOld(MqttServer server, MosquittoClosed closed)
    {
        // The return code 1 of 3.1.1 is told as the same.
        if (closed.Cause == MosquittoCloseCause.Refused && closed.ReasonCode == MqttReason.UnsupportedProtocolVersion) return true;
        // Brokers of before 2019 hang up on a protocol level that they don't know, or answer in a form of their own.
        if (closed.Cause is not (MosquittoCloseCause.ConnectionLost or MosquittoCloseCause.ProtocolError))
        {
            _silent.Remove(server);
            return false;
        }

        if (_speaksNew.Contains(server)) return false;
        var times = _silent[server] = _silent.GetValueOrDefault(server) + 1;
        return times >= MostSilent;
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
            _saidOld = false;
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
