using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Rpc.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Security;

/// <summary>Finds out who calls: by the socket, by the certificate of the connection, or by the token of the call.</summary>
/// <param name="device">Name of the box, which tokens must be for.</param>
/// <param name="tokenKey">The key of tokens; null where none are accepted.</param>
/// <param name="roles">Which names of certificates have which role.</param>
/// <param name="time">Tells whether a token has expired.</param>
internal sealed class Authenticator(string device, byte[]? tokenKey, RoleMap roles, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>The caller.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: it did not show who it is; PERMISSION_DENIED: its certificate has no role here.</exception>
    public Caller Identify(ServerCallContext context) => Identify(context.GetHttpContext());

    /// <summary>The caller of a request of any protocol.</summary>
    /// <exception cref="RpcException">As <see cref="Identify(ServerCallContext)"/>.</exception>
    public Caller Identify(HttpContext http)
    {
        var trust = http.Features.Get<EndpointTrust>() ?? throw Refuse("this endpoint lets nobody in");
        var token = http.Request.Headers.Authorization.ToString();
        // A token counts before all else, also where none is needed: who shows a wrong one is told so.
        if (token.Length > 0) return OfToken(token);
        if (trust.Given is { } given) return given;
        return http.Connection.ClientCertificate is { } certificate ? OfCertificate(certificate) : throw Refuse("no credentials came with the call; use a client certificate or a bearer token");
    }

    private Caller OfToken(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw Refuse("the authorization header must be 'Bearer TOKEN'");
        if (tokenKey is null) throw Refuse("this box accepts no tokens; set Control:TokenKeyFile, or use a client certificate");
        return BearerToken.Read(header[Scheme.Length..].Trim(), tokenKey, device, time.GetUtcNow(), out var refusal) ?? throw Refuse(refusal!);
    }

    private Caller OfCertificate(X509Certificate2 certificate)
    {
        // A connection may outlive its certificate.
        if (time.GetUtcNow() > certificate.NotAfter.ToUniversalTime()) throw Refuse("the client certificate has expired; connect with a new one");
        var names = CertificateNames.Of(certificate);
        return roles.Find(names) is var (name, role)
            ? new Caller("cert:" + name, Roles.Includes(role), IsLocal: false)
            : throw new RpcException(new Status(StatusCode.PermissionDenied, $"no name of the client certificate ({(names.Count == 0 ? "it has none" : string.Join(", ", names))}) has a role here; see Control:Roles"));
    }

    private static RpcException Refuse(string sentence) => new(new Status(StatusCode.Unauthenticated, sentence));
}
