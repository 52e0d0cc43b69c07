using NcAspire.Core.Audit;

namespace NcAspire.Core.Accounts;

/// <summary>Takes the wish to delete an account. From then on nobody gets in; <see cref="RemoveClosedAccounts"/> does the rest.</summary>
public sealed class CloseAccount(IAccountStore accounts, ConfirmPassword confirm, RemoveClosedAccounts remove)
{
    public async Task<Confirmation> ExecuteAsync(Session session, string password, Actor actor, CancellationToken cancellationToken)
    {
        var confirmation = await confirm.ExecuteAsync(session.User, password, actor, cancellationToken);
        if (confirmation is Confirmation.Right)
        {
            await accounts.CloseAsync(session.User, actor, cancellationToken);
            await remove.ExecuteAsync(session.User, cancellationToken);
        }

        return confirmation;
    }
}
