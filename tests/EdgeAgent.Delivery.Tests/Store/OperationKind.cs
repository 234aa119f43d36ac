namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>What happens to a store in the model test.</summary>
internal enum OperationKind
{
    Accept,
    AcceptMany,
    Flush,
    Publish,
    Confirm,
    Refuse,
    Declare,
    Reconnect,
    Requeue,
    Crash,
    CrashAt,
    Restart,
    Squeeze,
    Relax,
    Pass,
    Expire,
    Jump,
}
