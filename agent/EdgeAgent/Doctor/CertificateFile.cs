using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Doctor;

/// <summary>Judges certificates by their dates and their keys.</summary>
internal static class CertificateFile
{
    private const int Soon = 30;
    private const int Largest = 1024 * 1024;

    /// <summary>Judges the dates of a certificate.</summary>
    /// <param name="what">What it is, to begin a sentence.</param>
    /// <param name="from">First moment at which it is valid.</param>
    /// <param name="to">Last one.</param>
    /// <param name="now">This box's clock.</param>
    /// <param name="remedy">How to get another one.</param>
    public static CheckOutcome Judge(string what, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, string remedy)
    {
        if (now < from) return CheckOutcome.Fail($"{what} is valid from {Date(from)} on, and by this box's clock it is {Date(now)}", "set this box's clock, see the check of the clock");
        if (now > to) return CheckOutcome.Fail($"{what} has expired on {Date(to)}", remedy + ", or set this box's clock");
        var days = (to - now).TotalDays;
        var seen = string.Create(CultureInfo.InvariantCulture, $"{what} is valid until {Date(to)} ({days:0} days)");
        return days < Soon ? CheckOutcome.Warn(seen, remedy) : CheckOutcome.Ok(seen);
    }

    /// <summary>Judges a PEM file of certificates, and whether a key belongs to the first of them.</summary>
    /// <param name="path">The certificates.</param>
    /// <param name="key">The key's file; null for none.</param>
    /// <param name="now">This box's clock.</param>
    /// <param name="remedy">How to get another one.</param>
    public static CheckOutcome Read(string path, string? key, DateTimeOffset now, string remedy)
    {
        try
        {
            if (new FileInfo(path).Length > Largest) return CheckOutcome.Fail($"{path} is too large for certificates", remedy);
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(path);
            if (certificates.Count == 0) return CheckOutcome.Fail($"{path} holds no certificate in PEM", remedy);
            if (key is not null)
            {
                var mode = File.GetUnixFileMode(key);
                if ((mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0) return CheckOutcome.Fail($"{key} may be read by everybody on this box", $"run: chmod 640 {key}");
                if (!Belongs(path, key)) return CheckOutcome.Fail($"{key} is not the key of {path}", remedy);
            }

            var first = certificates.MinBy(c => c.NotAfter)!;
            return Judge($"{path} ({first.GetNameInfo(X509NameType.SimpleName, forIssuer: false)})", first.NotBefore.ToUniversalTime(), first.NotAfter.ToUniversalTime(), now, remedy);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return CheckOutcome.Fail($"{path} can't be read: {error.Message.TrimEnd('.')}", "put it there, readable for the agent's user");
        }
    }

    private static bool Belongs(string path, string key)
    {
        var text = File.ReadAllText(key);
        // An encrypted key can't be looked into without its password.
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal)) return true;
        try
        {
            using var pair = X509Certificate2.CreateFromPem(File.ReadAllText(path), text);
            return pair.HasPrivateKey;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
