using NcAspire.Core.WhatsApp;

namespace NcAspire.Core.Instances;

/// <summary>How many instances are in one and the same condition.</summary>
public sealed record InstanceCount(InstanceStatus Status, WhatsAppState WhatsApp, string Region, string Provider, long Instances);
