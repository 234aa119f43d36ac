namespace EdgeAgent.Doctor;

/// <summary>Everything that doctor looks at, in order.</summary>
internal static class DoctorChecks
{
    /// <summary>All checks.</summary>
    /// <param name="context">What is looked at.</param>
    /// <param name="gpu">Whether every provider is compared too.</param>
    public static IEnumerable<DoctorCheck> All(DoctorContext context, bool gpu) =>
    [
        .. new AgentChecks(context).All(), .. new LibraryChecks(context).All(), .. new ModelChecks(context).All(), .. new DeviceChecks(context).All(),
        .. new MachineChecks(context).All(), .. new DiskChecks(context).All(), .. new PermissionChecks(context).All(), .. new LinkChecks(context).All(), .. new CertificateChecks(context).All(),
        .. gpu ? new GpuChecks(context).All() : [],
    ];
}
