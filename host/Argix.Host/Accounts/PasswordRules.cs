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
        if (Common.Contains(password.ToLowerInvariant()) || password.Distinct().Count() < 5 || IsRepeated(password.ToLowerInvariant()))
            return "The password is among the first that attackers try — take one that nobody else uses";
        var name = email?.Split('@')[0] ?? "";
        var holdsName = name.Length >= 4 && password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < name.Length + Shortest;
        return holdsName || string.Equals(password, email, StringComparison.OrdinalIgnoreCase)
            ? "The password is little more than the e-mail address — take one that cannot be guessed from it"
            : null;
    }

    // One short piece over and over: as easily guessed as the piece.
    private static bool IsRepeated(string text) => Enumerable.Range(1, text.Length / 2).Any(n => n <= 6 && Enumerable.Range(0, text.Length).All(i => text[i] == text[i % n]));

    private static HashSet<string> Load()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("Argix.CommonPasswords.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
