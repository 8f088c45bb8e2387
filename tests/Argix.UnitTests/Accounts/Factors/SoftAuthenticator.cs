using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Argix.UnitTests.Accounts.Factors;

/// <summary>What a browser and its authenticator say, with every part open to be bent.</summary>
internal sealed class Ceremony
{
    public string Origin { get; set; } = "http://localhost:5080";
    public string RpId { get; set; } = "localhost";
    public string Type { get; set; } = "";
    public string Challenge { get; set; } = "";
    public bool CrossOrigin { get; set; }
    public byte Flags { get; set; } = Present | Verified;
    public uint Counter { get; set; }
    public byte[] CredentialId { get; set; } = [];
    public string? UserHandle { get; set; }
    public ECDsa? SignedBy { get; set; }

    /// <summary>After signing.</summary>
    public Action<JsonObject>? Answer { get; set; }

    public const byte Present = 1;
    public const byte Verified = 4;
    public const byte Eligible = 8;
    public const byte BackedUp = 16;
}

/// <summary>A passkey in software: one key pair of P-256, packed as WebAuthn wants it. Bytes by hand, so that wrong ones can be made as easily as right ones.</summary>
internal sealed class SoftAuthenticator : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; } = RandomNumberGenerator.GetBytes(32);
    public uint Counter { get; set; }
    public string UserHandle { get; set; } = "";

    /// <summary>The answer to creation options.</summary>
    public string Make(string options, Action<Ceremony>? bend = null)
    {
        var asked = JsonNode.Parse(options)!;
        UserHandle = asked["user"]!["id"]!.GetValue<string>();
        var c = new Ceremony { Type = "webauthn.create", Challenge = asked["challenge"]!.GetValue<string>(), Counter = Counter, CredentialId = Id };
        bend?.Invoke(c);
        var data = Data(c, [.. new byte[16], (byte)(c.CredentialId.Length >> 8), unchecked((byte)c.CredentialId.Length), .. c.CredentialId, .. CoseKey()], attested: true);
        // {"fmt": "none", "attStmt": {}, "authData": bytes}
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), 0x59, (byte)(data.Length >> 8), unchecked((byte)data.Length), .. data];
        return Wrap(c, new JsonObject { ["clientDataJSON"] = Base64(Client(c)), ["attestationObject"] = Base64(attestation), ["transports"] = new JsonArray("internal") });
    }

    /// <summary>The answer to request options.</summary>
    public string Sign(string options, Action<Ceremony>? bend = null)
    {
        var asked = JsonNode.Parse(options)!;
        Counter++;
        var c = new Ceremony { Type = "webauthn.get", Challenge = asked["challenge"]!.GetValue<string>(), Counter = Counter, CredentialId = Id, UserHandle = UserHandle };
        bend?.Invoke(c);
        var (data, client) = (Data(c, [], attested: false), Client(c));
        var signature = (c.SignedBy ?? _key).SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Wrap(c, new JsonObject { ["clientDataJSON"] = Base64(client), ["authenticatorData"] = Base64(data), ["signature"] = Base64(signature), ["userHandle"] = c.UserHandle });
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Data(Ceremony c, byte[] rest, bool attested)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, c.Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(c.RpId)), (byte)(c.Flags | (attested ? 0x40 : 0)), .. counter, .. rest];
    }

    private static byte[] Client(Ceremony c) => JsonSerializer.SerializeToUtf8Bytes(new { type = c.Type, challenge = c.Challenge, origin = c.Origin, crossOrigin = c.CrossOrigin });

    private static string Wrap(Ceremony c, JsonObject response)
    {
        var answer = new JsonObject { ["id"] = Base64(c.CredentialId), ["rawId"] = Base64(c.CredentialId), ["type"] = "public-key", ["response"] = response, ["clientExtensionResults"] = new JsonObject() };
        c.Answer?.Invoke(answer);
        return answer.ToJsonString();
    }

    // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    private byte[] CoseKey()
    {
        var q = _key.ExportParameters(false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. q.X!, 0x22, 0x58, 0x20, .. q.Y!];
    }

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static string Base64(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
}
