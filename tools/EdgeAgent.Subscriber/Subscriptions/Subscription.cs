using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Subscriber.Subscriptions;

/// <summary>A session at the broker that lives on over connections: connects again when one is lost, and what was not acknowledged comes again.</summary>
internal sealed class Subscription(MosquittoOptions options, IReadOnlyList<string> topics, Books books, TextWriter notes, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Hears the broker until the end.</summary>
    /// <param name="end">Completes when enough was heard.</param>
    /// <returns>False when the broker was never heard.</returns>
    /// <exception cref="SubscriberException">Trying again would not help: refused, not trusted, a filter that the broker does not allow.</exception>
    public async Task<bool> RunAsync(Task end)
    {
        var heard = false;
        string? said = null;
        while (!end.IsCompleted)
        {
            var connection = new Connection(topics, books);
            using var client = new MosquittoClient(options, connection);
            connection.Client = client;
            client.Start();
            if (await Task.WhenAny(connection.Closed, end) == end) client.Disconnect();
            // A broker that hangs does not hold the report up: Dispose closes without a word.
            await Task.WhenAny(connection.Closed, Task.WhenAll(end, Task.Delay(Pause, time)));
            client.Dispose();
            var closed = await connection.Closed;
            heard |= connection.IsSubscribed;
            if (connection.Refusal is { } refusal) throw new SubscriberException(refusal);
            if (closed.Cause is MosquittoCloseCause.Configuration or MosquittoCloseCause.Tls or MosquittoCloseCause.Refused or MosquittoCloseCause.HostNotFound or MosquittoCloseCause.HandlerFault)
                throw new SubscriberException(closed.Message);
            if (end.IsCompleted) break;
            if (said != closed.Message) await notes.WriteLineAsync($"{closed.Message} Trying again.");
            said = closed.Message;
            await Task.WhenAny(Task.Delay(Pause, time), end);
        }

        if (!heard) await notes.WriteLineAsync($"edge-subscriber: {options} was never heard; see whether the broker runs there.");
        return heard;
    }
}
