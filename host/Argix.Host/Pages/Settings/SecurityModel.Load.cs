using Argix.Data;
using Argix.Errors;
using Argix.Pages.People;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings;

public sealed partial class SecurityModel
{
    private async Task<User> UserAsync() => await users.FindByIdAsync(Me.UserId) ?? throw new ArgixException("unauthenticated", "This account is gone — sign in");

    private async Task<User> FreshAsync(string? back = null)
    {
        RequireFreshSignIn(clock, back);
        return await UserAsync();
    }

    private async Task<IActionResult> ChangeAsync(Func<User, Task> change, string said)
    {
        var user = await FreshAsync();
        return await DoneAsync(() => change(user), said);
    }

    private async Task<IActionResult> DoneAsync(Func<Task> act, string said)
    {
        if (!await TryAsync(act))
            return await ShowAsync(await UserAsync());
        Say(said);
        return LocalRedirect("/settings/security");
    }

    private async Task<IActionResult> ShowAsync(User user)
    {
        await LoadAsync();
        if (Offer is not null)
            Qr = QrSquare.Of(factors.UriOf(Offer, user));
        return Page();
    }

    private async Task LoadAsync()
    {
        var user = await UserAsync();
        Factors = await factors.OfAsync(user);
        Sessions = await sessions.ListAsync(user.Id, Cancel);
        Links = await links.LinksAsync(user);
        HasPassword = user.HasPassword();
    }
}

internal static class UserWords
{
    public static bool HasPassword(this User user) => user.PasswordHash is not null;
}
