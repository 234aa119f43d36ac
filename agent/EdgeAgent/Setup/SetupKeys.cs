using System.Globalization;
using EdgeAgent.Control.Pki;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Setup;

/// <summary>Certificates by which a box is driven over the network.</summary>
/// <param name="Authority">The authority's certificate.</param>
/// <param name="Certificate">The box's certificate.</param>
/// <param name="Key">Its private key.</param>
/// <param name="OperatorCertificate">The operator's certificate.</param>
/// <param name="OperatorKey">Its private key.</param>
internal sealed record SetupKeys(string Authority, string Certificate, string Key, string OperatorCertificate, string OperatorKey)
{
    /// <summary>The port that boxes are driven through.</summary>
    public const int Port = 7443;

    private const string Operator = "operator";

    // Nobody visits the box to renew it; doctor warns a month before.
    private static readonly TimeSpan Life = TimeSpan.FromDays(3 * 365);

    /// <summary>Where the files of a box are.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="box">Name of the box.</param>
    public static SetupKeys In(string folder, string box)
    {
        string File(string name) => Path.Combine(folder, name);
        var name = NameOf(box);
        return new SetupKeys(File("ca.pem"), File($"{name}.pem"), File($"{name}.key"), File($"{Operator}.pem"), File($"{Operator}.key"));
    }

    /// <summary>Makes what is not there: the authority, the box's certificate, an operator's. What is there stays.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="box">Name of the box.</param>
    /// <param name="hosts">Names and addresses by which it is called.</param>
    /// <param name="time">Dates certificates.</param>
    /// <returns>The files that were made.</returns>
    /// <exception cref="Control.Hosting.ControlException">A file can't be written.</exception>
    public static IReadOnlyList<string> Make(string folder, string box, IReadOnlyList<string> hosts, TimeProvider time)
    {
        var (authority, keys, made) = (new CertificateAuthority(folder, time), In(folder, box), new List<string>());
        if (!File.Exists(authority.CertificateFile)) made.Add(authority.Create(string.Create(CultureInfo.InvariantCulture, $"EdgeAgent authority of {box}")));
        if (!File.Exists(keys.Certificate)) made.Add(authority.IssueServer(NameOf(box), hosts, Life).Certificate);
        if (!File.Exists(keys.OperatorCertificate)) made.Add(authority.IssueClient(Operator, Role.Admin, Life).Certificate);
        return made;
    }

    // A file name; whatever a box is called, it is not to leave the folder or to be taken for the authority.
    private static string NameOf(string box)
    {
        var name = string.Concat(box.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).TrimStart('.');
        return name is "" or "ca" or Operator ? $"box-{name}" : name;
    }
}
