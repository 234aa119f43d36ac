using System.Text.Json;
using EdgeAgent.Control.Security;
using EdgeAgent.Core.Control;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Http;

/// <summary>Finds the route of a request, asks the gatekeeper, and turns whatever goes wrong into problem details.</summary>
/// <param name="routes">The table.</param>
/// <param name="gatekeeper">Says who may make which call.</param>
/// <param name="log">Takes what nobody expected.</param>
internal sealed class HttpRouter(IReadOnlyList<HttpRoute> routes, Gatekeeper gatekeeper, ILogger log)
{
    private const int RetrySeconds = 1;

    /// <summary>Answers a request.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await RouteAsync(http).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception error)
        {
            // What was begun can only be cut off; the client sees that it is not whole.
            if (http.Response.HasStarted) http.Abort();
            else await TellAsync(http, Describe(error, http)).ConfigureAwait(false);
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        var segments = path.Length > 1 ? path[1..].Split('/') : [""];
        var wanted = HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;
        var methods = new List<string>();
        foreach (var route in routes)
        {
            if (route.Match(segments) is not { } values) continue;
            if (route.Method == wanted)
            {
                await EnterAsync(http, route, new HttpCall(http, values)).ConfigureAwait(false);
                return;
            }

            methods.Add(route.Method);
            if (route.Method == HttpMethods.Get) methods.Add(HttpMethods.Head);
        }

        if (methods.Count == 0) throw new HttpProblemException(StatusCodes.Status404NotFound, $"there is nothing at {Inference.TensorWords.Short(path)}; GET /openapi.json lists what there is");
        http.Response.Headers.Allow = string.Join(", ", methods.Distinct());
        throw new HttpProblemException(StatusCodes.Status405MethodNotAllowed, $"{Inference.TensorWords.Short(path)} takes {http.Response.Headers.Allow}");
    }

    private async Task EnterAsync(HttpContext http, HttpRoute route, HttpCall call)
    {
        LoopbackHost.Check(http);
        using var entry = gatekeeper.Enter(http, route.Key);
        call.Caller = entry.Caller;
        var status = new Status(StatusCode.Unknown, "ended by a fault");
        try
        {
            call.CheckQuery(route.Query);
            call.CheckAccept(route.Gives);
            await route.Handle(call).ConfigureAwait(false);
            status = Status.DefaultSuccess;
        }
        catch (Exception error)
        {
            var told = Describe(error, http, quiet: true);
            status = new Status(StatusCode.FailedPrecondition, $"{told.Status}: {told.Message}");
            throw;
        }
        finally
        {
            gatekeeper.Leave(entry, route.Key, status, call.Detail);
        }
    }

    private HttpProblemException Describe(Exception error, HttpContext http, bool quiet = false)
    {
        switch (error)
        {
            case HttpProblemException problem:
                return problem;
            case ControlRefusedException refused:
                var status = HttpCall.StatusOf(refused.Kind);
                return new HttpProblemException(status, refused.Message, refused) { RetryAfter = status == StatusCodes.Status503ServiceUnavailable ? RetrySeconds : null };
            case RpcException { StatusCode: StatusCode.Unauthenticated } refused:
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return new HttpProblemException(StatusCodes.Status401Unauthorized, refused.Status.Detail, refused);
            case RpcException { StatusCode: StatusCode.PermissionDenied } refused:
                return new HttpProblemException(StatusCodes.Status403Forbidden, refused.Status.Detail, refused);
            case RpcException { StatusCode: StatusCode.ResourceExhausted } refused:
                return new HttpProblemException(StatusCodes.Status429TooManyRequests, refused.Status.Detail, refused) { RetryAfter = RetrySeconds };
            case RpcException { StatusCode: StatusCode.InvalidArgument } refused:
                return new HttpProblemException(StatusCodes.Status400BadRequest, refused.Status.Detail, refused);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } bad:
                return new HttpProblemException(bad.StatusCode, "the body is longer than what is taken here; send less, or see the section Inference of the configuration", bad);
            case BadHttpRequestException bad:
                return new HttpProblemException(bad.StatusCode, $"the request can't be read: {bad.Message.TrimEnd('.')}", bad);
            default:
                if (!quiet && error is not OperationCanceledException) HttpLog.Failed(log, http.Request.Method, http.Request.Path, error);
                return new HttpProblemException(StatusCodes.Status500InternalServerError, "the agent failed unexpectedly; its log says why", error);
        }
    }

    private static async Task TellAsync(HttpContext http, HttpProblemException problem)
    {
        var response = http.Response;
        // Of an answer that was being made nothing may remain.
        response.Headers.Remove("Inference-Header-Content-Length");
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        if (problem.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var isInference = http.Request.Path.StartsWithSegments("/v2");
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Problem(ReasonPhrases.GetReasonPhrase(problem.Status), problem.Status, problem.Message) { Instance = http.Request.Path, Error = isInference ? problem.Message : null }, HttpJson.Plain.Problem);
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(http.Request.Method)) return;
        try
        {
            await response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The caller has gone without waiting for it.
        }
    }
}
