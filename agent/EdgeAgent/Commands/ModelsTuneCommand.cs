using System.CommandLine;
using EdgeAgent.Hosting;
using EdgeAgent.Replay;
using EdgeAgent.Tune;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent models tune</c>: thresholds from labelled recordings or images.</summary>
internal static class ModelsTuneCommand
{
    private const string Help = """
        Picks, for each label, the highest threshold with which the model finds as much as is asked for, and shows what every threshold costs in precision and specificity (images) or false events an hour (sound).

        Example: edge-agent models tune humpback site/*.wav --truth site.selections.txt --target-recall 0.95
        Example: edge-agent models tune spores fields/*.png --truth fields.json
        """;

    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("tune", Help);
        var config = new ConfigOptions(command);
        var model = new Argument<string>("model") { Description = "NAME, NAME:VERSION, or the path of a package." };
        var inputs = new Argument<string[]>("input") { Description = "Recordings or images, folders, globs.", Arity = ArgumentArity.OneOrMore };
        var truth = new Option<string[]>("--truth") { Description = "What is really in them, as for replay. May be given again.", Required = true };
        var labels = new Option<string[]>("--truth-label") { Description = "What a label of the truth is, such as Mn=humpback.", HelpName = "TRUTH=MODEL" };
        var collar = new Option<double>("--collar") { Description = "Sound: seconds by which begin and end may be off.", DefaultValueFactory = _ => 2.0 };
        var target = new Option<double>("--target-recall") { Description = "Part of what is there that must be found.", DefaultValueFactory = _ => 0.95 };
        var write = new Option<bool>("--write") { Description = "Writes the thresholds into the package's model.json." };
        var json = new Option<bool>("--json") { Description = "Prints the report as JSON." };
        command.Arguments.Add(model);
        command.Arguments.Add(inputs);
        foreach (var option in (Option[])[truth, labels, collar, target, write, json]) command.Options.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal();
            var seconds = parsed.GetValue(collar);
            if (!double.IsFinite(seconds) || seconds < 0) throw new UsageException($"--collar {seconds}: must be a number of seconds from 0");
            var recall = parsed.GetValue(target);
            if (recall is not (> 0 and <= 1)) throw new UsageException($"--target-recall {recall}: must be above 0 and at most 1");
            var request = new TuneRequest(
                parsed.GetRequiredValue(model), parsed.GetRequiredValue(inputs), new TruthRequest(parsed.GetRequiredValue(truth), parsed.GetValue(labels) ?? [], [], seconds),
                recall, parsed.GetValue(write), parsed.GetValue(json));
            return await new TuneSession(config.Read(parsed), terminal, TimeProvider.System).RunAsync(request, signal.Token).ConfigureAwait(false);
        });
        return command;
    }
}
