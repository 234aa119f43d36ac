using System.Diagnostics;
using EdgeAgent.Interop.Crypto;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Tests.Crypto;

public sealed class Ed25519Tests
{
    /// <summary>RFC 8032, section 7.1: private key, public key, message, signature.</summary>
    public static TheoryData<string, string, string, string> Vectors => new()
    {
        { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
          "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
        { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
        { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
          "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
        { "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
          "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Sign_Rfc8032Vector_GivesItsSignature(string privateKey, string publicKey, string message, string signature)
    {
        var (key, text) = (Convert.FromHexString(privateKey), Convert.FromHexString(message));

        Assert.Equal(publicKey, Convert.ToHexStringLower(Ed25519.PublicKeyOf(key)));
        Assert.Equal(signature, Convert.ToHexStringLower(Ed25519.Sign(key, text)));
        Assert.True(Ed25519.Verify(Convert.FromHexString(publicKey), text, Convert.FromHexString(signature)));
    }

    [Fact]
    public void Verify_AnyBitFlipped_IsRefused()
    {
        var key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var publicKey = Ed25519.PublicKeyOf(key);
        var message = "the manifest"u8.ToArray();
        var signature = Ed25519.Sign(key, message);
        Assert.True(Ed25519.Verify(publicKey, message, signature));

        for (var bit = 0; bit < 8 * signature.Length; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Ed25519.Verify(publicKey, message, signature));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        message[3] ^= 1;
        Assert.False(Ed25519.Verify(publicKey, message, signature));
    }

    [Fact]
    public void Verify_WhatIsNoKeyOrSignature_IsFalseNotAnException()
    {
        var signature = Ed25519.Sign(new byte[32], "m"u8);

        Assert.False(Ed25519.Verify(new byte[31], "m"u8, signature));
        Assert.False(Ed25519.Verify([], "m"u8, signature));
        Assert.False(Ed25519.Verify(Ed25519.PublicKeyOf(new byte[32]), "m"u8, signature.AsSpan(1)));
        Assert.False(Ed25519.Verify(Enumerable.Repeat((byte)0xff, 32).ToArray(), "m"u8, signature));
    }

    [Fact]
    public void Sign_KeyOfAnotherLength_IsABug() => Assert.Throws<ArgumentException>(() => Ed25519.Sign(new byte[64], "m"u8));

    [Fact]
    public void Verify_ManyThreadsAndMessages_AgreeWithSign() => Parallel.For(0, 200, i =>
    {
        var random = new Random(i);
        var (key, message) = (new byte[32], new byte[random.Next(5000)]);
        random.NextBytes(key);
        random.NextBytes(message);
        Assert.True(Ed25519.Verify(Ed25519.PublicKeyOf(key), message, Ed25519.Sign(key, message)));
    });

    [Fact]
    public void Library_Installed_IsNamed()
    {
        Assert.StartsWith("OpenSSL 3.", CryptoLibrary.Version, StringComparison.Ordinal);
        Assert.True(File.Exists(CryptoLibrary.Path), CryptoLibrary.Path);
    }

    [Fact]
    public void Library_MissingOrAnother_SaysWhatToDo()
    {
        Assert.EndsWith("install it with: apt install libssl3.", Assert.Throws<NativeLibraryException>(() => CryptoLibrary.Probe("libcrypto-absent.so.3")).Message, StringComparison.Ordinal);
        Assert.Contains("OpenSSL_version", Assert.Throws<NativeLibraryException>(() => CryptoLibrary.Probe("libsoxr.so.0")).Message, StringComparison.Ordinal);
    }

    // The openssl program as the other side: what it signs verifies here.
    [Fact]
    public void Verify_SignatureOfTheOpensslProgram_IsGood()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs the openssl program");
        using var folder = new TemporaryFolder();
        string In(string name) => Path.Combine(folder.Path, name);
        File.WriteAllText(In("message"), "signed elsewhere");
        OpenSsl("genpkey", "-algorithm", "ed25519", "-out", In("key.pem"));
        OpenSsl("pkey", "-in", In("key.pem"), "-pubout", "-outform", "DER", "-out", In("public.der"));
        OpenSsl("pkeyutl", "-sign", "-rawin", "-inkey", In("key.pem"), "-in", In("message"), "-out", In("signature"));

        var publicKey = File.ReadAllBytes(In("public.der"))[^32..];
        Assert.True(Ed25519.Verify(publicKey, File.ReadAllBytes(In("message")), File.ReadAllBytes(In("signature"))));
    }

    private static void OpenSsl(params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo("/usr/bin/openssl", arguments) { RedirectStandardError = true })!;
        var errors = program.StandardError.ReadToEnd();
        program.WaitForExit();
        Assert.True(program.ExitCode == 0, errors);
    }
}
