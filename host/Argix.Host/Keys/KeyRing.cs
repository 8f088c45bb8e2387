using System.Security.Cryptography;
using System.Xml.Linq;
using Argix.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Argix.Keys;

/// <summary>The Data Protection ring in the Keys table.</summary>
public sealed class KeyRows(DbFactory contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.Open();
        return [.. db.Keys.OrderBy(k => k.Id).Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.Open();
        db.Keys.Add(new KeyRow { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

/// <summary>Wraps a ring key with the master key before it is stored.</summary>
public sealed class MasterKeyWrap(MasterKey master) : IXmlEncryptor
{
    internal const string ElementName = "wrappedKey";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var (id, wrapped) = master.Wrap(plain, Context);
        CryptographicOperations.ZeroMemory(plain);
        return new EncryptedXmlInfo(new XElement(ElementName, new XAttribute("masterKey", id), Convert.ToBase64String(wrapped)), typeof(MasterKeyUnwrap));
    }

    internal static byte[] Context(string masterKeyId) => System.Text.Encoding.UTF8.GetBytes("argix key ring v1 " + masterKeyId);
}

/// <summary>Opens what <see cref="MasterKeyWrap"/> closed. Data Protection makes it by name, so it takes the container.</summary>
public sealed class MasterKeyUnwrap(MasterKey master) : IXmlDecryptor
{
    public MasterKeyUnwrap(IServiceProvider services) : this(services.GetRequiredService<MasterKey>())
    {
    }

    public XElement Decrypt(XElement encryptedElement)
    {
        var id = (string?)encryptedElement.Attribute("masterKey");
        if (id is null)
            throw new CryptographicException("The wrapped ring key does not say by which master key.");
        try
        {
            var plain = master.Unwrap(Convert.FromBase64String(encryptedElement.Value), MasterKeyWrap.Context(id), id);
            var element = XElement.Parse(System.Text.Encoding.UTF8.GetString(plain));
            CryptographicOperations.ZeroMemory(plain);
            return element;
        }
        catch (FormatException e)
        {
            throw new CryptographicException("The wrapped ring key is damaged.", e);
        }
    }
}

/// <summary>Opens the ring at start: every key must be readable now, not at the first order.</summary>
public sealed class KeyRing(KeyRows rows, MasterKeyFile file, IServiceProvider services)
{
    public void Open()
    {
        var master = services.GetRequiredService<MasterKey>();
        file.Finish(master, [.. rows.GetAllElements().SelectMany(e => e.Descendants(MasterKeyWrap.ElementName)).Select(w => (string?)w.Attribute("masterKey"))]);
        var unwrap = new MasterKeyUnwrap(master);
        foreach (var wrapped in rows.GetAllElements().SelectMany(e => e.Descendants(MasterKeyWrap.ElementName)))
        {
            try
            {
                unwrap.Decrypt(wrapped);
            }
            catch (CryptographicException)
            {
                throw file.Wrong();
            }
        }
        // The first protection makes the first key; better here than in the middle of a request.
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Argix.Start").Protect([1]);
    }
}
