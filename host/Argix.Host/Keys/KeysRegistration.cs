using Argix.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Argix.Keys;

/// <summary>Registers the master key and Data Protection: AES-256-GCM, ring in the database, wrapped by the master key.</summary>
public static class KeysRegistration
{
    public static IServiceCollection AddKeys(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton(s => MasterKeyFile.Resolve(configuration, environment.IsProduction(), s.GetRequiredService<DataStore>()));
        services.AddSingleton(s => s.GetRequiredService<MasterKeyFile>().Open());
        services.AddSingleton<KeyRows>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KeyRotation>();
        // The name must never change: it is part of what every ciphertext is bound to.
        services.AddDataProtection().SetApplicationName("argix").UseCryptographicAlgorithms(new AuthenticatedEncryptorConfiguration
        {
            EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM,
        });
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = s.GetRequiredService<KeyRows>();
            options.XmlEncryptor = new MasterKeyWrap(s.GetRequiredService<MasterKey>());
        }));
        return services;
    }
}
