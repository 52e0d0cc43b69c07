using NcAspire.Compat.Aspire.Sample;

// One program that plays every part: the AppHost, a job that ends, and a service with a health check.
switch (Environment.GetEnvironmentVariable("SAMPLE_PART"))
{
    case "service":
        await Service.RunAsync();
        return 0;
    case "job":
        return await Job.RunAsync();
    default:
        SampleHost.Create(args).Run();
        return Environment.ExitCode;
}
