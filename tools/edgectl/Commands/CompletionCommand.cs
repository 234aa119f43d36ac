using System.CommandLine;
using EdgeAgent.Edgectl.Output;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl completion</c>: what a shell needs to complete verbs and options.</summary>
internal static class CompletionCommand
{
    // The parser itself answers what may come at a place of a command line.
    private const string Bash = """
        _edgectl() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(edgectl "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _edgectl edgectl
        """;

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("completion", "Prints what bash needs to complete verbs and options.\n\nExample: eval \"$(edgectl completion)\"");
        command.SetAction(_ =>
        {
            Screen.Line(Bash);
            return ExitCode.Done;
        });
        return command;
    }
}
