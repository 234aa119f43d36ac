namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What a scripted broker does with a PUBLISH.</summary>
internal enum PublishReplyKind
{
    Ack,
    Nothing,
    Hold,
    ReleaseReversed,
    Disconnect,
    Close,
    Send,
}
