namespace EdgeAgent.Delivery.Topics;

/// <summary>What all messages of one pipeline and label have in common.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Source">CloudEvents' <c>source</c>.</param>
/// <param name="Subject">CloudEvents' <c>subject</c>: the label, escaped as in the topic, because a CloudEvents text holds no control characters either; null without a label.</param>
internal sealed record NativeRoute(string Topic, string Source, string? Subject);
