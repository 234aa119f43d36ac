using EdgeAgent.Configuration;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Devices;
using EdgeAgent.Hosting;
using EdgeAgent.Models.Store;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Setup;

/// <summary>Finds what a new box has, proposes a configuration, asks what it can't know, and writes it.</summary>
/// <param name="answers">What is answered already.</param>
/// <param name="questions">Whom to ask; null when nobody is there.</param>
/// <param name="file">Where the configuration goes.</param>
/// <param name="replace">Whether another configuration there may be replaced without asking.</param>
/// <param name="time">The clock.</param>
internal sealed class SetupSession(SetupAnswers answers, Questions? questions, string file, bool replace, TimeProvider time)
{
    private const string Socket = "/run/edge-agent/control.sock";
    private const UnixFileMode Shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode Entered = Shared | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    private readonly List<string> _notes = [];

    /// <summary>Sets the box up.</summary>
    /// <param name="show">Takes the configuration's text and writes nothing; null to write it.</param>
    /// <param name="cancellation">Gives it up before anything is written.</param>
    /// <exception cref="UsageException">An answer can't be used, another configuration is in the way, or a file can't be written.</exception>
    /// <exception cref="ConfigException">The answers give no configuration that the agent could use.</exception>
    public async Task<SetupResult> RunAsync(Action<string>? show, CancellationToken cancellation)
    {
        var (cards, problem) = await new SoundCards(time).FindAsync(cancellation).ConfigureAwait(false);
        var cameras = await new Cameras(time).FindAsync(cancellation).ConfigureAwait(false);
        if (problem is not null) _notes.Add(problem);
        foreach (var card in cards) _notes.Add($"sound card {card.Device} ({card.Name}): {card.Format?.ToString() ?? card.Problem}");
        foreach (var camera in cameras) _notes.Add($"camera {camera.Path} ({camera.Name}): no pipeline is proposed for it, as no shipped model knows what it looks at; docs/cameras.md shows how one is written");

        var given = Complete(answers, cards);
        var source = SourceChooser.Choose(given, cards, ModelRate(given.Model!));
        _notes.Add($"{given.Pipeline} listens with {given.Model}: {source.Why}");
        if (given.Broker is not { Length: > 0 }) _notes.Add("no broker is named, so the agent runs one of its own on this box; name one with --broker");

        var hosts = (given.Remote ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var folder = Path.Combine(Path.GetDirectoryName(file)!, "pki");
        var keys = hosts.Length == 0 ? null : SetupKeys.In(folder, given.Name!);
        var text = ConfigurationText.Write(given, source, keys);
        ConfigurationText.Read(text);
        show?.Invoke(text);
        var (written, backup) = show is null ? await WriteAsync(text, given, hosts, folder, keys, cancellation).ConfigureAwait(false) : (false, null);
        return new SetupResult(file, written, backup, _notes, Start(), Operator(given, hosts, keys));
    }

    private SetupAnswers Complete(SetupAnswers given, IReadOnlyList<SoundCard> cards)
    {
        if (given.Source is { } source && !SourceChooser.Kinds.Contains(source, StringComparer.Ordinal)) throw new UsageException($"--source {source}: must be {string.Join(", ", SourceChooser.Kinds)}");
        if (Fault(given.Broker ?? "") is { } fault) throw new UsageException(fault);
        var models = Models();
        if (questions is not null)
        {
            given = given with { Name = given.Name ?? questions.Ask("Name of this box, in events and topics", Environment.MachineName) };
            if (given.Source is null && given.Device is null) given = AskSource(given, cards);
            if (given.Model is null && models.Count > 1) given = given with { Model = models[questions.Choose("Which model", models)] };
            given = given with { Broker = given.Broker ?? questions.Ask("MQTT broker, such as mqtts://broker.example:8883; empty for one on this box", "", Fault) };
            given = given with { Remote = given.Remote ?? questions.Ask("Names or addresses by which it is driven over the network, with commas; empty for this box only", "") };
        }

        return given with
        {
            Name = given.Name ?? Environment.MachineName,
            Pipeline = given.Pipeline ?? "pipeline-1",
            Model = given.Model ?? (models.Count > 0 ? models[0] : throw new UsageException("there is no model package to propose; name one with --model")),
        };
    }

    private SetupAnswers AskSource(SetupAnswers given, IReadOnlyList<SoundCard> cards)
    {
        string[] choices = [.. cards.Select(c => $"{c.Name} ({c.Device})"), "a made-up signal, to try everything else", "raw PCM from standard input"];
        var chosen = questions!.Choose("What does it listen to", choices);
        return chosen < cards.Count ? given with { Source = "alsa", Device = cards[chosen].Device } : given with { Source = chosen == cards.Count ? "synthetic" : "stdin" };
    }

    private async Task<(bool Written, string? Backup)> WriteAsync(string text, SetupAnswers given, string[] hosts, string folder, SetupKeys? keys, CancellationToken cancellation)
    {
        var before = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false) : null;
        if (before is not null && before != text && !replace && questions?.Agrees($"{file} holds another configuration. Replace it? A copy is kept") != true)
            throw new UsageException($"{file} holds another configuration, and nothing was changed; give --force to replace it (a copy is kept), or another place with --out");
        cancellation.ThrowIfCancellationRequested();
        if (keys is not null)
        {
            if (File.Exists(keys.Certificate)) _notes.Add($"{keys.Certificate} is there already and stays, for the names that it was issued for; remove it and its key to have another");
            // Before the configuration that names them.
            foreach (var made in SetupKeys.Make(folder, given.Name!, hosts, time)) _notes.Add($"made {made}");
            foreach (var path in (string[])[keys.Authority, keys.Certificate, keys.Key]) await SetupFile.ShareAsync(path, Shared, time, CancellationToken.None).ConfigureAwait(false);
            await SetupFile.ShareAsync(folder, Entered, time, CancellationToken.None).ConfigureAwait(false);
            _notes.Add($"{Path.Combine(folder, "ca.key")} can issue certificates for every box that trusts it: move it to a machine that stays ashore, and {keys.OperatorKey} to the operator's");
        }

        if (before == text) return (false, null);
        var backup = SetupFile.Write(file, text, time.GetUtcNow());
        await SetupFile.ShareAsync(file, Shared, time, CancellationToken.None).ConfigureAwait(false);
        return (true, backup);
    }

