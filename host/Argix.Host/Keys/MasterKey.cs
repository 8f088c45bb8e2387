using System.Security.Cryptography;

namespace Argix.Keys;

/// <summary>
/// The 256-bit key that wraps the key ring. Held in memory only; its file stands outside the data directory. While it is being changed the one before still opens what it wrapped.
/// </summary>
public sealed class MasterKey : IDisposable
{
    /// <summary>Key size in bytes.</summary>
    public const int Size = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly Lock _gate = new();
    private Held _held;
    private Held? _before;

    public MasterKey(ReadOnlySpan<byte> key) => _held = new Held(key);

    /// <summary>Recognises the key without telling anything about it.</summary>
    public string Id
    {
        get
        {
            lock (_gate)
                return _held.Id;
        }
    }

    /// <summary>Nonce, tag and ciphertext; bound to <paramref name="context"/>.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        lock (_gate)
            return _held.Wrap(plain, context);
    }

    /// <summary>The same, with the name of the key that did it: the context may name it, and it may change between two questions.</summary>
    public (string Id, byte[] Wrapped) Wrap(ReadOnlySpan<byte> plain, Func<string, byte[]> context)
    {
        lock (_gate)
            return (_held.Id, _held.Wrap(plain, context(_held.Id)));
    }

    /// <summary>The plain bytes; <see cref="CryptographicException"/> when anything differs from what was wrapped.</summary>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, string? id = null)
    {
        lock (_gate)
        {
            var key = id is null || id == _held.Id ? _held : id == _before?.Id ? _before : throw new CryptographicException("Wrapped by another master key.");
            return key.Unwrap(wrapped, context);
        }
    }

    /// <summary>From here on wraps with the other key; what this one wrapped still opens until <see cref="Forget"/>.</summary>
    internal void Become(MasterKey next)
    {
        lock (_gate)
            (_before, _held) = (_held, next._held);
    }

    /// <summary>Wipes the key from before the change.</summary>
    internal void Forget()
    {
        lock (_gate)
        {
            _before?.Wipe();
            _before = null;
        }
    }

    internal byte[] Export()
    {
        lock (_gate)
            return [.. _held.Key];
    }

    public void Dispose()
    {
        Forget();
        lock (_gate)
            _held.Wipe();
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => $"master key {Id}";

    private sealed class Held
    {
        public Held(ReadOnlySpan<byte> key)
        {
            if (key.Length != Size)
                throw new ArgumentException("A master key has 32 bytes.", nameof(key));
            key.CopyTo(Key);
            Id = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, Key, 8, info: "argix master key id"u8.ToArray()));
        }

        public byte[] Key { get; } = GC.AllocateArray<byte>(Size, pinned: true);

        public string Id { get; }

        public byte[] Wrap(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
        {
            var wrapped = new byte[NonceSize + TagSize + plain.Length];
            var nonce = wrapped.AsSpan(0, NonceSize);
            RandomNumberGenerator.Fill(nonce);
            using var aes = new AesGcm(Key, TagSize);
            aes.Encrypt(nonce, plain, wrapped.AsSpan(NonceSize + TagSize), wrapped.AsSpan(NonceSize, TagSize), context);
            return wrapped;
        }

        public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
        {
            if (wrapped.Length < NonceSize + TagSize)
                throw new CryptographicException("The wrapped key is too short.");
            var plain = new byte[wrapped.Length - NonceSize - TagSize];
            using var aes = new AesGcm(Key, TagSize);
            aes.Decrypt(wrapped[..NonceSize], wrapped[(NonceSize + TagSize)..], wrapped.Slice(NonceSize, TagSize), plain, context);
            return plain;
        }

        public void Wipe() => CryptographicOperations.ZeroMemory(Key);
    }
}
