using EdgeAgent.Core.Models;
using EdgeAgent.Interop.Crypto;
using EdgeAgent.Interop.Files;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Signing;

/// <summary>Signs packages: writes <c>model.sig</c> beside the manifest.</summary>
public static class PackageSigner
{
    /// <summary>Signs the package in a folder; a signature that is there is replaced.</summary>
    /// <param name="directory">The package's folder.</param>
    /// <param name="keyFile">Private key, PEM.</param>
    /// <returns>The package and the public key of the signer.</returns>
    /// <exception cref="ModelException">The package is not right, the key can't be read, or the file can't be written.</exception>
    public static (ModelPackage Package, byte[] PublicKey) Sign(string directory, string keyFile)
    {
        var package = PackageReader.Open(directory);
        var key = KeyFiles.ReadPrivate(keyFile);
        try
        {
            var publicKey = Ed25519.PublicKeyOf(key);
            var signature = new SignatureFile(publicKey, Ed25519.Sign(key, PackageReader.CanonicalOf(package.Directory)));
            Write(Path.Combine(package.Directory, ManifestReader.SignatureFileName), signature.Write());
            return (package, publicKey);
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(key);
        }
    }

    private static void Write(string path, byte[] bytes)
    {
        try
        {
            File.WriteAllBytes(path + ".partial", bytes);
            File.Move(path + ".partial", path, overwrite: true);
            DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be written: {error.Message}", error);
        }
    }
}
