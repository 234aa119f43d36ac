using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.Inference;
using EdgeAgent.Control.Security;
using EdgeAgent.Control.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Control.Http;

/// <summary>The HTTP API: one explicit table of routes.</summary>
internal static class HttpApi
{
    /// <summary>The table.</summary>
    /// <param name="contracts">What the routes look at and drive.</param>
    /// <param name="status">How the box stands.</param>
    /// <param name="options">Limits.</param>
    /// <param name="slots">Bounds the requests for models that are in the box at once.</param>
    public static IReadOnlyList<HttpRoute> Routes(ControlContracts contracts, StatusAnswer status, ControlOptions options, InferenceSlots slots)
    {
        var routes = new List<HttpRoute>(new MeasurementRoutes(contracts, status).All) { new EventRoutes(contracts.Events).Route };
        if (contracts.Inference is { } models)
        {
            routes.Add(new PredictRoutes(models, slots, options.MaxFileBytes).Route);
            routes.AddRange(new ModelRoutes(models, contracts.Agent, slots, options.MaxRequestBytes).All);
        }

        ReadOnlyMemory<byte> description = default;
        routes.Add(new HttpRoute("GET", "/openapi.json", "This description", call =>
        {
            if (description.IsEmpty) description = OpenApiDocument.Write(routes, contracts.Agent.Snapshot().Version);
            return call.AnswerAsync("application/json", description);
        }));
        return routes;
    }

    /// <summary>Answers every request that is no gRPC call.</summary>
    /// <param name="app">The application that requests come to.</param>
    /// <param name="routes">The table.</param>
    /// <param name="gatekeeper">Says who may make which call.</param>
    /// <param name="logs">Where faults are logged.</param>
    public static void MapHttp(this WebApplication app, IReadOnlyList<HttpRoute> routes, Gatekeeper gatekeeper, ILoggerFactory logs)
    {
        var router = new HttpRouter(routes, gatekeeper, logs.CreateLogger("EdgeAgent.Http"));
        app.Use(next => http => http.GetEndpoint() is null && !IsGrpc(http.Request.ContentType) ? router.InvokeAsync(http) : next(http));
    }

    private static bool IsGrpc(string? contentType) => contentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
