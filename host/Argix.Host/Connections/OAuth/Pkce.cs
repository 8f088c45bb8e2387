using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Argix.Connections.OAuth;

/// <summary>PKCE with S256; <c>plain</c> does not exist here. Also how a state is kept: as a hash.</summary>
public static class Pkce
{
    public const string Method = "S256";

    /// <summary>The challenge of a verifier.</summary>
    public static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>What is stored of a state. A look-up by it takes the same time whatever the state was.</summary>
    public static string HashOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));
}
