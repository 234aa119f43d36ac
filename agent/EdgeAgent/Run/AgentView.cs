using EdgeAgent.Core.Control;
using EdgeAgent.Core.Time;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Hosting;

namespace EdgeAgent.Run;

/// <summary>The running agent, as remote control sees it.</summary>
internal sealed class AgentView : IAgentView
{
    private readonly string _device;
    private readonly string _runtimeVersion;
    private readonly string _bootId;
    private readonly IReadOnlyList<LivePipeline> _pipelines;
    private readonly EventDelivery _delivery;
    private readonly IClockDiscipline _clock;
    private readonly BoardSensors _board;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;

    /// <summary>Looks at an agent that starts now.</summary>
    public AgentView(string device, string runtimeVersion, string bootId, IReadOnlyList<LivePipeline> pipelines, EventDelivery delivery, IClockDiscipline clock, BoardSensors board, TimeProvider time)
    {
        (_device, _runtimeVersion, _bootId, _pipelines) = (device, runtimeVersion, bootId, pipelines);
        (_delivery, _clock, _board, _time) = (delivery, clock, board, time);
        _started = time.GetUtcNow();
    }

    /// <inheritdoc/>
    public AgentSnapshot Snapshot()
    {
        var board = _board.Read();
        return new AgentSnapshot
        {
            Device = _device,
            Version = BuildInfo.Version,
            RuntimeVersion = _runtimeVersion,
            BootId = _bootId,
            Time = _time.GetUtcNow(),
            Started = _started,
            Clock = _clock.Read(),
            Pipelines = [.. _pipelines.Select(p => p.Snapshot(_time))],
            Store = Store(),
            Disk = board.Disk,
            Temperatures = board.Temperatures,
            ResidentBytes = board.ResidentBytes,
        };
    }

    private StoreSnapshot Store()
    {
        var store = _delivery.Store;
        return new StoreSnapshot
        {
            StoreId = store.StoreId,
            LastSequence = store.LastSequence,
            Pending = store.Pending,
            Refused = store.DeadLetters,
            BytesUsed = store.BytesUsed,
            BudgetBytes = store.BudgetBytes,
            Problem = store.Problem,
            Connected = _delivery.Publisher?.State == MqttState.Connected,
        };
    }
}
