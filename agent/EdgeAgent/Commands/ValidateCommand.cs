using System.CommandLine;
using EdgeAgent.Configuration;
using EdgeAgent.Hosting;
using EdgeAgent.Run;
using EdgeAgent.Run.Frames;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent validate</c>: whether the configuration, its models and its inputs can be used, without listening.</summary>
internal static class ValidateCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("validate", "Checks configuration, models and inputs; lists every problem at once.\n\nExample: edge-agent validate --config my.json");
        var config = new ConfigOptions(command);
        var keys = new Option<bool>("--keys") { Description = "Lists every configuration key with its meaning, default and range, as Markdown." };
        var unattended = new Option<bool>("--unattended") { Description = "As run --unattended would: a configuration that can't be used is only a warning where there is a last good one." };
        var schema = new Option<bool>("--schema") { Description = "Prints the JSON schema of configuration files, with which editors complete and check them." };
        var quick = new Option<bool>("--quick") { Description = "Checks the keys only and opens neither models nor inputs: for a box that is at work." };
        command.Options.Add(quick);
        command.Options.Add(keys);
        command.Options.Add(schema);
        command.Options.Add(unattended);
        command.SetAction(parsed =>
        {
            var problems = new ConfigProblems();
            if (parsed.GetValue(keys))
            {
                terminal.WriteLine(ConfigReference.Markdown());
                return ExitCode.Done;
            }

            if (parsed.GetValue(schema))
            {
                terminal.WriteLine(ConfigSchema.Json());
                return ExitCode.Done;
            }

            if (parsed.GetValue(unattended))
            {
                var (_, chosen) = config.Choose(parsed, unattended: true);
                terminal.WriteLine(chosen.Warning is { } warning ? "warning: " + warning : "configuration is valid");
                return ExitCode.Done;
            }

            var settings = config.Read(parsed, problems);
            if (problems.Problems.Count > 0) throw new ConfigException(problems.Problems);
            if (!parsed.GetValue(quick)) Check(settings);
            terminal.WriteLine($"configuration is valid: {settings.Pipelines.Count} {(settings.Pipelines.Count == 1 ? "pipeline" : "pipelines")} ({string.Join(", ", settings.Pipelines.Select(p => p.Name))})");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Check(AgentSettings settings)
    {
        var found = new List<string>();
        using var models = new ModelSet(settings);
        foreach (var pipeline in settings.Pipelines)
        {
            var sees = false;
            Try($"Pipelines:{pipeline.Name}:Models", () => sees = models.AreImages(pipeline.Models));
            if (sees)
            {
                Try($"Pipelines:{pipeline.Name}", () => FramePipeline.Open(pipeline, models, TimeProvider.System).Dispose());
                continue;
            }

            Try($"Pipelines:{pipeline.Name}:Source", () => LiveSources.Open(pipeline.Source, TimeProvider.System));
            Try($"Pipelines:{pipeline.Name}:Models", () => models.OpenAll(pipeline.Models, pipeline.Rules));
        }

        if (found.Count > 0) throw new ConfigException(found);

        void Try(string key, Action open)
        {
            try
            {
                open();
            }
            catch (Exception error) when (Failure.Describe(error) is { } failure)
            {
                found.AddRange(failure.Sentences.Select(sentence => $"{key}: {sentence}"));
            }
        }
    }
}
