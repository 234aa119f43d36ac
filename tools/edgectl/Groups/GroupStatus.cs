using System.Globalization;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Commands;
using EdgeAgent.Edgectl.Output;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Groups;

/// <summary>The boxes of a group at a glance, one a line.</summary>
internal static class GroupStatus
{
    /// <summary>Asks each box and prints what it says.</summary>
    /// <returns>The exit code: done when each has answered.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<GroupBox> boxes, Func<CancellationToken, CallOptions> options, bool json, Screen screen, CancellationToken cancellation)
    {
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<string, GetStatusResponse>(StringComparer.Ordinal);
        var outcomes = await BoxGroup.EachAsync(boxes, async (box, channel, stop) =>
        {
            answers[box.Name] = await new AgentService.AgentServiceClient(channel).GetStatusAsync(new GetStatusRequest(), options(stop));
            return new BoxOutcome(box.Name, "done", "") { IsGood = true };
        }, cancellation);
        var table = new TextTable("BOX", "DEVICE", "VERSION", "RUNNING", "COVERAGE", "EVENTS", "WAITING", "MODELS", "TROUBLE");
        foreach (var outcome in outcomes)
        {
            var status = answers.GetValueOrDefault(outcome.Box);
            if (json) Screen.Line(status is null ? System.Text.Json.JsonSerializer.Serialize(outcome, GroupJson.Default.BoxOutcome) : BoxGroup.Line(outcome.Box, "status", Json.Of(status)));
            else if (status is null) table.Add(outcome.Box, "-", "-", "-", "-", "-", "-", "-", outcome.Detail);
            else table.Add(Row(outcome.Box, status));
        }

        if (!json) foreach (var line in table.Lines(screen.Width)) Screen.Line(line);
        return outcomes.All(outcome => outcome.IsGood) ? ExitCode.Done : ExitCode.Failed;
    }

    private static string[] Row(string box, GetStatusResponse status)
    {
        var covered = status.Pipelines.Where(p => p.HasCoverage).Select(p => p.Coverage).ToArray();
        var trouble = status.Pipelines.Where(p => p.Detail.Length > 0).Select(p => $"{p.Name}: {p.Detail}").Append(status.Store?.Problem ?? "").FirstOrDefault(text => text.Length > 0) ?? "";
        return
        [
            box, status.Device, status.Version, Invariant($"{status.Pipelines.Count(p => p.State == PipelineState.Running)}/{status.Pipelines.Count}"),
            covered.Length == 0 ? "-" : Invariant($"{covered.Min():P0}"), Invariant($"{status.Pipelines.Sum(p => p.Events)}"), Invariant($"{status.Store?.Pending ?? 0}"),
            string.Join(",", status.Pipelines.SelectMany(p => p.Models).Select(m => Invariant($"{m.Name}:{m.Version}")).Distinct(StringComparer.Ordinal)), trouble,
        ];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
