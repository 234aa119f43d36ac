using System.Buffers.Text;
using Grpc.Core;

namespace EdgeAgent.Rpc.Wire;

/// <summary>Metadata as header values: text as it is, bytes as base64.</summary>
internal static class MetadataText
{
    /// <summary>The header value of an entry; base64 goes without padding, as the protocol prefers.</summary>
    public static string Encode(Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value;

    /// <summary>Adds a received header to metadata; several binary values may come joined by commas, and with or without padding.</summary>
    /// <exception cref="RpcException">A binary value is no base64 (INTERNAL).</exception>
    public static void Decode(Metadata metadata, string key, string value)
    {
        key = key.ToLowerInvariant();
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return;
        }

        foreach (var part in value.Split(','))
            metadata.Add(Metadata.Entry.Received(key, Bytes(key, part.Trim())));
    }

    private static byte[] Bytes(string key, string text)
    {
        var padded = text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        return Convert.TryFromBase64String(padded, bytes, out var count)
            ? bytes[..count]
            : throw new RpcException(new Status(StatusCode.Internal, $"metadata '{key}' is not base64"));
    }
}
