using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Core.Events;

/// <summary>Makes event ids: the same detection of the same recording by the same model and rules has the same id, live or replayed.</summary>
public static class EventIdentity
{
    /// <summary>The id of an event: the first 16 bytes, in hex, of SHA-256 over the naming fields, each followed by a line feed.</summary>
    /// <param name="pipeline">Pipeline name.</param>
    /// <param name="streamId">The epoch's name.</param>
    /// <param name="model">Package name, version and digest; variant and provider are not part of the id.</param>
    /// <param name="label">Label of the event.</param>
    /// <param name="onset">Position of the onset in sample frames.</param>
    /// <param name="configuration">Digest of the rules that change scores or events.</param>
    /// <param name="track">Number of the followed object: several of one label may come in one frame. 0 where events are no objects.</param>
    public static string Create(string pipeline, string streamId, ModelReference model, string label, long onset, string configuration, int track = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{pipeline}\n{streamId}\n{model.Name}\n{model.Version}\n{model.Digest}\n{label}\n{onset}\n{configuration}\n");
        if (track > 0) text = string.Create(CultureInfo.InvariantCulture, $"{text}{track}\n");
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return Convert.ToHexStringLower(digest.AsSpan(0, 16));
    }
}
