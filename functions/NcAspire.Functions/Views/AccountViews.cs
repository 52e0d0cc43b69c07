using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;

namespace NcAspire.Functions.Views;

/// <summary>Accounts as their owners see them.</summary>
internal static class AccountViews
{
    public static MeResponse ToResponse(this Session session, InstanceOptions instances) =>
        new(session.User.Value, session.Email, session.UserCreatedAt, session.InstanceCap ?? instances.CapPerUser);

    public static SessionEntryResponse ToResponse(this SessionInfo session, Session current) => new(
        session.Id,
        session.CreatedAt,
        session.ExpiresAt,
        session.LastUsedAt,
        session.Origin.Address,
        session.Origin.Agent,
        session.Id == current.Id);
}
