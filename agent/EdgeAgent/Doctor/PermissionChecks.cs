using EdgeAgent.Configuration;

namespace EdgeAgent.Doctor;

/// <summary>Rights: the state directory, the control socket, the groups of the user that the agent runs as.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class PermissionChecks(DoctorContext context)
{
    private const string ServiceUser = "edge-agent";

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All() =>
        [new DoctorCheck("state directory", State), new DoctorCheck("control socket", Socket), new DoctorCheck("device groups", Groups), new DoctorCheck("model repository", Repository)];

    private CheckOutcome State()
    {
        var folder = context.Settings.StateDirectory;
        if (!Directory.Exists(folder)) return CheckOutcome.Skip($"{folder} is not there yet; the agent makes it");
        var mode = File.GetUnixFileMode(folder);
        var seen = $"{folder}, {ModeText(mode)}";
        if ((mode & UnixFileMode.OtherWrite) != 0) return CheckOutcome.Warn($"{seen}: everybody may write it", $"chmod 750 {folder}");
        try
        {
            // Without a name from the first moment on: nothing is left, and the agent takes no notice.
            DiskProbe.Measure(folder, context.Time, new CancellationToken(canceled: true));
            return CheckOutcome.Ok($"{seen}: can be written by {Environment.UserName}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CheckOutcome.Warn($"{seen}: can't be written by {Environment.UserName} ({error.Message.TrimEnd('.')})", $"look as the agent's own user: sudo -u {ServiceUser} edge-agent doctor");
        }
    }

    private CheckOutcome Socket()
    {
        if (context.Settings.Control.SocketPath is not { } path) return CheckOutcome.Skip("Control:Socket is none");
        if (!File.Exists(path)) return CheckOutcome.Skip($"{path} is not there: the agent does not run, or somewhere else");
        var mode = File.GetUnixFileMode(path);
        var seen = $"{path}, {ModeText(mode)}";
        return (mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0
            ? CheckOutcome.Warn($"{seen}: everybody on this box may drive the agent", $"chmod 660 {path}")
            : CheckOutcome.Ok(seen);
    }

    private CheckOutcome Groups()
    {
        var kinds = context.Settings.Pipelines.Select(p => p.Source.Kind).ToHashSet();
        if (!kinds.Contains(SourceKind.Alsa) && !kinds.Contains(SourceKind.GStreamer)) return CheckOutcome.Skip("no pipeline asks for a device of this box");
        if (Members("audio") is not { } members) return CheckOutcome.Skip("there is no group audio");
        if (Environment.IsPrivilegedProcess && Members(ServiceUser) is null) return CheckOutcome.Ok("root may open every device");
        var user = Environment.IsPrivilegedProcess ? ServiceUser : Environment.UserName;
        return members.Contains(user, StringComparer.Ordinal)
            ? CheckOutcome.Ok($"{user} is in the group audio")
            : user == ServiceUser
                ? CheckOutcome.Ok($"{user} is not in the group audio by itself; its service is (SupplementaryGroups)")
                : CheckOutcome.Warn($"{user} is not in the group audio", $"usermod -aG audio {user}, and log in again");
    }

    private CheckOutcome Repository() => Directory.Exists(context.Settings.Repository)
        ? CheckOutcome.Ok(context.Settings.Repository)
        : CheckOutcome.Fail($"{context.Settings.Repository} is not there", "name the folder of model packages in Models:Repository");

    // group(5): name, password, id, members.
    private string[]? Members(string group)
    {
        try
        {
            return File.ReadLines(context.FileOf("etc/group")).Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length == 4 && fields[0] == group)?[3].Split(',');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ModeText(UnixFileMode mode) => "mode " + Convert.ToString((int)mode, toBase: 8).PadLeft(4, '0');
}
