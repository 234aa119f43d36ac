using System.CommandLine;
using System.Globalization;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl tap</c>: levels and scores as they are made.</summary>
internal static class TapCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var command = new Command("tap", "Levels and scores of windows as they are made; samples, not a record. Ctrl-C ends it.\n\nExample: edgectl tap --pipeline reef-north --interval 5");
        var pipeline = new Option<string[]>("--pipeline") { Description = "Only this pipeline. May be given again." };
        var interval = new Option<double>("--interval") { Description = "Seconds between two readings of levels, and of each model's scores.", DefaultValueFactory = _ => 1 };
        var count = new Option<int?>("--count") { Description = "Readings, after which it ends." };
        var json = new Option<bool>("--json") { Description = "Readings as JSON, one a line." };
        foreach (var option in new Option[] { pipeline, interval, count, json }) command.Options.Add(option);
        var target = new TargetOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var channel = target.Open(parsed, time);
            var request = new TapRequest { IntervalSeconds = parsed.GetValue(interval) };
            request.Pipelines.AddRange(parsed.GetValue(pipeline) ?? []);
            var left = parsed.GetValue(count) ?? int.MaxValue;
            using var call = new AgentService.AgentServiceClient(channel).Tap(request, new CallOptions(cancellationToken: cancellation));
            while (left-- > 0 && await call.ResponseStream.MoveNext(cancellation))
            {
                var reading = call.ResponseStream.Current;
                Screen.Line(parsed.GetValue(json) ? Json.Of(reading) : Text(reading, screen.Width));
                if (reading.Dropped > 0) Screen.Note(string.Create(CultureInfo.InvariantCulture, $"edgectl: {reading.Dropped} readings were lost, the link is too slow for them"));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(TapResponse reading, int width)
    {
        if (reading.ReadingCase == TapResponse.ReadingOneofCase.Levels) return LevelBar.Line(reading.Pipeline, reading.Levels, width);
        var window = reading.Scores;
        var best = window.Scores.Select((score, index) => (Score: score, Label: index < window.Labels.Count ? window.Labels[index] : index.ToString(CultureInfo.InvariantCulture))).OrderByDescending(s => s.Score).Take(3);
        var text = TextTable.Clean(string.Create(CultureInfo.InvariantCulture, $"{reading.Pipeline}  {window.Model.Name}:{window.Model.Version}  {window.First}–{window.Last}  {string.Join("  ", best.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Label} {s.Score:F3}")))}"));
        return text.Length <= width ? text : text[..(width - 1)] + "…";
    }
}
