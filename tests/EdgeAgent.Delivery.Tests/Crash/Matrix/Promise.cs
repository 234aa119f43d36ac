using System.Globalization;
using EdgeAgent.DeliveryWorker;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>Messages that the store has promised: they lie between two sequences, or in a later store where a damaged one was replaced meanwhile.</summary>
/// <param name="Store">The store when they were given to it.</param>
/// <param name="After">Its last sequence then.</param>
/// <param name="LaterStore">The store when it promised.</param>
/// <param name="UpTo">Its last sequence then.</param>
/// <param name="Messages">The messages.</param>
internal sealed record Promise(string Store, long After, string LaterStore, long UpTo, IReadOnlyList<MessageContent> Messages)
{
    /// <summary>Reads a worker's line; null when it is another one.</summary>
    public static Promise? Parse(string line)
    {
        var words = line.Split(' ');
        if (words[0] != "promised") return null;
        return new Promise(words[1], Number(words[2]), words[3], Number(words[4]), [.. words[5..].Select(Content)]);
    }

    private static MessageContent Content(string word)
    {
        var colon = word.LastIndexOf(':');
        return new MessageContent(word[..colon], word[(colon + 1)..]);
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
