using System.CommandLine;
using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Hosting;
using EdgeAgent.Setup;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent setup</c>: the first start on a new box.</summary>
internal static class SetupCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("setup", "Finds sound cards and cameras, proposes a pipeline, asks what it can't know, writes the configuration and, where the box is to be driven over the network, keys.\nNothing is written over without a word: another configuration is replaced only when you agree (or with --force), and kept as a copy.\n\nExample: edge-agent setup\nExample: edge-agent setup --yes --name buoy-7 --broker mqtts://shore.example:8883 --remote buoy-7.example");
        var name = Text("--name", "Name of the box in events and topics.");
        var source = Text("--source", "What to listen to: auto (a sound card where there is one), alsa, stdin, synthetic.");
        var device = Text("--device", "ALSA's name of the sound card, such as hw:CARD=UAC,DEV=0.");
        var rate = new Option<int?>("--rate") { Description = "Sample frames a second, Hz." };
        var channels = new Option<int?>("--channels") { Description = "Channels of the source." };
        var channel = new Option<int?>("--channel") { Description = "Channel to listen to, from 1; 0 averages all." };
        var encoding = Text("--encoding", "s16, s24, s32 or f32.");
        var pipeline = Text("--pipeline", "Name of the pipeline.");
        var model = Text("--model", "Name of the model package.");
        var broker = Text("--broker", "MQTT broker; empty for one on this box.");
        var user = Text("--broker-user", "User at the broker.");
        var password = Text("--broker-password-file", "File with the user's password, or the name of a systemd credential.");
        var remote = Text("--remote", "Names or addresses by which the box is driven over the network, with commas: makes an authority and certificates. Empty for the socket on the box.");
        var answersFile = new Option<FileInfo?>("--answers") { Description = "JSON file with answers: name, source, device, sampleRate, channels, channel, encoding, pipeline, model, broker, brokerUser, brokerPasswordFile, remote. Options win." };
        var output = Text("--out", $"Where the configuration goes; {ConfigLoader.SystemFile} for root, else edge-agent.json in the working directory.");
        var yes = new Option<bool>("--yes") { Description = "Asks nothing and takes what is proposed." };
        var force = new Option<bool>("--force") { Description = "Replaces another configuration without asking; a copy is kept." };
        var dry = new Option<bool>("--dry-run") { Description = "Shows the configuration and writes nothing." };
        var json = new Option<bool>("--json") { Description = "Prints what was done as JSON." };
        foreach (var option in (Option[])[name, source, device, rate, channels, channel, encoding, pipeline, model, broker, user, password, remote, answersFile, output, yes, force, dry, json]) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var given = new SetupAnswers
            {
                Name = parsed.GetValue(name), Source = parsed.GetValue(source), Device = parsed.GetValue(device), SampleRate = parsed.GetValue(rate), Channels = parsed.GetValue(channels), Channel = parsed.GetValue(channel),
                Encoding = parsed.GetValue(encoding), Pipeline = parsed.GetValue(pipeline), Model = parsed.GetValue(model), Broker = parsed.GetValue(broker), BrokerUser = parsed.GetValue(user),
                BrokerPasswordFile = parsed.GetValue(password), Remote = parsed.GetValue(remote),
            };
            if (parsed.GetValue(answersFile) is { } answers) given = given.Or(Read(answers));
            var asks = !parsed.GetValue(yes) && parsed.GetValue(answersFile) is null && !parsed.GetValue(dry);
            if (asks && (Console.IsInputRedirected || !terminal.NotesAreOnScreen)) throw new UsageException("nobody can be asked here; give --yes to take what is proposed, or --answers FILE");
            var file = Path.GetFullPath(parsed.GetValue(output) ?? (Environment.IsPrivilegedProcess ? ConfigLoader.SystemFile : "edge-agent.json"));
            var session = new SetupSession(given, asks ? new Questions(Console.In, Console.Error.Write) : null, file, parsed.GetValue(force), TimeProvider.System);
            var result = await session.RunAsync(parsed.GetValue(dry) ? text => terminal.Write(System.Text.Encoding.UTF8.GetBytes(text)) : null, cancellation).ConfigureAwait(false);
            if (!parsed.GetValue(json)) Tell(terminal, result, parsed.GetValue(dry));
            else if (!parsed.GetValue(dry)) terminal.WriteLine(JsonSerializer.Serialize(result, SetupJson.Default.SetupResult));
            return ExitCode.Done;
        });
        return command;

        static Option<string?> Text(string name, string description) => new(name) { Description = description };
    }

    private static void Tell(Terminal terminal, SetupResult result, bool dry)
    {
        foreach (var note in result.Notes) terminal.Note(note);
        if (dry) return;
        if (result.Backup is { } backup) terminal.Note($"the configuration before is kept as {backup}");
        terminal.WriteLine(result.Written ? $"wrote {result.File}" : $"{result.File} is as it should be, and stays");
        terminal.WriteLine($"start it:   {result.Start}");
        terminal.WriteLine($"look in:    {result.Operator}");
        terminal.WriteLine("check it:   edge-agent doctor" + (result.File == ConfigLoader.SystemFile ? "" : $" --config {result.File}"));
    }

    private static SetupAnswers Read(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file.FullName), SetupJson.Default.SetupAnswers) ?? new SetupAnswers();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"--answers {file}: {error.Message.TrimEnd('.')}");
        }
    }
}
