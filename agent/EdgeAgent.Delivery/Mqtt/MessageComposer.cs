using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Makes a message's publications and says why it can never be published, where it can't. Used on the publisher's thread.</summary>
internal sealed class MessageComposer(MqttOptions options, IReadOnlyList<ITopicProfile> profiles, PacketWindow window, ByteBudget budget, TimeProvider time)
{
    /// <summary>What kind of bytes a message takes from the budget.</summary>
    public static BudgetClaim Claim(OutboxMessage message) => message.Kind == MessageKind.Gap ? BudgetClaim.Gap : BudgetClaim.Event;

    /// <summary>Seconds since a message was accepted.</summary>
    public double Age(Outgoing outgoing) => outgoing.Message.AgeSeconds + time.GetElapsedTime(outgoing.TakenAt).TotalSeconds;

    /// <summary>Seconds that a message is still worth delivering; null for ever.</summary>
    public double? Expiry(Outgoing outgoing)
    {
        var expiry = outgoing.Message.Kind switch { MessageKind.Gap => options.Expiry.Gaps, MessageKind.Update => options.Expiry.Updates, _ => options.Expiry.Events };
        return expiry is { } span ? span.TotalSeconds - Age(outgoing) : null;
    }

    /// <summary>Makes a message ready to be sent, as a whole.</summary>
    /// <param name="outgoing">The message.</param>
    /// <param name="lane">The lane that it is published in.</param>
    /// <returns>Null when it can be sent, else why it never can: one sentence.</returns>
    public string? Compose(Outgoing outgoing, Lane lane)
    {
        outgoing.Again();
        var message = outgoing.Message;
        try
        {
            var composed = lane == message.Lane ? message : message with { Lane = lane };
            foreach (var profile in profiles) profile.Compose(composed, window.Link.IsMqtt5, outgoing.Publications);
        }
        catch (TopicException error)
        {
            return error.Message;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A fault of a profile would come again with every connection and hold everything up behind it.
            return $"A topic profile failed on it ({error.GetType().Name}); see Mqtt:Profiles.";
        }

        if (outgoing.Publications.Count == 0) return "No topic profile has a form for this message.";
        foreach (var publication in outgoing.Publications)
        {
            var size = window.Size(publication, Expiry(outgoing) is not null);
            outgoing.Bytes += size + PacketSize.Acknowledgement;
            if (size > window.Largest) return $"It takes a packet of {size} bytes, and {window.Link.Server} takes {window.Largest} bytes at most.";
        }

        return budget.CouldCover(outgoing.Bytes, Claim(message)) ? null : $"It takes {outgoing.Bytes} bytes, more than Mqtt:Budget:MegabytesPerDay ever has at once.";
    }
}
