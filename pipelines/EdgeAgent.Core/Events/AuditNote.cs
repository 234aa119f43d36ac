namespace EdgeAgent.Core.Events;

/// <summary>A change that somebody made, or had no right to: a line of the audit log, published.</summary>
/// <param name="Number">Number of the line in the box's audit log, from 1.</param>
/// <param name="Who">The identity: <c>cert:…</c>, <c>token:…</c> or a user of the box.</param>
/// <param name="Call">The call, as <c>/package.Service/Method</c>.</param>
/// <param name="What"><c>done</c>, <c>failed</c> or <c>refused</c>.</param>
/// <param name="Hash">Hash of the line: a copy of the chain elsewhere, which nobody on the box can rewrite.</param>
public sealed record AuditNote(long Number, string Who, string Call, string What, string Hash);
