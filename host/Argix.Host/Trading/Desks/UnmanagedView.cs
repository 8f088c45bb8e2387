using Argix.Trading.Core;

namespace Argix.Trading.Desks;

/// <summary>
/// Why nobody watches an open order, since when, and what a person should do at the broker. <paramref name="Why"/>: <c>left</c> or <c>unproven</c> (its connection ended),
/// <c>not_watched</c> (its connection has no access now; it is watched again by itself as soon as it has).
/// </summary>
public sealed record UnmanagedView(string Why, DateTimeOffset Since, string? Code, string WhatToDo)
{
    private const string AtTheBroker = "Look at the broker's own site: cancel the order there if it is not wanted, and note what it filled. Connect the account again, and Argix goes on with it; or say on the Repairs page how it ended.";

    internal static UnmanagedView? Of(Unmanaged? u) => u is null ? null : new(u.Why, u.Since, null, u.Why == "left"
        ? "It was left at the broker when its connection ended; it may still fill. " + AtTheBroker
        : "The broker was asked to cancel it and had not confirmed that when its connection ended; it may still fill. " + AtTheBroker);

    /// <summary>The lane of its connection has no access.</summary>
    internal static UnmanagedView NotWatched(string? code, DateTimeOffset since) => new("not_watched", since, code, code switch
    {
        "invalid_credentials" or "reauth_required" => "The broker no longer takes the credentials. Sign in again or give new ones on the connection's page; until then look at the broker's own site.",
        "maintenance" => "The plugin or the broker is in maintenance. If it cannot wait, cancel the order on the broker's own site.",
        _ => "The connection cannot be used now; its page says why. It is tried again by itself. If it cannot wait, cancel the order on the broker's own site.",
    });
}
