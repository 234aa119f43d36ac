using System.Globalization;
using System.Text;

namespace EdgeAgent.Delivery.Topics;

/// <summary>The topics of one device, and what CloudEvents calls it. Names are escaped by <see cref="TopicLevel"/>.</summary>
public sealed class TopicNames
{
    /// <summary>Longest topic in bytes of UTF-8 (MQTT 5 section 4.7.3).</summary>
    public const int MostBytes = 65_535;

    // A prefix is written by a person; room must be left for names.
    private const int MostPrefixBytes = 1_024;

    private readonly string _base;
    private readonly string _source;

    /// <summary>Makes the topics of a device.</summary>
    /// <param name="prefix">First levels of every topic, without slashes at the ends: <c>edge</c>, <c>site/edge</c>. Configured, so taken as it is and refused when it can't be.</param>
    /// <param name="device">The device's name; any text.</param>
    /// <exception cref="TopicException">The prefix can't begin a topic.</exception>
    public TopicNames(string prefix, string device)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(device);
        if (prefix.Length == 0 || prefix[0] == '$' || Encoding.UTF8.GetByteCount(prefix) > MostPrefixBytes
            || Array.Exists(prefix.Split('/'), level => level.Length == 0 || level != TopicLevel.Escape(level)))
            throw new TopicException($"\"{Shortened(prefix)}\" can't begin a topic (Mqtt:Prefix): it takes levels joined by single slashes, without + # % or control characters, and does not begin with $");
        Prefix = prefix;
        Device = device;
        _base = $"{prefix}/{TopicLevel.Escape(device)}";
        _source = $"/edge/{NameEscape.Uri.Escape(device)}";
        Status = Checked($"{_base}/status");
    }

    /// <summary>First levels of every topic.</summary>
    public string Prefix { get; }

    /// <summary>The device's name, not escaped.</summary>
    public string Device { get; }

    /// <summary>Where the device says whether it is online.</summary>
    public string Status { get; }

    /// <summary>Where the events of a label go.</summary>
    /// <exception cref="TopicException">The topic would be too long.</exception>
    public string Events(string pipeline, string label) => Checked($"{_base}/events/{TopicLevel.Escape(pipeline)}/{TopicLevel.Escape(label)}");

    /// <summary>A filter for all events of a pipeline, for subscribers.</summary>
    /// <exception cref="TopicException">The filter would be too long.</exception>
    public string EventsFilter(string pipeline) => Checked($"{_base}/events/{TopicLevel.Escape(pipeline)}/+");

    /// <summary>Where the gap records of a pipeline go; those of the whole box (an empty name) go to <c>gaps/%</c>.</summary>
    /// <exception cref="TopicException">The topic would be too long.</exception>
    public string Gaps(string pipeline) => Checked($"{_base}/gaps/{TopicLevel.Escape(pipeline)}");

    /// <summary>Where a pipeline's health goes.</summary>
    /// <exception cref="TopicException">The topic would be too long.</exception>
    public string Health(string pipeline) => Checked($"{_base}/health/{TopicLevel.Escape(pipeline)}");

    /// <summary>Where the state of a model package goes.</summary>
    /// <exception cref="TopicException">The topic would be too long.</exception>
    public string Models(string name) => Checked($"{_base}/models/{TopicLevel.Escape(name)}");

    /// <summary>CloudEvents' <c>source</c> of a pipeline's messages: <c>/edge/DEVICE/PIPELINE</c>, <c>/edge/DEVICE</c> for the whole box. A URI reference (RFC 3986); does not depend on the prefix.</summary>
    public string Source(string pipeline) => string.IsNullOrEmpty(pipeline) ? _source : $"{_source}/{NameEscape.Uri.Escape(pipeline)}";

    /// <summary>Refuses a topic that is too long for a packet.</summary>
    internal static string Checked(string topic) => Encoding.UTF8.GetByteCount(topic) is var bytes and > MostBytes
        ? throw new TopicException(string.Create(CultureInfo.InvariantCulture, $"the topic \"{Shortened(topic)}\" has {bytes} bytes and MQTT takes 65535: give the pipeline or the label a shorter name"))
        : topic;

    private static string Shortened(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}
