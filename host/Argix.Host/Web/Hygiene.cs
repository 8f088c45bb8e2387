using Argix.Accounts;
using Argix.Connections;
using Argix.Data;
using Argix.Trading;
using Microsoft.EntityFrameworkCore;

namespace Argix.Web;

/// <summary>One thing of a safe installation. <paramref name="Status"/>: <c>ok</c>, <c>warning</c>, or <c>unknown</c> where only a person can look.</summary>
public sealed record HygieneItem(string Id, string Status, string Title, string Detail, string WhatToDo, string Link, IReadOnlyList<HygieneSubject> About);

/// <summary>What an item speaks of: a connection, a token.</summary>
public sealed record HygieneSubject(string Name, string Link);

/// <summary>The check list of safe operation, from what is really there. <c>/docs/hygiene</c> has the reasons.</summary>
public sealed class Hygiene(ConnectionService connections, TradeReads trades, ApiTokens tokens, DbFactory contexts, TimeProvider clock)
{
    /// <summary>Where <c>backup</c> notes that it was made.</summary>
    public const string BackupSetting = "backup.last";

    private static readonly TimeSpan OldKey = TimeSpan.FromDays(90);
    private static readonly TimeSpan Unused = TimeSpan.FromDays(30);
    private static readonly string[] Renewed = ["access_token", "refresh_token"];

    public async Task<IReadOnlyList<HygieneItem>> LookAsync(Caller who, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var mine = (await connections.ListAsync(who.WorkspaceId, ct)).Where(c => c.Status is not ("disconnected" or "disconnecting")).ToList();
        await using var db = contexts.Open();
        return
        [
            OldKeys(mine, now),
            Withdrawal(mine),
            AddressLists(mine),
            await UnusedAsync(who.WorkspaceId, mine, now),
            await UnusedTokensAsync(who, now, ct),
            await SecondFactorAsync(db, who, ct),
            await BackupAsync(db, now, ct),
        ];
    }

    private static HygieneItem OldKeys(List<ConnectionView> mine, DateTimeOffset now)
    {
        var old = mine.Where(c => c.EnvironmentKind != "paper" || c.BrokerId != "paper").Where(c => c.Credentials.Any(f => !Renewed.Contains(f.Field) && now - f.AddedAt > OldKey)).ToList();
        return Item("old_keys", old, "Keys are younger than 90 days", $"{old.Count} connections use credentials that were entered more than 90 days ago.",
            "Make a new key at the broker, enter it with Rotate credentials, then delete the old one there.", c => $"/settings/broker-connections/{c.Id}/rotate");
    }

    private static HygieneItem Withdrawal(List<ConnectionView> mine)
    {
        var may = mine.Where(c => c.Permissions.Withdraw == true).ToList();
        return Item("withdrawal_right", may, "No key can withdraw", $"{may.Count} connections have credentials that can take money out. Argix never needs that; a thief would.",
            "Make a key without the right at the broker and enter it with Rotate credentials.", c => $"/settings/broker-connections/{c.Id}/rotate");
    }

    // No broker tells a key's address list to the key, so nothing here can be called well.
    private static HygieneItem AddressLists(List<ConnectionView> mine)
    {
        var keyed = mine.Where(c => c.EnvironmentKind == "live" && c.Credentials.Any(f => !Renewed.Contains(f.Field))).ToList();
        return keyed.Count == 0
            ? new("address_list", "ok", "Keys for real money are bound to this machine's address", "No key for real money is stored here.", "", "/docs/hygiene#address_list", [])
            : new("address_list", "unknown", "Keys for real money are bound to this machine's address", $"Argix cannot see it for {keyed.Count} keys: brokers do not tell.",
                "Look at the broker's key settings; where there is a list of allowed addresses, put this machine's in it.", "/docs/hygiene#address_list", [.. keyed.Select(c => new HygieneSubject(c.Name, "/settings/broker-connections/" + c.Id))]);
    }

    private async Task<HygieneItem> UnusedAsync(Guid workspace, List<ConnectionView> mine, DateTimeOffset now)
    {
        var recent = await trades.UsedSinceAsync(workspace, now - Unused);
        var idle = mine.Where(c => !recent.Contains(c.Id) && c.Status != "disabled" && now - OldestOf(c) > Unused).ToList();
        return Item("unused", idle, "Every connection is used", $"{idle.Count} connections have had no order for 30 days.", "Disable or disconnect what you do not use: what is not stored cannot be stolen.",
            c => "/settings/broker-connections/" + c.Id);
    }

    private static DateTimeOffset OldestOf(ConnectionView c) => c.Credentials.Count == 0 ? c.StatusSince : c.Credentials.Min(f => f.AddedAt);

    private async Task<HygieneItem> UnusedTokensAsync(Caller who, DateTimeOffset now, CancellationToken ct)
    {
        var idle = (await tokens.ListAsync(who.WorkspaceId, ct)).Where(t => t.RevokedAt is null && (t.UserId == who.UserId || who.May(Scopes.Admin)) && now - (t.LastUsedAt ?? t.CreatedAt) > Unused).ToList();
        return new("unused_tokens", idle.Count == 0 ? "ok" : "warning", "Every API token is used", idle.Count == 0 ? "No token has been idle for 30 days." : $"{idle.Count} tokens have not been used for 30 days.",
            idle.Count == 0 ? "" : "End what nothing uses.", "/docs/hygiene#unused_tokens", [.. idle.Select(t => new HygieneSubject(t.Name, "/settings/tokens"))]);
    }

    private static async Task<HygieneItem> SecondFactorAsync(ArgixDb db, Caller who, CancellationToken ct)
    {
        var has = await db.Users.AnyAsync(u => u.Id == who.UserId && u.TwoFactorEnabled, ct) || await db.UserPasskeys.AnyAsync(p => p.UserId == who.UserId, ct);
        return new("second_factor", has ? "ok" : "warning", "You sign in with a second factor", has ? "A password alone does not open your account." : "Whoever learns your password can do all that you can.",
            has ? "" : "Add a passkey or an authenticator app under Settings, Security.", "/docs/hygiene#second_factor", []);
    }

    private static async Task<HygieneItem> BackupAsync(ArgixDb db, DateTimeOffset now, CancellationToken ct)
    {
        const string title = "There is a backup of the last 30 days";
        var text = (await db.Settings.FindAsync([BackupSetting], ct))?.Value;
        DateTimeOffset? last = DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null;
        return last is { } made && now - made <= Unused
            ? new("backup", "ok", title, $"The last one was made on {made:yyyy-MM-dd}. Whether it lies elsewhere, with the master key somewhere else again, only you know.", "", "/docs/hygiene#backup", [])
            : new("backup", "warning", title, last is null ? "None has been made with the command backup; of others Argix knows nothing." : $"The last one was made on {last:yyyy-MM-dd}.",
                "Run backup FILE, take the file elsewhere, keep the master key in a third place, and restore it once to know that you can.", "/docs/hygiene#backup", []);
    }

    private static HygieneItem Item(string id, List<ConnectionView> about, string title, string bad, string whatToDo, Func<ConnectionView, string> link) => about.Count == 0
        ? new(id, "ok", title, "Nothing to mend.", "", "/docs/hygiene#" + id, [])
        : new(id, "warning", title, bad, whatToDo, "/docs/hygiene#" + id, [.. about.Select(c => new HygieneSubject(c.Name, link(c)))]);
}
