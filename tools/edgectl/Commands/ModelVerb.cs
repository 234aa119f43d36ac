using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Groups;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary>A verb of <c>edgectl models</c> with what all of them have.</summary>
internal sealed class ModelVerb
{
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON." };

    /// <summary>Makes one.</summary>
    public ModelVerb(string name, string description, string example) => Command = new Command(name, $"{description}\n\nExample: {example}");

    /// <summary>The verb.</summary>
    public Command Command { get; }

    /// <summary>Adds an argument.</summary>
    public Argument<string> Argument(string argument, string text)
    {
        var made = new Argument<string>(argument) { Description = text };
        Command.Arguments.Add(made);
        return made;
    }

    /// <summary>Adds an option.</summary>
    public Option<T?> Option<T>(string option, string text)
    {
        var made = new Option<T?>(option) { Description = text };
        Command.Options.Add(made);
        return made;
    }

    /// <summary>What it does.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="action">With one box.</param>
    /// <param name="group">With all boxes of a group; null where it can't.</param>
    public Command Run(TimeProvider time, Func<ParseResult, ModelService.ModelServiceClient, CallOptions, bool, CancellationToken, Task<int>> action,
        Func<ParseResult, IReadOnlyList<GroupBox>, Func<CancellationToken, CallOptions>, bool, CancellationToken, Task<int>>? group = null)
    {
        Command.Options.Add(_json);
        var target = new TargetOptions(Command);
        Command.SetAction(async (parsed, cancellation) =>
        {
            if (group is not null && target.Group(parsed, time) is { } boxes) return await group(parsed, boxes, stop => target.Call(parsed, time, stop), parsed.GetValue(_json), cancellation);
            using var channel = target.Open(parsed, time);
            return await action(parsed, new ModelService.ModelServiceClient(channel), target.Call(parsed, time, cancellation), parsed.GetValue(_json), cancellation);
        });
        return Command;
    }

    /// <summary>What it does with each box of a group, one not minding the others.</summary>
    public static Func<ParseResult, IReadOnlyList<GroupBox>, Func<CancellationToken, CallOptions>, bool, CancellationToken, Task<int>> Each(Screen screen, Func<ParseResult, ModelService.ModelServiceClient, CallOptions, CancellationToken, Task<(bool IsGood, string Detail)>> action) =>
        async (parsed, boxes, options, json, cancellation) => BoxGroup.Print(await BoxGroup.EachAsync(boxes, async (box, channel, stop) =>
        {
            var (isGood, detail) = await action(parsed, new ModelService.ModelServiceClient(channel), options(stop), stop);
            return new BoxOutcome(box.Name, isGood ? "done" : "failed", detail) { IsGood = isGood };
        }, cancellation), json, screen);
}
