using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.Services;
using EdgeAgent.Core.Control;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>Routes for probes, scrapers and people who look.</summary>
internal sealed class MeasurementRoutes(ControlContracts contracts, StatusAnswer status)
{
    private const string Text = "text/plain";

    /// <summary>The routes.</summary>
    public IEnumerable<HttpRoute> All =>
    [
        new("GET", "/healthz", "Whether the agent is there at all", call => call.AnswerAsync(Text + "; charset=utf-8", "ok\n"u8.ToArray())) { Gives = [Text] },
        new("GET", "/readyz", "Whether every pipeline does what it should: 503 names those that failed", ReadyAsync) { Gives = [Text], Problems = [503] },
        new("GET", "/metrics", "Measurements in the text format of Prometheus", MetricsAsync) { Gives = [Text], Problems = [404] },
        new("GET", "/v1/status", "The box and its pipelines now, as edgectl status --json gives it", call => call.AnswerAsync(status.Read())),
    ];

    private Task ReadyAsync(HttpCall call)
    {
        var agent = contracts.Agent.Snapshot();
        var failed = agent.Pipelines.Where(pipeline => pipeline.State == PipelineState.Failed).Select(pipeline => $"{pipeline.Name} failed: {pipeline.Detail}");
        var problems = agent.Store?.Problem is { } store ? failed.Append(store) : failed;
        return problems.ToArray() is { Length: > 0 } told
            ? throw new HttpProblemException(StatusCodes.Status503ServiceUnavailable, string.Join("; ", told))
            : call.AnswerAsync(Text + "; charset=utf-8", "ok\n"u8.ToArray());
    }

    private Task MetricsAsync(HttpCall call) => contracts.Metrics is { } metrics
        ? call.AnswerAsync("text/plain; version=0.0.4; charset=utf-8", metrics.Write)
        : throw new HttpProblemException(StatusCodes.Status404NotFound, "this agent measures nothing; see the section Telemetry of its configuration");
}
