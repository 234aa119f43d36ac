using EdgeAgent.Control.Security;
using EdgeAgent.Control.V1;
using EdgeAgent.Rpc.Client;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace EdgeAgent.Control.Tests.Security;

/// <summary>Every method of every service × every role × every way to show, or not to show, who one is.</summary>
public sealed class AuthorizationMatrixTests
{
    // The services that this room describes or serves. A service that is missing here is found by Server_ServesNothingElse.
    private static readonly ServiceDescriptor[] Services = [AgentService.Descriptor, ModelService.Descriptor, PredictionService.Descriptor, V2.GRPCInferenceService.Descriptor, Grpc.Health.V1.Health.Descriptor, Grpc.Reflection.V1.ServerReflection.Descriptor];

    private const string OldReflection = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

    private static IEnumerable<string> Described => Services.SelectMany(s => s.Methods.Select(m => $"/{s.FullName}/{m.Name}")).Append(OldReflection);

    [Fact]
    public void AccessTable_EveryDescribedMethod_IsListedAndNothingElse() =>
        Assert.Equal(Described.Order(StringComparer.Ordinal), AccessTable.Methods.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void AccessTable_EveryProtoOfTheProject_IsAmongTheServices()
    {
        var declared = Directory.EnumerateFiles(Path.Combine(Repository.Root, "agent/protos"), "*.proto", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines).Where(line => line.StartsWith("service ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);

        Assert.All(declared, name => Assert.Contains(Services, s => s.Name == name));
    }

    [Fact]
    public async Task Server_ServesNothingElse()
    {
        await using var server = await SecureServer.StartAsync();

        Assert.Subset(AccessTable.Methods.Keys.ToHashSet(), server.Methods.ToHashSet());
        Assert.Contains("/edgeagent.v1.AgentService/GetStatus", server.Methods);
    }

    [Fact]
    public async Task Call_EveryMethodEveryRole_IsLetInByTheTableAlone()
    {
        await using var server = await SecureServer.StartAsync();
        foreach (var (word, role) in Roles.All)
        {
            using var certificate = server.Authority.Issue($"edge-agent:{word}/anna");
            using var byCertificate = server.Channel(server.Tls, certificate);
            using var byToken = server.Channel(server.Tls, token: SecureServer.Token(role));
            foreach (var method in server.Methods)
            {
                var allowed = (Roles.Includes(role) & AccessTable.Methods[method]) != 0;
                await Judge(byCertificate, method, allowed, $"{word} by certificate");
                await Judge(byToken, method, allowed, $"{word} by token");
            }
        }
    }

    [Fact]
    public async Task Call_EveryMethodOnPlainLoopback_IsLetInForViewersAlone()
    {
        await using var server = await SecureServer.StartAsync();
        using var plain = server.Channel(server.Plain);

        foreach (var method in server.Methods) await Judge(plain, method, AccessTable.Methods[method] is Role.Viewer or Role.Infer, "plaintext loopback");
    }

    [Fact]
    public async Task Call_EveryMethodOnTheSocket_IsLetIn()
    {
        await using var server = await SecureServer.StartAsync();
        using var socket = server.SocketChannel();

        foreach (var method in server.Methods) await Judge(socket, method, allowed: true, "the socket");
    }

    [Fact]
    public async Task Call_EveryMethodWithNothingOrTheWrongThing_IsRefused()
    {
        await using var server = await SecureServer.StartAsync();
        using var stranger = new TestAuthority();
        using var expired = server.Authority.Issue("edge-agent:admin/anna", expired: true);
        using var wrongAuthority = stranger.Issue("edge-agent:admin/anna");
        using var wrongUsage = server.Authority.Issue("edge-agent:admin/anna", TestAuthority.Server);
        using var nameless = server.Authority.Issue("edge-agent:captain/anna");
        (string What, RpcChannel Channel, StatusCode[] Expected)[] callers =
        [
            ("no credential", server.Channel(server.Tls), [StatusCode.Unauthenticated]),
            ("an expired certificate", server.Channel(server.Tls, expired), [StatusCode.Unavailable]),
            ("a certificate of another authority", server.Channel(server.Tls, wrongAuthority), [StatusCode.Unavailable]),
            ("a server's certificate", server.Channel(server.Tls, wrongUsage), [StatusCode.Unavailable]),
            ("a certificate without a role", server.Channel(server.Tls, nameless), [StatusCode.PermissionDenied]),
            ("an expired token", server.Channel(server.Tls, token: SecureServer.Token(Role.Admin, ago: TimeSpan.FromHours(2))), [StatusCode.Unauthenticated]),
            ("a token of another key", server.Channel(server.Tls, token: SecureServer.Token(Role.Admin, key: new byte[32])), [StatusCode.Unauthenticated]),
            ("a token for another box", server.Channel(server.Tls, token: SecureServer.Token(Role.Admin, device: "buoy-8")), [StatusCode.Unauthenticated]),
            ("nonsense for a token", server.Channel(server.Tls, token: "a.b.c"), [StatusCode.Unauthenticated]),
            ("nonsense for a token on plaintext loopback", server.Channel(server.Plain, token: "x"), [StatusCode.Unauthenticated]),
        ];

        foreach (var (what, channel, expected) in callers)
        {
            foreach (var method in server.Methods)
            {
                var status = await RawCall.MakeAsync(channel, method);
                Assert.True(expected.Contains(status.StatusCode), $"{method} with {what} ended with {status}");
            }

            channel.Dispose();
        }
    }

    [Fact]
    public async Task Call_UnknownMethod_IsUnimplementedForEverybody()
    {
        await using var server = await SecureServer.StartAsync();
        using var socket = server.SocketChannel();

        Assert.Equal(StatusCode.Unimplemented, (await RawCall.MakeAsync(socket, "/edgeagent.v1.AgentService/FormatDisk")).StatusCode);
    }

    private static async Task Judge(RpcChannel channel, string method, bool allowed, string who)
    {
        var status = await RawCall.MakeAsync(channel, method);
        var refused = status.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.Unavailable;
        Assert.True(refused != allowed, $"{method} for {who}: {(allowed ? "should be let in" : "should be refused")} and ended with {status}");
    }
}
