using System.CommandLine;
using EdgeAgent.Hosting;

namespace EdgeAgent.Commands;

internal static class ReplayCommand
{
    public static Command Create(Terminal terminal) => new("replay", "later");
}
