namespace Aspire.Hosting.Orchestration;

/// <summary>One line that a resource, or the orchestration about it, has written. Ids grow.</summary>
internal sealed record LogLine(long Id, DateTimeOffset Time, string Resource, bool IsError, string Text);
