using System.Text.Json.Serialization;

namespace Argix.Contracts.Testing;

/// <summary>What a scripted venue does wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>The connection is cut before the venue looks at the request: nothing happens there.</summary>
    CloseBefore,
    /// <summary>The venue does what was asked, then the connection is cut instead of an answer.</summary>
    LoseAnswer,
    /// <summary>The venue does nothing and gives <see cref="Fault.Status"/> and <see cref="Fault.Body"/> (a refusal, 429, 5xx, HTML).</summary>
    Answer,
    /// <summary>The venue does what was asked, but answers with <see cref="Fault.Status"/> and <see cref="Fault.Body"/>.</summary>
    AnswerAfter,
    /// <summary>The venue does what was asked; its answer breaks off in the middle, with a proper end of the HTTP message.</summary>
    Truncate,
    /// <summary>The request waits <see cref="Fault.Milliseconds"/> before the venue looks at it.</summary>
    Delay,
    /// <summary>The venue does what was asked and waits <see cref="Fault.Milliseconds"/> with the answer.</summary>
    DelayAnswer,
    /// <summary>The request waits until <c>release</c> before the venue looks at it.</summary>
    Hold,
    /// <summary>The venue does what was asked and keeps the answer until <c>release</c>.</summary>
    HoldAnswer,
    /// <summary>A stream message is not sent.</summary>
    DropMessage,
    /// <summary>A stream message is sent twice.</summary>
    DuplicateMessage,
}

/// <summary>
/// One scripted fault, for the next <paramref name="Times"/> requests that match <paramref name="Match"/>: a method and path like <c>POST /v2/orders</c>,
/// where <c>*</c> stands for one path segment; <c>*</c> alone for any request. Stream faults count messages and need no match.
/// </summary>
public sealed record Fault(FaultKind Kind, string Match = "*", int Times = 1, int Status = 500, string? Body = null, string ContentType = "application/json", int Milliseconds = 0);

/// <summary>A request that a scripted venue has seen; <paramref name="Fault"/> is what was done to it.</summary>
public sealed record SeenCall(string Method, string Path, FaultKind Fault);
