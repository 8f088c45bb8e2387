using System.Security.Cryptography;

namespace Argix.Keys;

/// <summary>The 256-bit key that wraps the key ring. Held in memory only; its file stands outside the data directory.</summary>
public sealed class MasterKey : IDisposable
{
    /// <summary>Key size in bytes.</summary>
    public const int Size = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[] _key = GC.AllocateArray<byte>(Size, pinned: true);

    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Size)
            throw new ArgumentException("A master key has 32 bytes.", nameof(key));
        key.CopyTo(_key);
        Id = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, 8, info: "argix master key id"u8.ToArray()));
    }

    /// <summary>Recognises the key without telling anything about it.</summary>
    public string Id { get; }

    /// <summary>Nonce, tag and ciphertext; bound to <paramref name="context"/>.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var wrapped = new byte[NonceSize + TagSize + plain.Length];
        var nonce = wrapped.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plain, wrapped.AsSpan(NonceSize + TagSize), wrapped.AsSpan(NonceSize, TagSize), context);
        return wrapped;
    }

    /// <summary>The plain bytes; <see cref="CryptographicException"/> when anything differs from what was wrapped.</summary>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        if (wrapped.Length < NonceSize + TagSize)
            throw new CryptographicException("The wrapped key is too short.");
        var plain = new byte[wrapped.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(wrapped[..NonceSize], wrapped[(NonceSize + TagSize)..], wrapped.Slice(NonceSize, TagSize), plain, context);
        return plain;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    /// <summary>Never the key.</summary>
    public override string ToString() => $"master key {Id}";
}
