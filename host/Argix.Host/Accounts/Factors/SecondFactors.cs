using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts.Factors;

/// <summary>What a person has besides a password.</summary>
public sealed record FactorsView(bool Totp, int RecoveryCodes, IReadOnlyList<PasskeyView> Passkeys)
{
    public bool Any => Totp || Passkeys.Count > 0;
}

/// <summary>A passkey as its owner sees it.</summary>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt, bool BackedUp);

/// <summary>An authenticator app that is being set up; nothing is stored before a code of it was typed.</summary>
public sealed record TotpOffer(string UserId, string Secret)
{
    public override string ToString() => "offer";
}

/// <summary>The authenticator app and the recovery codes. Each code works once, the app's included.</summary>
public sealed class SecondFactors(ArgixDb db, UserManager<User> users, IUserStore<User> store, PublicAddress address, IIdSource ids, TimeProvider clock)
{
    private const int Codes = 10;

    /// <summary>What they have.</summary>
    public async Task<FactorsView> OfAsync(User user) => new(await SecretAsync(user) is not null, await users.CountRecoveryCodesAsync(user),
        [.. (await users.GetPasskeysAsync(user)).OrderBy(p => p.CreatedAt).Select(p => new PasskeyView(Passkeys.IdOf(p), p.Name ?? "Passkey", p.CreatedAt, p.IsBackedUp))]);

    /// <summary>A fresh secret, offered to the app.</summary>
    public TotpOffer Offer(User user) => new(user.Id, TotpCode.Base32(System.Buffers.Text.Base64Url.DecodeFromChars(ids.NewToken(20))));

    /// <summary>The address that authenticator apps read from the square.</summary>
    public string UriOf(TotpOffer offer, User user) =>
        $"otpauth://totp/{Uri.EscapeDataString("Argix (" + address.Value.Host + ")")}:{Uri.EscapeDataString(user.Email ?? "")}?secret={offer.Secret}&issuer={Uri.EscapeDataString("Argix (" + address.Value.Host + ")")}&digits=6&period=30";

    /// <summary>Takes the app into use when the code is right; gives recovery codes when there are none yet.</summary>
    public async Task<IReadOnlyList<string>> EnableAsync(User user, TotpOffer? offer, string? code, CancellationToken cancel)
    {
        if (offer is null || offer.UserId != user.Id)
            throw new ArgixException("validation_failed", "This set-up has run out of time — begin it again");
        if (TotpCode.StepOf(TotpCode.Bytes(offer.Secret), code, clock.GetUtcNow(), 0) is not { } step)
            throw new ArgixException("validation_failed", "That code does not fit — check the clock of the phone, wait for the next code and type it");
        await Keys.SetAuthenticatorKeyAsync(user, offer.Secret, cancel);
        user.TotpStep = step;
        return await TurnOnAsync(user, cancel);
    }

    /// <summary>The second factor is asked for from now on; recovery codes when there are none yet.</summary>
    internal async Task<IReadOnlyList<string>> TurnOnAsync(User user, CancellationToken cancel)
    {
        user.TwoFactorEnabled = true;
        IReadOnlyList<string> fresh = await users.CountRecoveryCodesAsync(user) == 0 ? NewCodes() : [];
        if (fresh.Count > 0)
            await Keys.ReplaceCodesAsync(user, fresh, cancel);
        await SaveAsync(user);
        return fresh;
    }

    /// <summary>New recovery codes; the old ones end.</summary>
    public async Task<IReadOnlyList<string>> RenewCodesAsync(User user, CancellationToken cancel)
    {
        if (!user.TwoFactorEnabled)
            throw new ArgixException("validation_failed", "Recovery codes go with a second factor — set one up first");
        var fresh = NewCodes();
        await Keys.ReplaceCodesAsync(user, fresh, cancel);
        await SaveAsync(user);
        return fresh;
    }

    /// <summary>Ends the authenticator app.</summary>
    public async Task RemoveTotpAsync(User user, CancellationToken cancel)
    {
        await Keys.ForgetAuthenticatorAsync(user, cancel);
        user.TotpStep = 0;
        await SettleAsync(user, (await users.GetPasskeysAsync(user)).Count > 0, cancel);
    }

    /// <summary>With the last factor gone the second step ends, and the recovery codes with it.</summary>
    internal async Task SettleAsync(User user, bool left, CancellationToken cancel)
    {
        if (!left)
        {
            user.TwoFactorEnabled = false;
            await Keys.ReplaceCodesAsync(user, [], cancel);
        }
        await SaveAsync(user);
    }

    /// <summary>Whether this is the app's code of now, never taken before, or an unused recovery code.</summary>
    public async Task<bool> TakesAsync(User user, string? typed, CancellationToken cancel)
    {
        var code = (typed ?? "").Trim();
        if (code.Length > 8)
            return code.Length < 100 && (await users.RedeemTwoFactorRecoveryCodeAsync(user, code)).Succeeded;
        if (await SecretAsync(user) is not { } secret || TotpCode.StepOf(TotpCode.Bytes(secret), code, clock.GetUtcNow(), user.TotpStep) is not { } step)
            return false;
        // Of two who present it at the same moment the row lets one through.
        var won = await db.Users.Where(u => u.Id == user.Id && u.TotpStep < step).ExecuteUpdateAsync(u => u.SetProperty(x => x.TotpStep, step), cancel) == 1;
        user.TotpStep = step;
        return won;
    }

    internal Task<string?> SecretAsync(User user) => users.GetAuthenticatorKeyAsync(user);

    private ArgixUserStore Keys => (ArgixUserStore)store;

    private IReadOnlyList<string> NewCodes() => [.. Enumerable.Range(0, Codes).Select(_ =>
        string.Join('-', TotpCode.Base32(System.Buffers.Text.Base64Url.DecodeFromChars(ids.NewToken(10))).ToLowerInvariant().Chunk(4).Select(c => new string(c))))];

    private async Task SaveAsync(User user)
    {
        var saved = await users.UpdateAsync(user);
        if (!saved.Succeeded)
            throw new ArgixException("bad_request", "Somebody changed this account at the same moment — reload the page and try again");
    }
}
