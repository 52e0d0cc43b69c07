namespace NcAspire.Core.WhatsApp;

public enum UnlinkOutcome
{
    Unlinked,
    NotFound,
    NotRunning,
}
