using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Instances;

/// <param name="Message">One sentence for people.</param>
public sealed record InstanceHealth(bool Live, bool Ready, WhatsAppState WhatsApp, string Message);
