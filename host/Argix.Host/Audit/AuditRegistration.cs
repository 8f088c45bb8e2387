using Argix.Data;
using Argix.Health;

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
        services.AddSingleton<Keys.IReseal>(p => p.GetRequiredService<ArchivedParts>());
        services.AddSingleton(p => new DiskWatch(Folders(settings, p.GetRequiredService<DataDirectory>()), DiskWatch.Least(settings), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new HealthWarning("disk", () => p.GetRequiredService<DiskWatch>().Problem));
        return services.AddSingleton<AnchorKey>().AddSingleton<Keys.IReseal>(p => p.GetRequiredService<AnchorKey>());
    }

    /// <summary>What grows on disks of this machine.</summary>
    public static IReadOnlyList<WatchedFolder> Folders(IConfiguration settings, DataDirectory directory) =>
        [new("the data directory", directory.Path), new("the anchors", Folder(settings, directory))];

    /// <summary>The folder of anchors, without building anything.</summary>
    public static string Folder(IConfiguration settings, DataDirectory directory) => settings["Audit:AnchorDirectory"] is { Length: > 0 } given
        ? DataDirectory.Absolute("Audit:AnchorDirectory", given)
        : directory.File("anchors");
}
