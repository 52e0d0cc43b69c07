namespace NcAspire.Store.Postgres.Rows;

/// <summary>
/// What is left of the link to WhatsApp where a gateway ends: no connection, whatever was seen of it last, and a clean slate for the next
/// life. That a phone is linked, or has removed the device, stays true.
/// </summary>
internal static class LinkColumns
{
    public const string StateAfterEnd =
        """
        case
            when whatsapp_state in ('connected', 'replaced', 'restart-needed', 'blocked') then 'reconnecting'
            else whatsapp_state
        end
        """;

    public const string CodeAfterEnd = "case when whatsapp_state = 'logged-out' then whatsapp_code end";

    /// <summary>The assignments.</summary>
    public const string End = $"whatsapp_state = {StateAfterEnd}, whatsapp_code = {CodeAfterEnd}";
}
