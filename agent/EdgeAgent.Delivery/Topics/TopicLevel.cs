namespace EdgeAgent.Delivery.Topics;

/// <summary>Names as levels of a topic. Any text gives a legal level; different names give different levels.</summary>
/// <remarks>
/// Percent-encoded UTF-8 for <c>%</c>, <c>+</c>, <c>#</c>, <c>/</c>, control characters (U+0000 to U+001F, U+007F to U+009F), noncharacters, unpaired surrogates and a leading <c>$</c>
/// (MQTT 5 sections 1.5.4 and 4.7). Everything else stays readable. The empty name is the level <c>%</c>.
/// </remarks>
public static class TopicLevel
{
    /// <summary>The level of a name: <c>car/truck</c> is <c>car%2Ftruck</c>.</summary>
    public static string Escape(string name) => NameEscape.Topic.Escape(name);

    /// <summary>The name of a level.</summary>
    /// <exception cref="FormatException">The text is no level that <see cref="Escape"/> gives.</exception>
    public static string Unescape(string level) => NameEscape.Topic.Unescape(level);
}
