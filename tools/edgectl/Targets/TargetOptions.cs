using System.CommandLine;
using EdgeAgent.Edgectl.Commands;
using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Targets;

/// <summary>The options that say which box is meant; every verb that calls one has them.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string?> _target = new("--target") { Description = "The box: unix:/path, https://host:port or http://127.0.0.1:port. Without it: EDGECTL_TARGET, else the agent on this machine." };
    private readonly Option<double> _timeout = new("--timeout") { Description = "Seconds that an answer may take.", DefaultValueFactory = _ => 20 };

    /// <summary>Adds the options to a verb.</summary>
    public TargetOptions(Command command)
    {
        command.Options.Add(_target);
        command.Options.Add(_timeout);
    }

    /// <summary>Connects, when the first call is made.</summary>
    /// <exception cref="EdgectlException">No box is named and none is here, or the address leads nowhere.</exception>
    public RpcChannel Open(ParseResult parsed, TimeProvider time)
    {
        var address = parsed.GetValue(_target) ?? Environment.GetEnvironmentVariable("EDGECTL_TARGET") ?? LocalAgent.Find();
        if (address.StartsWith("unix:", StringComparison.Ordinal) && !File.Exists(address["unix:".Length..]))
            throw new EdgectlException($"{address}: no agent has its socket there; start the agent, or look at its first lines for where it is");
        try
        {
            return RpcChannel.ForAddress(address, new RpcChannelOptions(), time);
        }
        catch (ArgumentException)
        {
            throw new EdgectlException($"'{address}' leads nowhere: give unix:/path, https://host:port or http://127.0.0.1:port", ExitCode.Usage);
        }
    }

    /// <summary>The options of a call that must be answered in time.</summary>
    public CallOptions Call(ParseResult parsed, TimeProvider time, CancellationToken cancellation) =>
        new(deadline: time.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_timeout), 0.1, 86_400)), cancellationToken: cancellation);
}
