using System.Diagnostics;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.Crypto;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Signing;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Signing;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SigningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestPackage _package = new();

    public void Dispose()
    {
        _package.Dispose();
        _folder.Dispose();
    }

    private string Key(string name = "key.pem")
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs the openssl program");
        OpenSsl("genpkey", "-algorithm", "ed25519", "-out", _folder[name]);
        OpenSsl("pkey", "-in", _folder[name], "-pubout", "-out", _folder[name + ".pub"]);
        return _folder[name];
    }

    private (byte[] Canonical, SignatureFile Signature) Signed(string key)
    {
        _package.Write();
        PackageSigner.Sign(_package.Directory, key);
        return (PackageReader.CanonicalOf(_package.Directory), SignatureFile.Read(File.ReadAllBytes(Path.Combine(_package.Directory, "model.sig"))));
    }

    [Fact]
    public void Sign_KeyOfOpenssl_IsVerifiedByOpensslAndByThePolicy()
    {
        var key = Key();
        var (canonical, signature) = Signed(key);
        File.WriteAllBytes(_folder["canonical"], canonical);
        File.WriteAllBytes(_folder["signature"], [.. signature.Signature]);
        OpenSsl("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key + ".pub", "-in", _folder["canonical"], "-sigfile", _folder["signature"]);

        Assert.Null(SignaturePolicy.Read([key + ".pub"], required: true).Refuses(canonical, signature));
        Assert.Null(SignaturePolicy.Read([Convert.ToBase64String(KeyFiles.ReadPublic(key + ".pub"))], required: true).Refuses(canonical, signature));
        Assert.Null(SignaturePolicy.Open.Refuses(canonical, signature));
    }

    [Fact]
    public void Refuses_UnsignedForeignOrChanged_SaysWhich()
    {
        var (trusted, other) = (Key(), Key("other.pem"));
        var policy = SignaturePolicy.Read([trusted + ".pub"], required: true);
        var (canonical, foreign) = Signed(other);
        Assert.Equal("the package is not signed, and this box takes signed packages only; sign it with \"edge-agent models sign\"", policy.Refuses(canonical, null));
        Assert.EndsWith("which is none of Models:TrustedKeys", policy.Refuses(canonical, foreign));
        Assert.Null((policy with { Required = false }).Refuses(canonical, null));

        // Somebody puts the trusted key's name on another's signature, or changes a file after signing.
        var forged = foreign with { PublicKey = KeyFiles.ReadPublic(trusted + ".pub") };
        Assert.StartsWith("the signature is not that of this manifest", policy.Refuses(canonical, forged));
        var (_, signature) = Signed(trusted);
        _package.File("labels.txt", "humpback\nother \n");
        Assert.StartsWith("the signature is not that of this manifest", policy.Refuses(PackageReader.CanonicalOf(_package.Directory), signature));
        Assert.StartsWith("the signature is not that of this manifest", SignaturePolicy.Open.Refuses(PackageReader.CanonicalOf(_package.Directory), signature));
    }

    [Fact]
    public void Sign_AgainOrReformatted_StaysTheSameSignature()
    {
        var key = Key();
        var (_, first) = Signed(key);
        File.WriteAllText(Path.Combine(_package.Directory, "model.json"), _package.Manifest.ToJsonString(new() { WriteIndented = true }));
        Assert.Null(SignaturePolicy.Read([key + ".pub"], required: true).Refuses(PackageReader.CanonicalOf(_package.Directory), first));
    }

    [Fact]
    public void ReadKeys_WhatIsNone_IsRefusedWithoutItsContent()
    {
        var key = Key();
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Equal($"{key} can be read by everybody; run: chmod 600 {key}", Assert.Throws<ModelException>(() => KeyFiles.ReadPrivate(key)).Message);
        File.WriteAllText(_folder["rsa.pem"], "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n");
        File.SetUnixFileMode(_folder["rsa.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.StartsWith($"{_folder["rsa.pem"]} is no Ed25519 private key; make one with", Assert.Throws<ModelException>(() => KeyFiles.ReadPrivate(_folder["rsa.pem"])).Message);
        Assert.Contains("is neither an Ed25519 public key in base64 nor a file", Assert.Throws<ModelException>(() => KeyFiles.ReadPublic("AAAA")).Message);
        Assert.Contains("is no Ed25519 public key", Assert.Throws<ModelException>(() => KeyFiles.ReadPublic(_folder["rsa.pem"])).Message);
        Assert.Contains("Models:TrustedKeys names no key", Assert.Throws<ModelException>(() => SignaturePolicy.Read([], required: true)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{ "algorithm": "rsa", "key": "AA==", "signature": "AA==" }""")]
    [InlineData("""{ "algorithm": "ed25519", "key": 7, "signature": "AA==" }""")]
    [InlineData("""{ "algorithm": "ed25519", "key": "!!", "signature": "AA==" }""")]
    public void ReadSignature_WhatIsNone_IsRefused(string text) => Assert.StartsWith("model.sig", Assert.Throws<ModelException>(() => SignatureFile.Read(System.Text.Encoding.UTF8.GetBytes(text))).Message);

    [Fact]
    public void ReadSignature_WhatWasWritten_IsTheSame()
    {
        var file = new SignatureFile([.. Enumerable.Range(0, 32).Select(i => (byte)i)], [.. new byte[Ed25519.SignatureBytes]]);
        var read = SignatureFile.Read(file.Write());
        Assert.Equal(file.PublicKey, read.PublicKey);
        Assert.Equal(file.Signature, read.Signature);
    }

    private static void OpenSsl(params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo("/usr/bin/openssl", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = program.StandardError.ReadToEnd();
        program.WaitForExit();
        Assert.True(program.ExitCode == 0, errors);
    }
}
