using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>An event as it was accepted, its document written already, all but its place in the store: the thread that accepts does this, so that the one that commits has less to do for each.</summary>
internal sealed class EventDraft
{
    [ThreadStatic]
    private static EventText? _text;

    private EventDraft(DetectionEvent detection, byte[]? text, int place) => (Event, Text, Place) = (detection, text, place);

    /// <summary>The event.</summary>
    public DetectionEvent Event { get; }

    /// <summary>The document without <c>sequence</c> and <c>storeId</c>; null when it has something unusual and is left to <see cref="EventJson"/>.</summary>
    public byte[]? Text { get; }

    /// <summary>Where in <see cref="Text"/> these two belong.</summary>
    public int Place { get; }

    /// <summary>Drafts an event.</summary>
    public static EventDraft Of(DetectionEvent detection)
    {
        var text = _text ??= new EventText();
        return text.TryWrite(detection) ? new EventDraft(detection, text.Written.ToArray(), text.Place) : new EventDraft(detection, null, 0);
    }
}
