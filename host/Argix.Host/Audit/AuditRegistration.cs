using Argix.Data;

namespace Argix.Audit;

/// <summary>Where anchors stand and how often one is made.</summary>
public sealed record AnchorOptions(int Every);

/// <summary>Registers the signing key and the folder of anchors.</summary>
public static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(new AnchorOptions(Math.Max(1, settings.GetValue("Audit:AnchorEvery", 1000))));
        services.AddSingleton(p => new AnchorFiles(Folder(settings, p.GetRequiredService<DataDirectory>())));
        services.AddSingleton<ArchivedParts>();
        return services.AddSingleton<AnchorKey>();
    }

    /// <summary>The folder of anchors, without building anything.</summary>
    public static string Folder(IConfiguration settings, DataDirectory directory) => settings["Audit:AnchorDirectory"] is { Length: > 0 } given
        ? DataDirectory.Absolute("Audit:AnchorDirectory", given)
        : directory.File("anchors");
}
