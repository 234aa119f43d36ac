using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.Security;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Relay;
using EdgeAgent.Edgectl.Targets;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl relay</c>: a place that boxes call which nobody can call.</summary>
internal static class RelayCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(TimeProvider time)
    {
        var command = new Command("relay", """
            Runs a relay until Ctrl-C: boxes behind a carrier's NAT call it (Control:Dial), and edgectl reaches them through it with --target relay://HOST:PORT/BOX. What passes is TLS between the two; the relay can't read it.

            Example: edgectl relay --listen '*:7444' --ca pki/ca.pem --cert pki/relay.pem --key pki/relay.key
            """);
        var listen = new Option<string>("--listen") { Description = "ADDRESS:PORT; * for all addresses, port 0 for any free one.", DefaultValueFactory = _ => "*:7444" };
        var ca = new Option<string>("--ca") { Description = "PEM file of the authorities of boxes' and callers' certificates.", Required = true };
        var cert = new Option<string>("--cert") { Description = "PEM file of the relay's certificate (edgectl pki issue relay --host NAME).", Required = true };
        var key = new Option<string>("--key") { Description = "PEM file of its private key.", Required = true };
        var roles = new Option<string[]>("--role") { Description = "Who may call boxes, as in Control:Roles: NAME=ROLE. May be given again. Default: names that edgectl pki issue writes." };
        foreach (var option in new Option[] { listen, ca, cert, key, roles }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!ControlAddress.TryParse("https://" + parsed.GetRequiredValue(listen), out var address, out _)) throw new EdgectlException($"--listen {parsed.GetValue(listen)}: give ADDRESS:PORT", ExitCode.Usage);
            var problems = new List<string>();
            var map = RoleMap.Parse(parsed.GetValue(roles) is { Length: > 0 } given ? given : RoleMap.Default, problems);
            if (problems.Count > 0) throw new EdgectlException($"--role: {problems[0]}", ExitCode.Usage);
            var options = new RelayOptions(new IPEndPoint(address.Address, address.Port), TlsSetup.Pair(parsed.GetRequiredValue(cert), parsed.GetRequiredValue(key)), TlsSetup.Authorities(parsed.GetRequiredValue(ca)), map);
            using var server = Bind(options, time);
            Screen.Line($"relay://{server.Address}");
            await server.RunAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static RelayServer Bind(RelayOptions options, TimeProvider time)
    {
        try
        {
            return new RelayServer(options, time);
        }
        catch (SocketException error)
        {
            throw new EdgectlException($"{options.Listen} can't be listened on: {error.Message}");
        }
    }
}
