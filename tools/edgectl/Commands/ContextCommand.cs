using System.CommandLine;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl context</c>: named boxes with the credentials for them.</summary>
internal static class ContextCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen)
    {
        var command = new Command("context", $"Named boxes with the credentials for them, in {ContextFile.Location}.\n\nExample: edgectl context add buoy-7 --target https://buoy-7:7443 --ca pki/ca.pem --cert pki/anna.pem --key pki/anna.key");
        command.Subcommands.Add(Add());
        command.Subcommands.Add(Named("use", "Makes a context the one that counts when none is named.", (all, name) => all with { Current = name }));
        command.Subcommands.Add(Named("remove", "Forgets a context.", (all, name) =>
        {
            all.Contexts.Remove(name);
            foreach (var (group, members) in all.Groups.ToArray()) all.Groups[group] = [.. members.Where(member => member != name)];
            return all.Current == name ? all with { Current = null } : all;
        }));
        command.Subcommands.Add(Group());
        command.Subcommands.Add(List(screen));
        return command;
    }

    private static Command Add()
    {
        var verb = new Command("add", "Names a box, or names it anew.\n\nExample: edgectl context add buoy-7 --target https://buoy-7:7443 --ca pki/ca.pem --token-file anna.token");
        var name = new Argument<string>("name") { Description = "Name of the context." };
        var target = new Option<string>("--target") { Description = "unix:/path, https://host:port, relay://host:port/box or http://127.0.0.1:port.", Required = true };
        var ca = new Option<string?>("--ca") { Description = "PEM file of the authority of the box's certificate." };
        var cert = new Option<string?>("--cert") { Description = "PEM file of your certificate." };
        var key = new Option<string?>("--key") { Description = "PEM file of its private key." };
        var token = new Option<string?>("--token-file") { Description = "File with a bearer token." };
        verb.Arguments.Add(name);
        foreach (var option in new Option[] { target, ca, cert, key, token }) verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            var all = ContextFile.Read();
            all.Contexts[parsed.GetValue(name)!] = new TargetContext
            {
                Target = parsed.GetValue(target)!, Ca = Absolute(parsed.GetValue(ca)), Cert = Absolute(parsed.GetValue(cert)), Key = Absolute(parsed.GetValue(key)), TokenFile = Absolute(parsed.GetValue(token)),
            };
            // The first one is the one that is meant.
            ContextFile.Write(all with { Current = all.Current ?? parsed.GetValue(name) });
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Named(string word, string description, Func<ContextList, string, ContextList> change)
    {
        var verb = new Command(word, $"{description}\n\nExample: edgectl context {word} buoy-7");
        var name = new Argument<string>("name") { Description = "Name of the context." };
        verb.Arguments.Add(name);
        verb.SetAction(parsed =>
        {
            var all = ContextFile.Read();
            if (!all.Contexts.ContainsKey(parsed.GetValue(name)!)) throw new EdgectlException($"there is no context '{parsed.GetValue(name)}'; see edgectl context list", ExitCode.Usage);
            ContextFile.Write(change(all, parsed.GetValue(name)!));
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Group()
    {
        var verb = new Command("group", "Names several contexts for --group, in the order of waves; without boxes the group is forgotten.\n\nExample: edgectl context group reef buoy-1 buoy-2 buoy-3");
        var name = new Argument<string>("name") { Description = "Name of the group." };
        var boxes = new Argument<string[]>("box") { Description = "Names of contexts.", Arity = ArgumentArity.ZeroOrMore };
        verb.Arguments.Add(name);
        verb.Arguments.Add(boxes);
        verb.SetAction(parsed =>
        {
            var (all, wanted) = (ContextFile.Read(), parsed.GetValue(boxes) ?? []);
            if (wanted.FirstOrDefault(box => !all.Contexts.ContainsKey(box)) is { } stranger) throw new EdgectlException($"there is no context '{stranger}'; see edgectl context list", ExitCode.Usage);
            if (wanted.Distinct(StringComparer.Ordinal).Count() < wanted.Length) throw new EdgectlException("a box is named twice", ExitCode.Usage);
            if (wanted.Length == 0) all.Groups.Remove(parsed.GetValue(name)!);
            else all.Groups[parsed.GetValue(name)!] = wanted;
            ContextFile.Write(all);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command List(Screen screen)
    {
        var verb = new Command("list", "Every context; the current one has a star.\n\nExample: edgectl context list");
        verb.SetAction(_ =>
        {
            var all = ContextFile.Read();
            var table = new TextTable("", "NAME", "TARGET", "CREDENTIALS");
            foreach (var (name, context) in all.Contexts)
                table.Add(name == all.Current ? "*" : "", name, context.Target, context.Cert is not null ? $"certificate {context.Cert}" : context.TokenFile is not null ? $"token in {context.TokenFile}" : "");
            foreach (var line in table.Lines(screen.Width)) Screen.Line(line);
            foreach (var (group, members) in all.Groups) Screen.Line(TextTable.Clean($"group {group}: {string.Join(", ", members)}"));
            return ExitCode.Done;
        });
        return verb;
    }

    private static string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path);
}
