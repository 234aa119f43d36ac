using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using EdgeAgent.Control.Pki;
using EdgeAgent.Control.Security;
using EdgeAgent.Edgectl.Output;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl pki</c>: a small authority, certificates for boxes and people, tokens.</summary>
internal static class PkiCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(TimeProvider time)
    {
        var command = new Command("pki", "A small authority for people who have none: certificates for boxes and for those who drive them, and tokens.\n\nExample: edgectl pki init --dir pki");
        command.Subcommands.Add(Init(time));
        command.Subcommands.Add(Issue(time));
        command.Subcommands.Add(Key());
        command.Subcommands.Add(Token(time));
        return command;
    }

    private static Command Init(TimeProvider time)
    {
        var verb = new Command("init", "Makes the authority: ca.pem, which boxes and people trust, and ca.key, which must not leave this machine.\n\nExample: edgectl pki init --dir pki");
        var folder = Folder(verb);
        var name = new Option<string>("--name") { Description = "Its name in certificates.", DefaultValueFactory = _ => "EdgeAgent authority" };
        verb.Options.Add(name);
        verb.SetAction(parsed =>
        {
            Screen.Line(new CertificateAuthority(parsed.GetValue(folder)!, time).Create(parsed.GetValue(name)!));
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Issue(TimeProvider time)
    {
        var verb = new Command("issue", "Issues NAME.pem and NAME.key: for a box with --host, or for a person with --role.\n\nExample: edgectl pki issue buoy-7 --host buoy-7.example --host 10.0.0.7\nExample: edgectl pki issue anna --role operator --days 30");
        var name = new Argument<string>("name") { Description = "Name of the box or the person." };
        var role = new Option<string?>("--role") { Description = $"What the person may do: {Words()}." };
        var host = new Option<string[]>("--host") { Description = "A DNS name or address that the box is called by. May be given again." };
        var days = new Option<double>("--days") { Description = "Days that it is valid.", DefaultValueFactory = _ => 90 };
        verb.Arguments.Add(name);
        foreach (var option in new Option[] { role, host, days }) verb.Options.Add(option);
        var folder = Folder(verb);
        verb.SetAction(parsed =>
        {
            var hosts = parsed.GetValue(host) ?? [];
            var wanted = parsed.GetValue(role);
            if (hosts.Length > 0 == wanted is not null) throw new EdgectlException("give --role for a person, or --host for a box", ExitCode.Usage);
            if (parsed.GetValue(days) is not (> 0 and <= 3650)) throw new EdgectlException("--days must be more than 0 and at most 3650", ExitCode.Usage);
            if (parsed.GetValue(name)!.AsSpan().IndexOfAny('/', '\0') >= 0) throw new EdgectlException("a name must not hold '/'", ExitCode.Usage);
            var (authority, life) = (new CertificateAuthority(parsed.GetValue(folder)!, time), TimeSpan.FromDays(parsed.GetValue(days)));
            var issued = wanted is null ? authority.IssueServer(parsed.GetValue(name)!, hosts, life) : authority.IssueClient(parsed.GetValue(name)!, RoleOf(wanted), life);
            Screen.Line($"{issued.Certificate}  {issued.Key}  valid until {issued.Expires.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Key()
    {
        var verb = new Command("key", "Makes a key for bearer tokens: give it to the box as Control:TokenKeyFile.\n\nExample: edgectl pki key tokens.key");
        var file = new Argument<string>("file") { Description = "Where to put it." };
        verb.Arguments.Add(file);
        verb.SetAction(parsed =>
        {
            PrivateFile.WriteSecret(parsed.GetValue(file)!, System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n"));
            Screen.Line(parsed.GetValue(file)!);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Command Token(TimeProvider time)
    {
        var verb = new Command("token", "Issues a short-lived token for one box, into a file.\n\nExample: edgectl pki token anna --role viewer --device buoy-7 --key tokens.key --hours 8 --out anna.token");
        var name = new Argument<string>("name") { Description = "Who will use it." };
        var role = new Option<string>("--role") { Description = $"What it allows: {Words()}.", Required = true };
        var device = new Option<string>("--device") { Description = "Name of the box, as in its events.", Required = true };
        var key = new Option<string>("--key") { Description = "File of the box's token key.", Required = true };
        var hours = new Option<double>("--hours") { Description = "Hours that it is valid, at most 24.", DefaultValueFactory = _ => 8 };
        var output = new Option<string>("--out") { Description = "File to put it in, readable for you only.", Required = true };
        verb.Arguments.Add(name);
        foreach (var option in new Option[] { role, device, key, hours, output }) verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            if (parsed.GetValue(hours) is not (> 0 and <= 24)) throw new EdgectlException("--hours must be more than 0 and at most 24", ExitCode.Usage);
            var secret = System.Text.Encoding.ASCII.GetBytes(File.ReadAllText(parsed.GetValue(key)!).TrimEnd('\n', '\r'));
            if (secret.Length < BearerToken.ShortestKey) throw new EdgectlException($"{parsed.GetValue(key)} is too short for a key; make one with edgectl pki key", ExitCode.Configuration);
            var token = BearerToken.Issue(secret, parsed.GetValue(device)!, parsed.GetValue(name)!, RoleOf(parsed.GetValue(role)!), time.GetUtcNow(), TimeSpan.FromHours(parsed.GetValue(hours)));
            PrivateFile.ReplaceSecret(parsed.GetValue(output)!, System.Text.Encoding.ASCII.GetBytes(token + "\n"));
            Screen.Line(parsed.GetValue(output)!);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Option<string> Folder(Command verb)
    {
        var folder = new Option<string>("--dir") { Description = "Folder of the authority.", DefaultValueFactory = _ => "pki" };
        verb.Options.Add(folder);
        return folder;
    }

    private static Role RoleOf(string word) => Roles.Parse(word) is not Role.None and var role ? role : throw new EdgectlException($"'{word}' is no role; give {Words()}", ExitCode.Usage);

    private static string Words() => string.Join(", ", Roles.All.Select(role => role.Word));
}
