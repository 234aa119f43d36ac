using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Control.Security;

/// <summary>The names that a certificate was issued for: its subject alternative names of the kinds DNS, e-mail and URI. The common name does not count (RFC 6125, 6.4.4).</summary>
public static class CertificateNames
{
    private const string SubjectAlternativeName = "2.5.29.17";

    // GeneralName, RFC 5280, 4.2.1.6: rfc822Name [1], dNSName [2], uniformResourceIdentifier [6].
    private static readonly int[] Kinds = [1, 2, 6];

    /// <summary>The names, in the certificate's order; empty when it has none or they can't be read.</summary>
    /// <param name="certificate">The certificate.</param>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var names = new List<string>();
        try
        {
            foreach (var extension in certificate.Extensions)
            {
                if (extension.Oid?.Value != SubjectAlternativeName) continue;
                var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (sequence.HasData)
                {
                    var tag = sequence.PeekTag();
                    if (tag.TagClass == TagClass.ContextSpecific && Kinds.Contains(tag.TagValue)) names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    else sequence.ReadEncodedValue();
                }
            }
        }
        catch (Exception error) when (error is AsnContentException or CryptographicException)
        {
            return [];
        }

        return names;
    }
}
