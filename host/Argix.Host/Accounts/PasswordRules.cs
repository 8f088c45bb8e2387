using Argix.Data;
using Microsoft.AspNetCore.Identity;

namespace Argix.Accounts;

/// <summary>Length counts, composition does not; passwords that everybody tries first are refused (ASVS 6.2).</summary>
public sealed class PasswordRules : IPasswordValidator<User>
{
    public const int Shortest = 12;
    public const int Longest = 128;
    private static readonly HashSet<string> Common = Load();

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(Check(password, user.Email) is { } problem
            ? IdentityResult.Failed(new IdentityError { Code = "password", Description = problem })
            : IdentityResult.Success);

    /// <summary>What is wrong with this password, or null.</summary>
    public static string? Check(string? password, string? email)
    {
        if (password is null || password.EnumerateRunes().Count() < Shortest)
            return $"The password is too short — take at least {Shortest} characters, a few words are best";
        if (password.EnumerateRunes().Count() > Longest)
            return $"The password is too long — take at most {Longest} characters";
        if (Common.Contains(password.ToLowerInvariant()) || password.Distinct().Count() < 3)
            return "The password is among the first that attackers try — take one that nobody else uses";
        var name = email?.Split('@')[0] ?? "";
        var holdsName = name.Length >= 4 && password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < name.Length + Shortest;
        return holdsName || string.Equals(password, email, StringComparison.OrdinalIgnoreCase)
            ? "The password is little more than the e-mail address — take one that cannot be guessed from it"
            : null;
    }

    private static HashSet<string> Load()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("Argix.CommonPasswords.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
