using System.CommandLine;
using EdgeAgent.Hosting;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Signing;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent models pack</c> and <c>sign</c>: from a folder to one file that a box takes.</summary>
internal static class ModelsPackCommand
{
    /// <summary>Makes <c>pack</c>.</summary>
    public static Command CreatePack(Terminal terminal)
    {
        var command = new Command("pack", "Packs a package into one file that boxes take; the same package always gives the same bytes.\n\nExample: edge-agent models pack models/repository/humpback/1 --out humpback-1.tar.gz");
        var folder = FolderArgument(command);
        var file = new Option<string>("--out") { Description = "The file to make; must not exist.", Required = true, HelpName = "FILE" };
        command.Options.Add(file);
        command.SetAction(parsed =>
        {
            var packed = PackageArchiveWriter.Pack(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(file));
            var manifest = packed.Package.Manifest;
            terminal.WriteLine($"{packed.File}: {manifest.Name}:{manifest.Version}, {packed.Bytes} bytes, unpacked {packed.UnpackedBytes} bytes");
            terminal.WriteLine($"archive {packed.Digest}");
            terminal.WriteLine($"package {packed.Package.Digest}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Makes <c>sign</c>.</summary>
    public static Command CreateSign(Terminal terminal)
    {
        var command = new Command("sign", "Signs a package: writes model.sig beside its manifest. Pack it afterwards.\n\nExample: edge-agent models sign models/repository/humpback/1 --key publisher.pem   (openssl genpkey -algorithm ed25519 -out publisher.pem)");
        var folder = FolderArgument(command);
        var key = new Option<string>("--key") { Description = "Private Ed25519 key, PEM, as openssl writes it.", Required = true, HelpName = "FILE" };
        command.Options.Add(key);
        command.SetAction(parsed =>
        {
            var (package, publicKey) = PackageSigner.Sign(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(key));
            terminal.WriteLine($"{package.Manifest.Name}:{package.Manifest.Version} {package.Digest} is signed");
            terminal.WriteLine($"boxes that list this key in Models:TrustedKeys take it: {Convert.ToBase64String(publicKey)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> FolderArgument(Command command)
    {
        var argument = new Argument<string>("folder") { Description = "The package's folder, which holds model.json." };
        command.Arguments.Add(argument);
        return argument;
    }
}
