using Argix.Data;
using Microsoft.AspNetCore.Identity;

namespace Argix.Accounts;

/// <summary>
/// The password hash of somebody who does not exist. It is made by the hasher that makes everybody's, with the same number of rounds, so that a try for an unknown
/// address costs what a wrong password costs.
/// </summary>
public sealed class Nobody(IPasswordHasher<User> hasher)
{
    // Made when the first sign-in of any kind needs this object, not when the first unknown address comes: that one would take twice as long.
    private readonly string _hash = hasher.HashPassword(new User(), "nobody has this password");

    /// <summary>The work of a check, and never a success.</summary>
    public void Check(string password) => hasher.VerifyHashedPassword(new User(), _hash, password);
}