    private static string? Fault(string broker) => broker.Length == 0 || MqttServer.TryParse(broker, out _, out var why) ? null : why;

    // What is shipped, and where the environment says that models are; the box's own file may be what is to be mended.
    private static AgentSettings Shipped { get; } = SettingsReader.Read(new ConfigurationBuilder().AddEnvironmentVariables(ConfigLoader.EnvironmentPrefix).Build(), new ConfigProblems());

    private static List<string> Models() =>
        [.. Shelf().List().Where(entry => entry.Package is { Manifest.IsImage: false }).Select(entry => entry.Name).Distinct(StringComparer.Ordinal)];

    private static int ModelRate(string model) => Shelf().Resolve(model).Package.Manifest.Input.SampleRate;

    private static ModelShelf Shelf() => Shelves.Open(Shipped);

    private string Start() => file == ConfigLoader.SystemFile && Directory.Exists("/run/systemd/system") ? "systemctl restart edge-agent" : $"edge-agent run --config {file}";

    private string Operator(SetupAnswers given, string[] hosts, SetupKeys? keys)
    {
        if (keys is null) return file == ConfigLoader.SystemFile ? $"edgectl status --target unix:{Socket}" : "edgectl status";
        var host = hosts[0].Contains(':', StringComparison.Ordinal) ? $"[{hosts[0]}]" : hosts[0];
        return $"edgectl context add {given.Name} --target https://{host}:{SetupKeys.Port} --ca {keys.Authority} --cert {keys.OperatorCertificate} --key {keys.OperatorKey}";
    }
}
