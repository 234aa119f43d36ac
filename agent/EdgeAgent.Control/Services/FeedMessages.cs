using System.Text;
using EdgeAgent.Control.V1;
using EdgeAgent.Core.Control;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace EdgeAgent.Control.Services;

/// <summary>Puts messages of the store into messages of the wire, and filters back.</summary>
internal static class FeedMessages
{
    // More names than any box has pipelines or labels; each is compared with every message.
    private const int MostNames = 256;

    /// <summary>A message of the store.</summary>
    public static StoredMessage Of(FeedMessage message)
    {
        var stored = new StoredMessage
        {
            Sequence = message.Sequence,
            StoreId = message.StoreId,
            Kind = message.Kind switch { FeedKind.Open => MessageKind.Open, FeedKind.Update => MessageKind.Update, FeedKind.Close => MessageKind.Close, _ => MessageKind.Gap },
            Pipeline = message.Pipeline,
            Label = message.Label ?? "",
            Id = message.Id,
            Revision = message.Revision,
            Peak = message.Peak,
            Document = Encoding.UTF8.GetString(message.Document.Span),
        };
        if (message.Time is { } time) stored.Time = Timestamp.FromDateTimeOffset(time);
        return stored;
    }

    /// <summary>A place in the order.</summary>
    public static WatchEventsResponse Of(FeedPlace place) => new() { Place = new WatchPlace { StoreId = place.StoreId, AfterSequence = place.After } };

    /// <summary>What is wanted.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it means nothing.</exception>
    public static FeedFilter FilterOf(EventFilter? filter)
    {
        if (filter is null) return FeedFilter.All;
        if (filter.Labels.Count > MostNames || filter.Pipelines.Count > MostNames) throw Invalid($"the filter names more than {MostNames} labels or pipelines; leave it out and filter yourself");
        if (filter.MinPeak is not (>= 0 and <= 1)) throw Invalid("min_peak must be a score from 0 to 1");
        return new FeedFilter
        {
            Labels = [.. filter.Labels],
            Pipelines = [.. filter.Pipelines],
            Kinds = [.. filter.Kinds.Distinct().Select(KindOf)],
            MinimumPeak = filter.MinPeak,
        };
    }

    private static FeedKind KindOf(MessageKind kind) => kind switch
    {
        MessageKind.Open => FeedKind.Open,
        MessageKind.Update => FeedKind.Update,
        MessageKind.Close => FeedKind.Close,
        MessageKind.Gap => FeedKind.Gap,
        _ => throw Invalid($"kind {(int)kind} is not known; give open, update, close or gap"),
    };

    private static RpcException Invalid(string sentence) => new(new Status(StatusCode.InvalidArgument, sentence));
}
