namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A clock that goes a hundred times as fast for those who measure; timers take their real time.</summary>
internal sealed class FastTime : TimeProvider
{
    private readonly long _start = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => _start + (System.GetTimestamp() - _start) * 100;
}
