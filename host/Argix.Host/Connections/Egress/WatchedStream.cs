namespace Argix.Connections.Egress;

/// <summary>
/// What is known about the bytes of one request. It travels with the request's execution flow; HTTP/1.1 writes a request in the flow that sent it,
/// one request at a time on a connection, so what is written while a watch is current belongs to its request.
/// </summary>
public sealed class WireWatch(Func<bool>? mayStart = null)
{
    private static readonly AsyncLocal<WireWatch?> Flow = new();
    private volatile bool started;
    private volatile bool failed;
    private volatile bool refused;

    /// <summary>The watch of the request that is being sent here, if any.</summary>
    public static WireWatch? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>Some byte of the request was handed to the connection (it may or may not have left).</summary>
    public bool Started => started;

    /// <summary>A write was not completed, so nobody knows how much left.</summary>
    public bool Failed => failed;

    /// <summary>The first byte was held back here, so none has left.</summary>
    public bool Refused => refused && !started;

    /// <summary>Said before the first byte: from here on "not sent" can't be proven any more.</summary>
    public void Start()
    {
        if (!started && mayStart?.Invoke() == false)
        {
            refused = true;
            throw new GuardRefusedException("the time for sending this order is over");
        }
        started = true;
    }

    public void Fail() => failed = true;
}

/// <summary>The plain side of a connection (above TLS, so a handshake does not count as sending), reporting writes to the current watch.</summary>
public sealed class WatchedStream(Stream inner) : Stream
{
    public override bool CanRead => inner.CanRead;
    public override bool CanSeek => false;
    public override bool CanWrite => inner.CanWrite;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var watch = WireWatch.Current;
        watch?.Start();
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch
        {
            watch?.Fail();
            throw;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        var watch = WireWatch.Current;
        watch?.Start();
        try
        {
            inner.Write(buffer, offset, count);
        }
        catch
        {
            watch?.Fail();
            throw;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
    public override void Flush() => inner.Flush();
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
