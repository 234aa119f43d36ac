using EdgeAgent.Control.Dial;
using EdgeAgent.Control.V1;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Services;

/// <summary>
/// How the box stands, the same for every way of asking. Whoever asks again within a moment is answered with the same words;
/// a change through a service shows at once. Thread-safe; the answer must not be changed by those who get it.
/// </summary>
/// <param name="agent">The box.</param>
/// <param name="dialer">Keeps the way to the relay; null where there is none.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusAnswer(IAgentView agent, Dialer? dialer, TimeProvider time)
{
    private readonly FreshAnswer<GetStatusResponse> _kept = new(TimeSpan.FromMilliseconds(100), time);

    /// <summary>The answer, a tenth of a second old at most.</summary>
    public GetStatusResponse Read() => _kept.Read(Make);

    /// <summary>Something was changed: the next answer is a new one.</summary>
    public void Forget() => _kept.Forget();

    private GetStatusResponse Make()
    {
        var status = StatusMessages.Of(agent.Snapshot());
        if (dialer is not null) status.Dial = StatusMessages.Of(dialer.Snapshot);
        return status;
    }
}
