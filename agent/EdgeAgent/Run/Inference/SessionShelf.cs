using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;

namespace EdgeAgent.Run.Inference;

/// <summary>The models that are open for requests: a few, and the one that was asked longest ago goes when another comes.</summary>
/// <param name="most">So many.</param>
/// <param name="models">Opens and lends sessions.</param>
/// <param name="finder">Opens packages.</param>
/// <param name="time">Says which was asked last.</param>
internal sealed class SessionShelf(int most, ModelSet models, ModelFinder finder, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    // Held while a session is built, which takes seconds: what is open goes on being lent meanwhile.
    private readonly Lock _building = new();
    private readonly Dictionary<FoundModel, (ServedSession Session, long Asked)> _open = [];
    private readonly Dictionary<(string Name, int Version), SessionMeter> _meters = [];
    private readonly HashSet<string> _forbidden = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>Why a model answers no requests; null where it does.</summary>
    public string? WhyNot(string name)
    {
        lock (_lock) return _forbidden.Contains(name) ? "unloaded" : null;
    }

    /// <summary>Lets a model be asked again.</summary>
    public void Allow(string name)
    {
        lock (_lock) _forbidden.Remove(name);
    }

    /// <summary>Closes a model and lets it not be asked any more.</summary>
    public void Forbid(string name)
    {
        List<ServedSession> closed;
        lock (_lock)
        {
            _forbidden.Add(name);
            closed = Take(found => found.Name == name);
        }

        foreach (var session in closed) session.Dispose();
    }

    /// <summary>Holds a model that is open; null where it is not.</summary>
    /// <exception cref="ControlRefusedException">It may not be asked.</exception>
    public ServedSession? TryHold(FoundModel found)
    {
        lock (_lock)
        {
            if (_disposed) throw new ControlRefusedException(RefusalKind.Unavailable, "the agent is shutting down");
            if (_forbidden.Contains(found.Name)) throw new ControlRefusedException(RefusalKind.Unavailable, $"model {found.Name} was unloaded; load it with RepositoryModelLoad or POST /v2/repository/models/{found.Name}/load");
            if (!_open.TryGetValue(found, out var entry) || !entry.Session.TryHold()) return null;
            _open[found] = (entry.Session, time.GetTimestamp());
            return entry.Session;
        }
    }

    /// <summary>Holds a model, which is opened where it is not.</summary>
    /// <exception cref="ControlRefusedException">It may not be asked.</exception>
    /// <exception cref="ModelException">It can't be used.</exception>
    public ServedSession Hold(FoundModel found)
    {
        lock (_building)
        {
            if (TryHold(found) is { } open) return open;
            // Room first: two large sessions at once may be one too many.
            MakeRoom();
            var (package, variant) = finder.Open(found);
            var session = ServedSession.Open(models, package, variant, Meter(found));
            var isLate = false;
            lock (_lock)
            {
                isLate = _disposed || _forbidden.Contains(found.Name);
                if (!isLate)
                {
                    session.TryHold();
                    _open[found] = (session, time.GetTimestamp());
                }
            }

            if (!isLate) return session;
            session.Dispose();
            throw new ControlRefusedException(RefusalKind.Unavailable, $"model {found.Name} was unloaded meanwhile");
        }
    }

    /// <summary>What was asked so far.</summary>
    public IReadOnlyList<ServedStatistics> Statistics(string? name, int? version)
    {
        lock (_lock)
            return [.. _meters.Where(m => (name is null || m.Key.Name == name) && (version is null || m.Key.Version == version)).OrderBy(m => m.Key.Name, StringComparer.Ordinal).ThenBy(m => m.Key.Version).Select(m => m.Value.Read())];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        List<ServedSession> closed;
        lock (_lock)
        {
            _disposed = true;
            closed = Take(_ => true);
        }

        foreach (var session in closed) session.Dispose();
    }

    private void MakeRoom()
    {
        List<ServedSession> closed;
        lock (_lock)
        {
            if (_open.Count < most) return;
            var oldest = _open.MinBy(entry => entry.Value.Asked).Key;
            closed = Take(found => found == oldest);
        }

        foreach (var session in closed) session.Dispose();
    }

    private SessionMeter Meter(FoundModel found)
    {
        lock (_lock)
        {
            if (!_meters.TryGetValue((found.Name, found.Version), out var meter)) _meters[(found.Name, found.Version)] = meter = new SessionMeter(found.Name, found.Version);
            return meter;
        }
    }

    private List<ServedSession> Take(Predicate<FoundModel> which)
    {
        var taken = _open.Where(entry => which(entry.Key)).ToList();
        foreach (var entry in taken) _open.Remove(entry.Key);
        return [.. taken.Select(entry => entry.Value.Session)];
    }
}
