using System.CommandLine;
using EdgeAgent.Control.Dial;
using EdgeAgent.Edgectl.Commands;
using EdgeAgent.Edgectl.Groups;
using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Targets;

/// <summary>The options that say which box is meant; every verb that calls one has them.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string?> _context = new("--context") { Description = "A box named with edgectl context." };
    private readonly Option<string?> _target = new("--target") { Description = "The box: unix:/path, https://host:port, relay://host:port/box or http://127.0.0.1:port. Without it: --context, EDGECTL_TARGET, the current context, the agent on this machine." };
    private readonly Option<string?> _ca = new("--ca") { Description = "PEM file of the authority of the box's certificate." };
    private readonly Option<string?> _cert = new("--cert") { Description = "PEM file of your certificate." };
    private readonly Option<string?> _key = new("--key") { Description = "PEM file of its private key." };
    private readonly Option<string?> _token = new("--token-file") { Description = "File with a bearer token." };
    private readonly Option<double> _timeout = new("--timeout") { Description = "Seconds that an answer may take.", DefaultValueFactory = _ => 20 };

    /// <summary>Adds the options to a verb.</summary>
    public TargetOptions(Command command)
    {
        foreach (var option in new Option[] { _context, _target, _ca, _cert, _key, _token, _timeout }) command.Options.Add(option);
    }

    /// <summary>Connects, when the first call is made.</summary>
    /// <exception cref="EdgectlException">No box is named and none is here, or the address leads nowhere.</exception>
    public RpcChannel Open(ParseResult parsed, TimeProvider time)
    {
        if (GroupOption.Of(parsed) is not null) throw new EdgectlException($"this verb is for one box; --group is for {GroupOption.Verbs}", ExitCode.Usage);
        return Open(Resolve(parsed), time);
    }

    /// <summary>The boxes of the group that is meant; null where none is.</summary>
    /// <exception cref="EdgectlException">There is no such group, or one of its contexts is gone.</exception>
    public IReadOnlyList<GroupBox>? Group(ParseResult parsed, TimeProvider time)
    {
        if (GroupOption.Of(parsed) is not { } name) return null;
        if (new Option[] { _context, _target }.Any(option => parsed.GetResult(option) is { Implicit: false })) throw new EdgectlException("give --group, or --target or --context for one box", ExitCode.Usage);
        var all = ContextFile.Read();
        var members = all.Groups.GetValueOrDefault(name) ?? throw new EdgectlException($"there is no group '{name}'; make one with edgectl context group {name} BOX BOX", ExitCode.Usage);
        return [.. members.Select(box => new GroupBox(box, () => Open(Over(all.Contexts.GetValueOrDefault(box) ?? throw new EdgectlException($"there is no context '{box}' any more", ExitCode.Usage), parsed), time)))];
    }

    private static RpcChannel Open(TargetContext context, TimeProvider time)
    {
        var address = context.Target;
        if (address.StartsWith("unix:", StringComparison.Ordinal) && !File.Exists(address["unix:".Length..]))
            throw new EdgectlException($"{address}: no agent has its socket there; start the agent, or look at its first lines for where it is");
        if (RelayAddress.TryParse(address, out var relay)) return RelayRoute.Open(relay, context, Token(context.TokenFile), time);
        var options = new RpcChannelOptions { Tls = TlsSetup.Of(context), Headers = Token(context.TokenFile) };
        try
        {
            return RpcChannel.ForAddress(address, options, time);
        }
        catch (ArgumentException)
        {
            throw new EdgectlException($"'{address}' leads nowhere: give unix:/path, https://host:port, relay://host:port/box or http://127.0.0.1:port", ExitCode.Usage);
        }
    }

    /// <summary>The options of a call that must be answered in time.</summary>
    public CallOptions Call(ParseResult parsed, TimeProvider time, CancellationToken cancellation) =>
        new(deadline: time.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_timeout), 0.1, 86_400)), cancellationToken: cancellation);

    private TargetContext Resolve(ParseResult parsed) => Over(Named(parsed), parsed);

    // What stands on the command line counts before what the context says.
    private TargetContext Over(TargetContext named, ParseResult parsed) => named with
    {
        Ca = parsed.GetValue(_ca) ?? named.Ca, Cert = parsed.GetValue(_cert) ?? named.Cert,
        Key = parsed.GetValue(_key) ?? named.Key, TokenFile = parsed.GetValue(_token) ?? named.TokenFile,
    };

    private TargetContext Named(ParseResult parsed)
    {
        if (parsed.GetValue(_target) is { } address) return new TargetContext { Target = address };
        if (parsed.GetValue(_context) is { } name)
            return ContextFile.Read().Contexts.GetValueOrDefault(name) ?? throw new EdgectlException($"there is no context '{name}'; see edgectl context list", ExitCode.Usage);
        if (Environment.GetEnvironmentVariable("EDGECTL_TARGET") is { Length: > 0 } given) return new TargetContext { Target = given };
        var all = ContextFile.Read();
        return all.Current is { } current && all.Contexts.TryGetValue(current, out var context) ? context : new TargetContext { Target = LocalAgent.Find() };
    }

    private static Metadata? Token(string? file)
    {
        if (file is null) return null;
        try
        {
            return [new Metadata.Entry("authorization", "Bearer " + File.ReadAllText(file).Trim())];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EdgectlException($"the token can't be read: {error.Message}", ExitCode.Configuration);
        }
    }
}
