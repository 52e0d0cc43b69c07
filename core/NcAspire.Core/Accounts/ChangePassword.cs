using NcAspire.Core.Audit;

namespace NcAspire.Core.Accounts;

/// <summary>Replaces the password; every other session and every token ends, for whoever had the old one may have made them.</summary>
public sealed class ChangePassword(IAccountStore accounts, IPasswords passwords, ConfirmPassword confirm)
{
    public async Task<PasswordOutcome> ExecuteAsync(
        Session session, string current, string next, Actor actor, CancellationToken cancellationToken)
    {
        if (Credentials.Complaint(session.Email, next) is { Field: "password" } invalid)
        {
            return new PasswordOutcome.Invalid(invalid.Complaint);
        }

        return await confirm.ExecuteAsync(session.User, current, actor, cancellationToken) switch
        {
            Confirmation.TooMany tooMany => new PasswordOutcome.TooMany(tooMany.RetryAfter),
            Confirmation.Right right when await accounts.ChangePasswordAsync(
                right.User, passwords.Hash(next), session.Id, actor, cancellationToken) => new PasswordOutcome.Changed(),
            _ => new PasswordOutcome.WrongPassword(),
        };
    }
}
