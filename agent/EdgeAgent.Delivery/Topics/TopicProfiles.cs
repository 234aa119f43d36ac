using EdgeAgent.Core.Text;
using EdgeAgent.Delivery.Topics.Compatibility;

namespace EdgeAgent.Delivery.Topics;

/// <summary>Makes the profile that a configuration asks for.</summary>
public static class TopicProfiles
{
    /// <summary>The names of the profiles that can be added to the agent's own.</summary>
    public static IReadOnlyList<string> Known { get; } = [BirdNetGoProfile.Name, FrigateProfile.Name];

    /// <summary>The agent's own topics, and for each profile added what its subscribers expect beside them.</summary>
    /// <param name="topics">The device's topics.</param>
    /// <param name="added">Names out of <see cref="Known"/>, each alone or with the topic it publishes under: <c>frigate</c>, <c>birdnet-go=birdnet/garden</c>.</param>
    /// <exception cref="TopicException">A name is not known, or its topic can't be published to.</exception>
    public static ITopicProfile Create(TopicNames topics, IEnumerable<string> added)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(added);
        var profiles = new List<ITopicProfile> { new NativeProfile(topics) };
        foreach (var entry in added)
        {
            var (name, topic) = entry.Split('=', 2) is [var before, var after] ? (before, after) : (entry, null);
            profiles.Add(name switch
            {
                BirdNetGoProfile.Name => new BirdNetGoProfile(Valid(entry, topic ?? BirdNetGoProfile.DefaultTopic)),
                FrigateProfile.Name => new FrigateProfile(Valid(entry, topic ?? FrigateProfile.DefaultPrefix)),
                _ => throw new TopicException($"\"{entry}\" is no topic profile{DidYouMean.Clause(name, Known)}; known are {string.Join(" and ", Known)}"),
            });
        }

        return profiles.Count == 1 ? profiles[0] : new ProfileChain(profiles);
    }

    private static string Valid(string entry, string topic) =>
        topic.Length <= 1024 && Array.TrueForAll(topic.Split('/'), level => level.Length > 0 && level == TopicLevel.Escape(level))
            ? topic
            : throw new TopicException($"\"{topic}\" of the topic profile \"{entry}\" is no topic: it takes levels joined by single slashes, without + # % or control characters, and none begins with $");
}
