using EdgeAgent.Rpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Server;

/// <summary>One method behind its path: what all four kinds of call have in common.</summary>
internal abstract class MethodEndpoint
{
    private readonly CallRules _rules;
    private readonly IReadOnlyList<IRpcInterceptor> _interceptors;

    protected MethodEndpoint(IMethod method, CallRules rules) => (Method, _rules, _interceptors) = (method, rules, rules.Options.Interceptors);

    /// <summary>The method.</summary>
    public IMethod Method { get; }

    /// <summary>Takes a request from its headers to its status.</summary>
    public async Task InvokeAsync(HttpContext http, ILogger log)
    {
        if (!RequestCheck.Accepts(http)) return;
        http.Response.ContentType = WireNames.ContentType;
        http.Response.Headers[WireNames.AcceptEncoding] = WireNames.AcceptedEncodings;
        LiftLimits(http);

        HttpCallContext? call = null;
        try
        {
            call = new HttpCallContext(http, Method, _rules);
            call.Check();
            await InterceptAsync(call, log).ConfigureAwait(false);
        }
        catch (RpcException e) when (call is null || !http.Response.HasStarted)
        {
            StatusWriter.Write(http, e.Status, e.Trailers);
        }
        finally
        {
            call?.Dispose();
        }
    }

    /// <summary>Reads the requests, calls the service, writes the responses.</summary>
    protected abstract Task CarryOutAsync(HttpCallContext call);

    private async Task InterceptAsync(HttpCallContext call, ILogger log)
    {
        var entered = 0;
        Status status;
        try
        {
            for (; entered < _interceptors.Count; entered++)
                await _interceptors[entered].EnterAsync(call).ConfigureAwait(false);
            await CarryOutAsync(call).ConfigureAwait(false);
            status = call.DeadlinePassed ? CallFault.DeadlineExceeded : call.Status;
        }
        catch (Exception e)
        {
            status = CallFault.StatusOf(e, call, log);
            if (e is RpcException rpc)
                foreach (var entry in rpc.Trailers) call.ResponseTrailers.Add(entry);
        }

        while (entered-- > 0) _interceptors[entered].Leave(call, status);
        // To a client that is gone this does nothing; asking whether it is would cost every call an allocation.
        call.End(status);
    }

    // A stream may carry more than a web request, and as slowly as it likes; messages have a limit of their own.
    private static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}
