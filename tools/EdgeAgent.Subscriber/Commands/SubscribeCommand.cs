using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Subscriber.Ledger;
using EdgeAgent.Subscriber.Subscriptions;

namespace EdgeAgent.Subscriber.Commands;

/// <summary>The only verb: subscribe, keep the books, report.</summary>
internal static class SubscribeCommand
{
    private const string Help = """
        Subscribes to a box's events and gap records and proves what came: gaps, duplicates, order, latency.
        Exit code 0: everything that was produced was received or declared lost; 1: not, with the missing sequences named.

        Example:
          edge-subscriber --host shore.example --topic 'edge/+/events/#' --topic 'edge/+/gaps/#' --idle 30
        """;

    /// <summary>The command.</summary>
    /// <param name="output">Where the report goes.</param>
    /// <param name="errors">Where notes go.</param>
    /// <param name="time">Tells arrival times.</param>
    public static RootCommand Create(TextWriter output, TextWriter errors, TimeProvider time)
    {
        var host = new Option<string>("--host") { Description = "The broker.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = Number("--port", "The broker's port", 1883, 1, 65535);
        var topics = new Option<string[]>("--topic") { Description = "A topic filter; may be given again.", DefaultValueFactory = _ => ["edge/+/events/#", "edge/+/gaps/#"] };
        var clientId = new Option<string>("--client-id") { Description = "Names the session that the broker keeps while this program is away.", DefaultValueFactory = _ => "edge-subscriber" };
        var expiry = Number("--session-expiry", "Seconds that the broker keeps the session, -1 for ever", 604800, -1, int.MaxValue);
        var count = Number("--count", "Ends after so many messages, duplicates and others included; 0 for no such end", 0, 0, int.MaxValue);
        var seconds = Number("--seconds", "Ends after so many seconds; 0 for no such end", 0, 0, int.MaxValue);
        var idle = Number("--idle", "Ends after so many seconds without a message; 0 for no such end", 0, 0, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "The report as JSON." };
        var print = new Option<bool>("--print") { Description = "Also prints each message." };
        var joinedLate = new Option<bool>("--joined-late") { Description = "Counts each store from the first sequence that comes, not from 1." };
        var user = new Option<string?>("--user") { Description = "The user at the broker." };
        var password = new Option<string?>("--password-file") { Description = "A file that holds the user's password.", HelpName = "FILE" };
        var authority = new Option<string?>("--tls-ca") { Description = "Encrypts, and trusts this authority (PEM).", HelpName = "FILE" };
        var certificate = new Option<string?>("--tls-cert") { Description = "The client's certificate (PEM).", HelpName = "FILE" };
        var key = new Option<string?>("--tls-key") { Description = "The client certificate's key (PEM).", HelpName = "FILE" };
        var command = new RootCommand(Help) { host, port, topics, clientId, expiry, count, seconds, idle, json, print, joinedLate, user, password, authority, certificate, key };
        command.SetAction(async (parsed, _) =>
        {
            var options = new MosquittoOptions
            {
                Host = parsed.GetRequiredValue(host),
                Port = parsed.GetValue(port),
                ClientId = parsed.GetRequiredValue(clientId),
                SessionExpirySeconds = unchecked((uint)parsed.GetValue(expiry)),
                Username = parsed.GetValue(user),
                Password = parsed.GetValue(password) is { } file ? Line(file) : null,
                Tls = parsed.GetValue(authority) is { } trusted ? new MosquittoTls { CaFile = trusted, CertificateFile = parsed.GetValue(certificate), KeyFile = parsed.GetValue(key) } : null,
            };
            var books = new Books(new DeliveryLedger(new LedgerOptions { JoinedLate = parsed.GetValue(joinedLate) }), time, parsed.GetValue(print) ? output : null);
            var end = new EndOfSubscription(books, time, parsed.GetValue(count), TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(idle)));
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            var subscription = new Subscription(options, parsed.GetRequiredValue(topics), books, errors, time);
            var heard = await subscription.RunAsync(end.WhenReached());
            var report = books.Report();
            if (parsed.GetValue(json)) await output.WriteLineAsync(ReportJson.Write(report));
            else ReportTable.Write(output, report);
            return heard && report.Complete ? CommandRunner.Complete : CommandRunner.Incomplete;

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                end.Reach();
            }
        });
        return command;
    }

    private static ReadOnlyMemory<byte> Line(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return bytes.AsMemory()[..bytes.AsSpan().TrimEnd("\r\n"u8).Length];
    }

    private static Option<int> Number(string name, string description, int preset, int low, int high)
    {
        var option = new Option<int>(name) { Description = description + ".", DefaultValueFactory = _ => preset, HelpName = "N" };
        option.Validators.Add(result =>
        {
            // What is no number at all, the parser has refused.
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && (value < low || value > high))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it goes from {low} to {high}."));
        });
        return option;
    }
}
