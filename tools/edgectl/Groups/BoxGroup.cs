using System.Text.Json;
using EdgeAgent.Edgectl.Commands;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Groups;

/// <summary>Does the same with several boxes. One that fails does not keep the others from it.</summary>
internal static class BoxGroup
{
    // Boxes at once: a desk's uplink, and what one person wants to watch.
    private const int AtOnce = 16;

    /// <summary>Does something with each box, several at once.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="action">What; it answers with an outcome.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Outcomes in the boxes' order.</returns>
    public static async Task<IReadOnlyList<BoxOutcome>> EachAsync(IReadOnlyList<GroupBox> boxes, Func<GroupBox, RpcChannel, CancellationToken, Task<BoxOutcome>> action, CancellationToken cancellation)
    {
        var outcomes = new BoxOutcome[boxes.Count];
        await Parallel.ForAsync(0, boxes.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (index, stop) =>
        {
            var box = boxes[index];
            try
            {
                using var channel = box.Open();
                outcomes[index] = await action(box, channel, stop);
            }
            catch (RpcException error) when (!stop.IsCancellationRequested)
            {
                outcomes[index] = new BoxOutcome(box.Name, error.StatusCode == StatusCode.Unavailable ? "unreachable" : "failed", string.Join("; ", CallFailure.Sentences(error)));
            }
            catch (EdgectlException error)
            {
                outcomes[index] = new BoxOutcome(box.Name, "failed", error.Message);
            }
        });
        return outcomes;
    }

    /// <summary>Prints outcomes.</summary>
    /// <returns>The exit code: done when each is as it was wished.</returns>
    public static int Print(IReadOnlyList<BoxOutcome> outcomes, bool json, Screen screen)
    {
        if (json) foreach (var outcome in outcomes) Screen.Line(JsonSerializer.Serialize(outcome, GroupJson.Default.BoxOutcome));
        else
        {
            var table = new TextTable("BOX", "WAVE", "OUTCOME", "DETAIL");
            foreach (var outcome in outcomes) table.Add(outcome.Box, outcome.Wave?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", outcome.Outcome, outcome.Detail);
            foreach (var line in table.Lines(screen.Width)) Screen.Line(line);
        }

        return outcomes.All(outcome => outcome.IsGood) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>A box's answer as a line of JSON with the box's name.</summary>
    /// <param name="box">Its name.</param>
    /// <param name="member">Name of the answer.</param>
    /// <param name="answer">The answer, JSON.</param>
    public static string Line(string box, string member, string answer) => $"{{\"box\":{JsonSerializer.Serialize(box, GroupJson.Default.String)},\"{member}\":{answer}}}";
}
