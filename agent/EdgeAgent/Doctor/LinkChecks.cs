using System.Globalization;
using EdgeAgent.Delivery.Embedded;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Devices;

namespace EdgeAgent.Doctor;

/// <summary>Brokers: whether they can be reached, take this box, and show certificates whose dates fit this box's clock.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class LinkChecks(DoctorContext context)
{
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(15);

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All()
    {
        var mqtt = context.Settings.Delivery.Mqtt;
        if (mqtt.Servers.Count == 0)
        {
            yield return new DoctorCheck("broker", DoctorCheck.Usual, OwnBrokerAsync);
            yield break;
        }

        foreach (var server in mqtt.Servers)
        {
            yield return new DoctorCheck($"broker {server}", Connecting, async cancellation => Judge(await BrokerProbe.ConnectAsync(mqtt, server, context.Time, cancellation).ConfigureAwait(false)));
            if (server.Secure)
                yield return new DoctorCheck($"broker certificate {server.Host}", Connecting, async cancellation =>
                    await TlsProbe.ReadAsync(server.Host, server.Port, cancellation).ConfigureAwait(false) is var (from, to)
                        ? CertificateFile.Judge($"the broker's certificate", from, to, context.Time.GetUtcNow(), "have the broker's certificate renewed")
                        : CheckOutcome.Warn("the broker showed no certificate", "see the check of the broker itself"));
        }
    }

    private static CheckOutcome Judge(BrokerAnswer answer)
    {
        if (!answer.Accepted) return CheckOutcome.Fail(answer.Sentence, "mend what the sentence names; until then events wait on disk and nothing is lost");
        var seen = string.Create(CultureInfo.InvariantCulture, $"{answer.Sentence}, after {answer.Took.TotalMilliseconds:0} ms");
        return answer.Limit is { } limit ? CheckOutcome.Fail($"{seen}; {limit}", "use a broker that speaks QoS 1") : CheckOutcome.Ok(seen);
    }

    private async Task<CheckOutcome> OwnBrokerAsync(CancellationToken cancellation)
    {
        if (context.Settings.Delivery.EmbeddedPort is not { } port) return CheckOutcome.Warn("no server is configured and Mqtt:Embedded is off: events are kept on this box only", "name a broker in Mqtt:Servers");
        if (BrokerProgram.Find(Environment.GetEnvironmentVariable("PATH")) is not { } program)
            return CheckOutcome.Warn("no server is configured, and mosquitto is not here to be run: events are kept on this box only", BrokerProgram.Remedy);
        var run = await SmallProgram.RunAsync(program, ["-h"], TimeSpan.FromSeconds(4), context.Time, cancellation).ConfigureAwait(false);
        return run.IsThere
            ? CheckOutcome.Ok(string.Create(CultureInfo.InvariantCulture, $"no server is configured, so the agent runs its own on port {port} of loopback: {run.FirstLine}"))
            : CheckOutcome.Warn($"no server is configured, and {program} can't be run: events are kept on this box only", BrokerProgram.Remedy);
    }
}
