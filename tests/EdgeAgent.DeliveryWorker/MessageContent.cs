using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeAgent.Core.Events;

namespace EdgeAgent.DeliveryWorker;

/// <summary>What a message is called and a fingerprint of all that it says, without what the store adds: the same before it is accepted and after it was delivered.</summary>
/// <param name="Key"><c>id/revision</c>, or <c>gap/detail</c>.</param>
/// <param name="Print">16 hex digits.</param>
internal readonly record struct MessageContent(string Key, string Print)
{
    public static MessageContent Of(DetectionEvent detection)
    {
        var bare = detection with { Sequence = null, StoreId = null, Traceparent = null };
        return new(string.Create(CultureInfo.InvariantCulture, $"{detection.Id}/{detection.Revision}"), PrintOf(JsonSerializer.SerializeToUtf8Bytes(bare, EventJson.Default.DetectionEvent)));
    }

    public static MessageContent Of(GapRecord gap)
    {
        var bare = gap with { Id = null, Sequence = null, StoreId = null, Device = null };
        return new($"gap/{gap.Detail?.Replace(' ', '-')}", PrintOf(JsonSerializer.SerializeToUtf8Bytes(bare, EventJson.Default.GapRecord)));
    }

    public override string ToString() => $"{Key}:{Print}";

    private static string PrintOf(byte[] json) => Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 8));
}
