using System.CommandLine;
using EdgeAgent.Control.Audit;
using EdgeAgent.Hosting;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent audit verify</c>: whether the log of changes is as it was written.</summary>
internal static class AuditCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("audit", "The log of who changed what.\n\nExample: edge-agent audit verify");
        var verify = new Command("verify", "Checks the chain of hashes over all of its files: exit code 0 when it holds, 42 when something was changed, 1 when there is no log or it can't be read.\n\nExample: edge-agent audit verify");
        var config = new ConfigOptions(verify);
        var folder = new Option<string?>("--dir") { Description = "Folder of the log; without it the one of the configuration." };
        verify.Options.Add(folder);
        verify.SetAction(parsed => Verify(terminal, parsed.GetValue(folder) ?? config.Read(parsed).Control.AuditDirectory!));
        command.Subcommands.Add(verify);
        return command;
    }

    private static int Verify(Terminal terminal, string folder)
    {
        AuditVerdict verdict;
        try
        {
            verdict = AuditVerifier.Verify(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            terminal.Note($"edge-agent: the audit log in {folder} can't be read: {error.Message}");
            return ExitCode.Failed;
        }

        if (verdict.Fault is { } fault)
        {
            terminal.Note($"edge-agent: the audit log is not as it was written: {fault}");
            return ExitCode.Unreadable;
        }

        if (verdict.Note is { } note) terminal.Note(note);
        if (verdict.Lines == 0)
        {
            terminal.Note($"edge-agent: {folder} holds no audit log; the agent writes one when it runs");
            return ExitCode.Failed;
        }

        terminal.WriteLine(FormattableString.Invariant($"the audit log holds: {verdict.Lines} lines, number {verdict.First} to {verdict.Last}"));
        return ExitCode.Done;
    }
}
