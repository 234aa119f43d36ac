using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>Reads events and gap records, plain or inside a structured CloudEvent.</summary>
internal static class MessageReader
{
    /// <summary>Reads a payload; false with the reason in a sentence when it is none that can be counted.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out LedgerMessage? message, [NotNullWhen(false)] out string? fault)
    {
        message = null;
        try
        {
            using var document = JsonDocument.Parse(payload.ToArray());
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                fault = $"the payload is a JSON {root.ValueKind}, not an object";
                return false;
            }

            string? lane = null;
            var print = Fingerprint.Of(payload);
            if (root.TryGetProperty("specversion", out _) && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
            {
                lane = Text(root, "lane");
                root = data;
                print = Fingerprint.Of(Encoding.UTF8.GetBytes(data.GetRawText()));
            }

            fault = Read(root, lane, out message);
            if (message is not null) message = message with { Bytes = print };
            return message is not null;
        }
        catch (JsonException)
        {
            fault = "the payload is no JSON";
            return false;
        }
        catch (InvalidOperationException)
        {
            // Text with half a surrogate pair: legal for the parser, not as a string.
            fault = "the payload holds text that is no Unicode";
            return false;
        }
    }

    private static string? Read(JsonElement root, string? lane, out LedgerMessage? message)
    {
        message = null;
        if (!root.TryGetProperty("sequence", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var sequence) || sequence is < 1 or long.MaxValue)
            return "'sequence' is no whole number from 1";
        if (Text(root, "storeId") is not { Length: > 0 } store) return "'storeId' is missing";
        var isGap = Text(root, "kind") == "gap";
        List<DeclaredLoss> losses = [];
        if (isGap && Losses(root, losses) is { } fault) return fault;
        message = new LedgerMessage
        {
            IsGap = isGap,
            Sequence = sequence,
            StoreId = store,
            Id = Text(root, "id") ?? "",
            Revision = root.TryGetProperty("revision", out var revision) && revision.ValueKind == JsonValueKind.Number && revision.TryGetInt64(out var value) ? value : 0,
            Pipeline = Text(root, "pipeline") ?? "",
            Lane = lane,
            Happened = Time(root, "offset") ?? Time(root, "to") ?? Time(root, "onset") ?? Time(root, "from"),
            Losses = losses,
            Content = Content(root),
        };
        return null;
    }

    private static string? Losses(JsonElement root, List<DeclaredLoss> losses)
    {
        if (!root.TryGetProperty("lost", out var lost) || lost.ValueKind != JsonValueKind.Object || !lost.TryGetProperty("sequences", out var ranges) || ranges.ValueKind == JsonValueKind.Null) return null;
        if (ranges.ValueKind != JsonValueKind.Array) return "'lost.sequences' is no list";
        foreach (var range in ranges.EnumerateArray())
        {
            var last = long.MaxValue;
            if (range.ValueKind != JsonValueKind.Object || Text(range, "store") is not { Length: > 0 } store
                || !range.TryGetProperty("first", out var from) || from.ValueKind != JsonValueKind.Number || !from.TryGetInt64(out var first) || first < 1
                || (range.TryGetProperty("last", out var to) && to.ValueKind != JsonValueKind.Null && (to.ValueKind != JsonValueKind.Number || !to.TryGetInt64(out last) || last < first)))
                return $"'lost.sequences' holds {range.GetRawText()}, which is no range of a store";
            losses.Add(new DeclaredLoss(store, new SequenceRange(first, last)));
        }

        return null;
    }

    private static UInt128 Content(JsonElement root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals("sequence"u8) || property.NameEquals("storeId"u8)) continue;
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(property.Name));
            hash.AppendData(":"u8);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(property.Value.GetRawText()));
            hash.AppendData("\n"u8);
        }

        return Fingerprint.Of(hash);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;
}
