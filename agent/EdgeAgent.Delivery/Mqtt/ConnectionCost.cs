using EdgeAgent.Delivery.Budget;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What an attempt to connect takes from the byte budget: a link that flaps must not spend what is not there.</summary>
internal sealed class ConnectionCost(MqttOptions options, ByteBudget budget, MqttCounters counters)
{
    // Answers and what they say, roughly.
    private const int Answers = 200;

    /// <summary>Seconds until the budget has what a connection takes at least: its CONNECT with the will, the birth and the answers.</summary>
    /// <param name="target">What is connected to.</param>
    /// <param name="status">Bytes of the status document.</param>
    public double SecondsUntilCovered(Target target, int status) => budget.SecondsUntil(Bytes(target, 0, status) + 2 * status + Answers, BudgetClaim.Connection);

    /// <summary>Charges an attempt whose CONNECT went out.</summary>
    public void Charge(Target target, MosquittoOptions setup)
    {
        var bytes = Bytes(target, setup.Password?.Length ?? 0, setup.Will!.Payload.Length);
        counters.WentOut(bytes);
        budget.Spend(bytes);
    }

    /// <summary>Charges an attempt that was not accepted, if anything of MQTT was sent: where no connection of TCP or TLS came about, nothing was.</summary>
    public void ChargeFailed(Target target, MosquittoOptions setup, MosquittoCloseCause cause)
    {
        if (cause is MosquittoCloseCause.Refused or MosquittoCloseCause.ConnectionLost or MosquittoCloseCause.ProtocolError or MosquittoCloseCause.KeepAliveLost or MosquittoCloseCause.ServerDisconnected)
            Charge(target, setup);
    }

    private int Bytes(Target target, int password, int will) => PacketSize.Connect(options, target.Protocol == MqttProtocol.V5, password, will);
}
