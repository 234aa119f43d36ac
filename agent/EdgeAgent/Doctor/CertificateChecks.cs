namespace EdgeAgent.Doctor;

/// <summary>Certificates that the configuration names.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class CertificateChecks(DoctorContext context)
{
    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All()
    {
        var (tls, control) = (context.Settings.Delivery.Mqtt.Tls, context.Settings.Control);
        const string Broker = "get another one from who runs the broker", Box = "issue another one: edgectl pki issue";
        foreach (var (name, file, key, remedy) in new[]
        {
            ("Mqtt:Tls:CaFile", tls.CaFile, null, Broker), ("Mqtt:Tls:CertificateFile", tls.CertificateFile, tls.KeyFile, Broker),
            ("Control:CertificateFile", control.CertificateFile, control.KeyFile, Box), ("Control:ClientCaFile", control.ClientCaFile, null, Box),
        })
        {
            if (file is null) continue;
            if (!file.Contains('/', StringComparison.Ordinal) || key?.Contains('/', StringComparison.Ordinal) == false)
                yield return new DoctorCheck($"certificate {name}", () => CheckOutcome.Skip($"{file} is a credential that only the service can read"));
            else
                yield return new DoctorCheck($"certificate {name}", () => CertificateFile.Read(file, key, context.Time.GetUtcNow(), remedy));
        }
    }
}
