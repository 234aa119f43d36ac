using System.CommandLine;
using System.Globalization;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl replay</c>: recordings that are on the box, analysed there.</summary>
internal static class ReplayCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(TimeProvider time)
    {
        var verb = new Command("replay", "Analyses recordings that are on the box, there, on spare time, and prints their events as JSON, a line each. Nothing is stored or published. Ctrl-C ends it.\n\nExample: edgectl replay 2026-03-15 --pipeline reef-north > events.ndjson");
        var paths = new Argument<string[]>("path") { Description = "Recordings or folders on the box: absolute, or below the first of Control:ReplayRoots.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string?>("--model") { Description = "NAME, NAME:VERSION or NAME:VERSION/VARIANT. Default: the pipeline's, else that of the first pipeline." };
        var pipeline = new Option<string?>("--pipeline") { Description = "A pipeline of the box whose models, rules and channel count." };
        var json = new Option<bool>("--json") { Description = "Prints progress, notes and the end too, as JSON." };
        verb.Arguments.Add(paths);
        foreach (var option in new Option[] { model, pipeline, json }) verb.Options.Add(option);
        var target = new TargetOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var channel = target.Open(parsed, time);
            var request = new ReplayRequest { Model = parsed.GetValue(model) ?? "", Pipeline = parsed.GetValue(pipeline) ?? "" };
            request.Paths.AddRange(parsed.GetRequiredValue(paths));
            using var call = new AgentService.AgentServiceClient(channel).Replay(request, new CallOptions(cancellationToken: cancellation));
            while (await call.ResponseStream.MoveNext(cancellation))
            {
                var news = call.ResponseStream.Current;
                if (parsed.GetValue(json)) Screen.Line(Json.Of(news));
                else Print(news);
                if (news.Result is { } result) return result.ExitCode;
            }

            throw new EdgectlException("the box ended the replay without a word; try again");
        });
        return verb;
    }

    private static void Print(ReplayResponse news)
    {
        switch (news.WhatCase)
        {
            case ReplayResponse.WhatOneofCase.Document:
                Screen.Line(TextTable.Clean(news.Document));
                break;
            case ReplayResponse.WhatOneofCase.Note:
                Screen.Note(TextTable.Clean(news.Note));
                break;
            case ReplayResponse.WhatOneofCase.Progress:
                Screen.Note(string.Create(CultureInfo.InvariantCulture, $"{100 * news.Progress.HeardSeconds / Math.Max(1, news.Progress.TotalSeconds):0} % of {news.Progress.TotalSeconds:0} s, {news.Progress.Events} events"));
                break;
            case ReplayResponse.WhatOneofCase.Result:
                Screen.Note(string.Create(CultureInfo.InvariantCulture, $"{news.Result.Events} events{(news.Result.Problem.Length > 0 ? $"; {TextTable.Clean(news.Result.Problem)}" : "")}"));
                break;
        }
    }
}
